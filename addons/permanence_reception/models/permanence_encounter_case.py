# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from .permanence_encounter import SOCIAL

# How the journal of a file calls the channel of an encounter.
CONTACTS = {
    "desk": "permanence",
    "phone": "call",
    "message": "message",
    "email": "message",
    "street": "outside",
}


class PermanenceEncounter(models.Model):
    """From an encounter into a file, with nothing typed twice."""

    _inherit = "permanence.encounter"

    case_id = fields.Many2one(
        "migrant.case",
        string="File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=SOCIAL,
    )

    def action_open_case(self):
        """The live file of this person that is open to the reader, else a new one.

        :raise UserError: nobody knows who she is
        """
        self.ensure_one()
        if not self.beneficiary_id:
            raise UserError(
                self.env._(
                    "Ticket %(ticket)s is anonymous: find or register the person"
                    " first. One-off help needs no file.",
                    ticket=self.ticket or self.display_name,
                )
            )
        action = self.beneficiary_id._canonical().action_open_cases()
        if action.get("res_id"):
            self._tie_case(self.env["migrant.case"].browse(action["res_id"]))
            return action
        action["views"] = [(False, "form")]
        action["context"] = {
            f"default_{name}": value
            for name, value in self._prepare_case_vals().items()
        } | {"from_encounter": self.id}
        return action

    def _prepare_case_vals(self):
        """Values of a file opened in this encounter."""
        self.ensure_one()
        person = self.beneficiary_id._canonical()
        vals = {
            "beneficiary_id": person.id,
            "site_id": self.site_id.id,
            "presenting_need": ", ".join(self.reason_ids.mapped("name")),
        }
        # The programme of the slot, unless her file says another.
        programme = person.programme_id or self.programme_id
        return vals | ({"programme_id": programme.id} if programme else {})

    def _tie_case(self, case):
        """Note to which file the encounter led."""
        self.check_access("write")
        # The file is read by whoever opened it; the tie is written by this method.
        self.sudo().write({"case_id": case.id, "outcome": "case"})
        if case.has_access("write"):
            loose = self._assessments().filtered(
                lambda a: (
                    not a.case_id
                    and (a.beneficiary_id or case.beneficiary_id)._canonical()
                    == case.beneficiary_id
                )
            )
            loose._carry_into(case)

    def _get_ref(self):
        """What an assessment keeps of the encounter in which it was filled."""
        self.ensure_one()
        return f"{self._name},{self.id}"

    def _assessments(self):
        """Assessments filled in these encounters, as far as the reader may see them."""
        refs = [encounter._get_ref() for encounter in self]
        return self.env["migrant.assessment"].search([("encounter_ref", "in", refs)])

    def action_assess(self):
        """The assessments of this encounter; the first one is begun at once.

        Person, place and file come along; without a file it stays with its author and
        her team, nameless if need be, until one is opened from here.
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "migrant_case.migrant_assessment_action"
        )
        known = self._assessments()
        defaults = {
            "encounter_ref": self._get_ref(),
            "beneficiary_id": self.beneficiary_id._canonical().id,
            "site_id": self.site_id.id,
            "programme_id": self.programme_id.id,
        }
        if self.case_id.has_access("write"):
            defaults["case_id"] = self.case_id.id
        action["context"] = {
            f"default_{name}": value for name, value in defaults.items() if value
        }
        action["domain"] = [("id", "in", known.ids)]
        if len(known) < 2:
            action.update(res_id=known.id, views=[(False, "form")])
        return action

    def action_note_in_case(self):
        """Sign the note into the open file of the person; here it is not kept.

        :raise UserError: no note, nobody known, no open file, a restricted one
        """
        for encounter in self:
            encounter.check_access("write")
            body = (encounter.note or "").strip()
            if not body or not encounter.beneficiary_id:
                raise UserError(
                    self.env._(
                        "%(code)s: write a note about a known person first.",
                        code=encounter.display_name,
                    )
                )
            note = self.env["migrant.case"]._append_from_encounter(
                encounter.beneficiary_id,
                body,
                at=encounter.started_at or encounter.arrived_at,
                site_id=encounter.site_id.id,
                contact=CONTACTS.get(encounter.channel, "permanence"),
            )
            if not note:
                raise UserError(
                    self.env._(
                        "%(code)s: there is no open file to write in. Open one, or"
                        " leave the note here as one-off help.",
                        code=encounter.display_name,
                    )
                )
            encounter.note = False
            encounter._tie_case(note.case_id)
            self.env["ngo.draft"]._forget(encounter)
        return True


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        encounter_id = self.env.context.get("from_encounter")
        if encounter_id and len(cases) == 1:
            encounters = self.env["permanence.encounter"]
            encounter = encounters.browse(encounter_id).exists()
            if encounter.beneficiary_id._canonical() == cases.beneficiary_id:
                encounter._tie_case(cases)
        return cases
