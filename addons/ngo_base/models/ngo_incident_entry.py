# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class NgoIncidentEntry(models.Model):
    """What was done about an incident: a measure, a note, a notice given outside."""

    _name = "ngo.incident.entry"
    _inherit = ["ngo.guarded", "ngo.append.only"]
    _description = "Entry of an Incident"
    _order = "date, id"
    _rec_name = "date"
    _content_fields = ("body", "authority", "reference")
    _journal_fields = ("body",)

    incident_id = fields.Many2one(
        comodel_name="ngo.incident", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        selection=[
            ("measure", "Measure taken"),
            ("outside_notice", "Notice given outside"),
            ("note", "Note"),
        ],
        required=True,
        default="measure",
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    author_id = fields.Many2one(
        comodel_name="res.users",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    body = fields.Text(string="What was done")
    authority = fields.Char(help="Police, child-protection delegate, data authority…")
    channel = fields.Selection(
        selection=[
            ("phone", "Telephone"),
            ("letter", "Letter"),
            ("email", "E-mail"),
            ("portal", "Online form"),
            ("person", "In person"),
        ]
    )
    reference = fields.Char(help="Number that the authority gave.")

    _notice_has_authority = models.Constraint(
        "CHECK (kind != 'outside_notice' OR authority IS NOT NULL)",
        "Say to whom the notice was given.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and vals.get("author_id", self.env.uid) != self.env.uid:
                raise AccessError(self.env._("An entry bears the name of its author."))
        # sudo() drops the defaults of the context, so they are taken first.
        vals_list = [self._add_missing_default_values(vals) for vals in vals_list]
        self.check_access("create")
        incidents = [
            vals["incident_id"] for vals in vals_list if vals.get("incident_id")
        ]
        self.env["ngo.incident"].browse(incidents).check_access("read")
        # The seal of an append-only row is not the author's to write. What she may add
        # was checked above, and is on the rows, by their rules.
        entries = super(NgoIncidentEntry, self.sudo()).create(vals_list)
        entries = entries.with_env(self.env)
        entries.check_access("create")
        notices = entries.filtered(lambda entry: entry.kind == "outside_notice")
        notices.incident_id._stop_clocks("outside_notice")
        return entries

    @api.model
    def _scope_reasons(self):
        return [
            (
                "incident",
                self.env._("The incident is open to you."),
                Domain("incident_id.is_in_scope", "=", True),
            )
        ]
