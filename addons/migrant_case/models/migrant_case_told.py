# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.migrant_registry.models.migrant_personal import MigrantPersonal

TOLD = (
    "migrant.procedure",
    "migrant.document",
    "migrant.letter",
    "migrant.care.member",
    "migrant.journey.step",
    "migrant.constraint",
    "migrant.annex.trafficking",
    "migrant.annex.gbv",
    "migrant.annex.sogiesc",
    "migrant.annex.health",
)

TOLD_OF_FILE = ("code", "programme_id", "presenting_need", "date_open", "date_close")
TOLD_OF_NOTE = ("at", "nature", "contact", "body", "agreed")
TOLD_OF_CLOSURE = ("decided_on", "reason_id", "summary", "person_view", "child_view")


class MigrantCaseTold(models.AbstractModel):
    """Lines of the file that stand in the person's dossier and go with her."""

    _name = "migrant.case.told"
    _description = "Told to the person, and forgotten with her"
    # Columns emptied at anonymisation; None: the whole row is destroyed.
    _forget = None

    def _dsar_lines(self):
        """Lines of the subject-access dossier: list of (label, value) per record."""
        return MigrantPersonal._dsar_lines(self)

    def _anonymise(self):
        """Destroy what these lines say; where rows are counted, they stay."""
        if self._forget is None:
            self.unlink()
        elif self:
            # Past the guards of signed letters and decisions: nothing may stay.
            models.BaseModel.write(self, dict.fromkeys(self._forget, False))


class MigrantDsar(models.TransientModel):
    # Stays beside the list that it extends.
    # pylint: disable=no-wizard-in-models
    _inherit = "migrant.dsar"

    @api.model
    def _dsar_models(self):
        return [*super()._dsar_models(), *TOLD]

    @api.model
    def _dsar_told(self):
        """The file, its notes and closures; what somebody else said is theirs."""
        path = "beneficiary_id"
        own_words = Domain("nature", "!=", "third_party") & Domain(
            "struck_at", "=", False
        )
        return [
            *super()._dsar_told(),
            ("migrant.case", path, TOLD_OF_FILE, Domain.TRUE),
            ("migrant.note", path, TOLD_OF_NOTE, own_words),
            ("migrant.case.closure", path, TOLD_OF_CLOSURE, Domain.TRUE),
        ]


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    def _anonymise(self, reason):
        lines = Domain("case_id", "in", self.ids)
        # Rows that point at others go before them.
        for name in (
            "migrant.post",
            "migrant.document.paper",
            *TOLD,
            "migrant.study.item",
        ):
            rows = self.env[name].sudo().with_context(active_test=False)
            rows.search(lines)._anonymise()
        return super()._anonymise(reason)
