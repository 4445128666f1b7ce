# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PermanenceReason(models.Model):
    """Why somebody comes, or why she could not be received: a closed list.

    The desk picks from it and writes nothing of its own about a person.
    """

    _name = "permanence.reason"
    _inherit = ["ngo.reference"]
    _description = "Reason"
    _order = "sequence, name, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    usage = fields.Selection(
        [("arrival", "Why somebody comes"), ("turned_away", "Why not received")],
        required=True,
        default="arrival",
        index=True,
    )
    request = fields.Selection(
        [
            ("information", "Information"),
            ("training", "Training"),
            ("assistance", "Assistance"),
        ],
        help="The kind of request that this reason counts as.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()


class PermanenceTopic(models.Model):
    """What an information request is about."""

    _name = "permanence.topic"
    _inherit = ["ngo.reference"]
    _description = "Topic of information"
    _order = "sequence, name, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class PermanenceAct(models.Model):
    """A kind of act: reception, information, orientation, mediation, interview …"""

    _name = "permanence.act"
    _inherit = ["ngo.reference"]
    _description = "Kind of act"
    _order = "sequence, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    axis = fields.Selection(
        [
            ("reception", "Reception"),
            ("social", "Social"),
            ("legal", "Legal"),
            ("psychological", "Psychological"),
            ("medical", "Medical"),
        ],
        required=True,
        default="reception",
        help="Under which follow-up it is counted.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()


class PermanencePriority(models.Model):
    """A rule by which somebody is received before those who came earlier.

    The rule is shown to the staff, never on the screen of the waiting room.
    """

    _name = "permanence.priority"
    _inherit = ["ngo.reference"]
    _description = "Priority of reception"
    _order = "rank, id"
    _write_roles = ("coordinator",)

    name = fields.Char(required=True, translate=True)
    rank = fields.Integer(
        required=True, default=50, help="Lower comes first; 100 is everybody."
    )
    source = fields.Char(translate=True, help="Who decided it, where it is written.")
    age_band = fields.Selection(
        selection=lambda self: (
            self.env["migrant.beneficiary"]
            ._fields["age_band"]
            ._description_selection(self.env)
        ),
        string="Age",
        help="Proposed by itself to persons of this age.",
    )
    active = fields.Boolean(default=True)

    _rank_first = models.Constraint(
        "CHECK (rank BETWEEN 0 AND 99)", "The rank of a priority is from 0 to 99."
    )
