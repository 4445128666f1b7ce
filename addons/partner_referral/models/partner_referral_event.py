# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import states
from .partner_referral import STATES

FUNCTION = """
CREATE OR REPLACE FUNCTION partner_referral_state() RETURNS trigger AS $$
DECLARE
    last record;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'draft' THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.state = NEW.state THEN
        RETURN NEW;
    ELSIF (OLD.state || '>' || NEW.state) = ANY (TG_ARGV[0]::text[]) THEN
        SELECT state_from, state_to INTO last FROM partner_referral_event
         WHERE referral_id = NEW.id AND kind = 'move' ORDER BY id DESC LIMIT 1;
        IF last.state_from = OLD.state AND last.state_to = NEW.state THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The state of a referral is what its last event says.'
        USING ERRCODE = 'restrict_violation';
END
$$ LANGUAGE plpgsql
"""
CHANNELS = [
    ("form", "Our form"),
    ("phone", "Telephone"),
    ("link", "Signed link"),
    ("portal", "Partner's portal"),
    ("slip", "Paper slip"),
    ("meeting", "Meeting"),
    ("mail", "Mail"),
    ("system", "By itself"),
]


class PartnerReferralEvent(models.Model):
    """What happened to a referral: who, when, through which door. Never edited."""

    _name = "partner.referral.event"
    _inherit = ["ngo.append.only", "ngo.guarded"]
    _description = "Event of a Referral"
    _order = "id desc"
    _rec_name = "kind"
    _content_fields = ("who", "note")
    _journal_fields = ("note",)

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("move", "Moved"),
            ("read", "Read by the partner"),
            ("reminder", "Reminder"),
            ("still_waits", "The person still waits"),
            ("refused_code", "Wrong code"),
            ("printed", "Slip printed"),
            ("override", "Sent without consent"),
        ],
        required=True,
        default="move",
    )
    at = fields.Datetime(required=True, default=fields.Datetime.now)
    state_from = fields.Selection(STATES, string="From")
    state_to = fields.Selection(STATES, string="To")
    actor = fields.Selection(
        [
            (states.WORKER, "Worker"),
            (states.SUPERVISOR, "Supervisor"),
            (states.PARTNER, "Partner"),
            (states.SYSTEM, "By itself"),
        ],
        string="By",
        required=True,
    )
    channel = fields.Selection(CHANNELS, required=True, default="form")
    user_id = fields.Many2one("res.users", string="Noted by", ondelete="restrict")
    who = fields.Char(string="At the partner's")
    reason = fields.Char()
    note = fields.Char()

    _move_has_states = models.Constraint(
        "CHECK(kind != 'move' OR (state_from IS NOT NULL AND state_to IS NOT NULL))",
        "A move goes from a state to another.",
    )
    _moves_idx = models.Index("(referral_id, id) WHERE kind = 'move'")

    def init(self):
        result = super().init()
        pairs = sorted(
            f"{state}>{to}"
            for state, moves in states.TRANSITIONS.items()
            for to in moves
        )
        self.env.cr.execute(FUNCTION)
        self.env.cr.execute(
            SQL(
                "CREATE OR REPLACE TRIGGER partner_referral_state"
                " BEFORE INSERT OR UPDATE OF state ON partner_referral"
                " FOR EACH ROW EXECUTE FUNCTION partner_referral_state(%s)",
                "{" + ",".join(pairs) + "}",
            )
        )
        return result

    @api.model
    def _scope_reasons(self):
        referrals = self.env["partner.referral"]
        return [
            (key, label, Domain("referral_id", "any", domain))
            for key, label, domain in referrals._scope_reasons()
        ]

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()

    def _engine_events(self):
        """Moves as the engine knows them, oldest first as given."""
        return [
            states.Event(
                row.state_from,
                row.state_to,
                row.actor,
                row.at.replace(tzinfo=UTC),
                row.channel,
                row.reason or "",
            )
            for row in self
            if row.kind == "move"
        ]
