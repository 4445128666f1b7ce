# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: As many as are read with a person waiting.
SHOWN = 12


class PartnerReferralSuggestion(models.Model):
    """A service as it was shown for this need: rank, reasons, chosen or not. Kept."""

    _name = "partner.referral.suggestion"
    _inherit = ["ngo.guarded"]
    _description = "Service shown"
    _order = "asked_at desc, rank, id"
    _rec_name = "service_id"

    referral_id = fields.Many2one(
        "partner.referral", required=True, index=True, ondelete="cascade"
    )
    service_id = fields.Many2one(
        "directory.service", required=True, ondelete="cascade", index=True
    )
    organization_id = fields.Many2one(related="service_id.organization_id")
    asked_at = fields.Datetime(string="Shown on", required=True)
    rank = fields.Integer(aggregator=None)
    verdict = fields.Selection(
        [("yes", "Fits"), ("unknown", "To be asked"), ("no", "Does not fit")],
        string="Answer",
    )
    why = fields.Char()
    to_ask = fields.Char(string="To be asked")
    why_not = fields.Char(string="Why not")
    is_chosen = fields.Boolean(string="Chosen")
    is_last = fields.Boolean(default=True, help="Of the last list that was shown.")

    @api.model
    def _scope_reasons(self):
        return self.env["partner.referral.item"]._scope_reasons()

    def _journal_subjects(self):
        # Only the number of the person is read, to name her in the journal.
        return self.sudo().referral_id._journal_subjects()

    def action_choose(self):
        """Refer to this one."""
        self.ensure_one()
        referral = self.referral_id
        referral.check_access("write")
        referral.write({"receiver_id": False, "service_id": self.service_id.id})
        referral._ensure_receiver()
        # The list is kept by the system: what was shown is nobody's to change.
        rows = referral.sudo().suggestion_ids
        rows.write({"is_chosen": False})
        self.sudo().write({"is_chosen": True})
        return True


class PartnerReferral(models.Model):
    _inherit = "partner.referral"

    def action_suggest(self):
        """Services for the need, ranked, with their reasons; the list is kept."""
        nothing = False
        for referral in self:
            referral.check_access("write")
            if referral.state not in ("draft", "consent"):
                raise UserError(self.env._("It was sent already."))
            services = self.env["directory.service"]
            ask = referral._ask_directory()
            found = services._find(ask, SHOWN)
            nothing = nothing or not found
            self.env["directory.search.count"]._count(
                referral.category_id, ask["area"], bool(found)
            )
            # Kept by the system: what was shown is nobody's to change.
            rows = self.env["partner.referral.suggestion"].sudo()
            referral.sudo().suggestion_ids.write({"is_last": False})
            refused = referral._refused_before()
            # Who refused this person before comes last, and it is said.
            found.sort(key=lambda line: line[0] in refused)
            rows.create(
                [
                    referral._prepare_suggestion_vals(rank, line, line[0] in refused)
                    for rank, line in enumerate(found, start=1)
                ]
            )
        if not nothing:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "The directory knows no service for this need: choose a partner, or"
                    " note the need as not covered."
                ),
                "type": "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _ask_directory(self):
        """The question to the directory: need, languages, and what may be known."""
        self.ensure_one()
        identity = self._identity()
        services = self.env["directory.service"]
        age = identity._age_on(fields.Date.context_today(self)) if identity else None
        person = services._person_facts(
            age=age,
            sex=identity.sex if identity.sex in ("female", "male") else None,
        )
        return {
            "category": self.category_id,
            "area": self.env["ngo.area"],
            "languages": self.beneficiary_id.language_ids.language_id,
            "person": person,
        }

    def _refused_before(self):
        """Services that refused this person for this need."""
        refused = self.search(
            Domain("beneficiary_id", "=", self.beneficiary_id.id)
            & Domain("category_id", "=", self.category_id.id)
            & Domain("state", "=", "declined")
        )
        return refused.service_id

    def _prepare_suggestion_vals(self, rank, line, was_refused):
        """Values of one line of the list that is shown."""
        service, _site, finding = line
        lines = self.env["directory.search.line"]
        why_not = lines._words(finding.of("no"), "no")
        if was_refused:
            said = self.env._("refused this person before")
            why_not = f"{said} · {why_not}" if why_not else said
        return {
            "referral_id": self.id,
            "service_id": service.id,
            "asked_at": fields.Datetime.now(),
            "rank": rank,
            "verdict": finding.verdict,
            "why": lines._words(finding.of("yes"), "yes"),
            "to_ask": lines._words(finding.of("unknown"), "unknown"),
            "why_not": why_not,
        }
