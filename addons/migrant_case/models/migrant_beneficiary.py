# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from .migrant_case import LIVE_STATES
from .migrant_case_scope import CONTENT_ROLES


class MigrantBeneficiary(models.Model):
    """From the person's card to her open files; who holds one reads who she is."""

    _inherit = "migrant.beneficiary"

    case_ids = fields.One2many("migrant.case", "beneficiary_id", string="Files")
    open_case_count = fields.Integer(
        string="Open files", compute="_compute_open_case_count"
    )

    @api.model
    def _counted_lines(self):
        return [*super()._counted_lines(), ("migrant.case", "beneficiary_id")]

    @api.depends_context("uid")
    @api.depends("case_ids.state")
    def _compute_open_case_count(self):
        live = Domain("state", "in", LIVE_STATES)
        counts = self._counts_of("migrant.case", "beneficiary_id", live)
        for person in self:
            person.open_case_count = counts.get(person._origin.id, 0)

    @api.model
    def _own_reasons(self, live):
        reasons = super()._own_reasons(live)
        held, defended = Domain.FALSE, Domain.FALSE
        if live.has("jurist"):
            # Who lodges an appeal in her name knows the name.
            kept = self.env["migrant.procedure"]._kept_domain()
            kept &= Domain("state", "=", "open")
            defended = self._with_file(
                Domain("confidentiality", "!=", "sealed")
                & Domain("procedure_ids", "any!", kept)
            )
        if live.has(*CONTENT_ROLES):
            held = self._with_file(
                Domain("owner_id", "=", self.env.uid)
                & Domain("state", "in", LIVE_STATES)
            )
        return [
            *reasons,
            ("case", self.env._("You hold a file of this person."), held),
            ("procedure", self.env._("You keep a procedure of this person."), defended),
        ]

    @api.model
    def _with_file(self, domain):
        """Persons with a file that satisfies a domain, whoever reads that file.

        As ``case_ids any!``, which is asked first of all reasons, and of which
        PostgreSQL thinks that it must look for the files of each person in the house.
        Here the files are found once, and only if a person's own row opens nothing.
        """
        # Whether a file opens its person does not hang on who reads the file.
        files = self.env["migrant.case"].sudo().with_context(active_test=False)
        query = files._search(domain)
        link = SQL.identifier(query.table, "beneficiary_id")
        # A set of numbers in which one is looked up by halves.
        found = query.subselect(SQL("range_agg(int4range(%(n)s, %(n)s, '[]'))", n=link))
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s @> %s", found, SQL.identifier(alias, "id")
            )
        )

    @api.model
    def _may_open_file_domain(self):
        """Persons on whom the current user opens a file, which opens them to her.

        Those whom she reads for good, and newcomers whom nobody accompanies and who
        are in front of her.
        """
        live = self._scope_live()
        with self._with_live(live):
            lasting = Domain.OR(
                domain
                for key, _label, domain in self._scope_reasons()
                if key != "shift"
            )
        newcomers = (
            Domain("confidentiality", "=", "standard")
            & Domain("owner_id", "=", False)
            & Domain("team_id", "=", False)
            & Domain(
                "case_ids",
                "not any!",
                Domain("owner_id", "not in", (False, self.env.uid))
                & Domain("state", "in", LIVE_STATES),
            )
        )
        return lasting | newcomers & self._live_scope_domain("read")

    def _check_may_open_file(self):
        """Raise unless the user may open a file on these persons.

        A file is read for good: who reads somebody for a shift or in an emergency, or
        not at all, is given one by those who accompany her.
        """
        closed = set(self.ids) - self._ids_within(self._may_open_file_domain())
        if closed:
            raise AccessError(
                self.env._(
                    "These persons are accompanied by others: ask their unit for a "
                    "transfer or a referral: %(codes)s",
                    codes=self.browse(closed)._codes(),
                )
            )

    def action_open_cases(self):
        """Her files that are open to the reader; the only live one at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "migrant_case.migrant_case_action"
        )
        domain = [("beneficiary_id", "in", (self | self._aliases()).ids)]
        cases = self.env["migrant.case"].search(domain)
        live = cases.filtered(lambda case: case.state in LIVE_STATES)
        action["domain"] = domain
        action["context"] = {"default_beneficiary_id": self.id}
        if len(live) == 1:
            action.update(res_id=live.id, views=[(False, "form")])
        elif not cases:
            action["views"] = [(False, "form")]
        return action

    def _anonymise(self, reason):
        persons = (self | self._aliases()).sudo().with_context(active_test=False)
        # While the rows are there that lead to what stands beside them.
        persons._clear_what_hangs()
        # What files say goes before the person does; counts stay.
        cases = self.env["migrant.case"].sudo().with_context(active_test=False)
        cases.search([("beneficiary_id", "in", persons.ids)])._anonymise(reason)
        # Relations end with her: nobody takes part in a plan by them any more.
        parties = self.env["migrant.plan.party"].sudo()
        by_her = [("relation_id.beneficiary_id", "in", persons.ids)]
        by_others = [("relation_id.other_id", "in", persons.ids)]
        parties.search(Domain.OR([by_her, by_others])).unlink()
        return super()._anonymise(reason)


class MigrantCase(models.Model):
    _inherit = "migrant.case"

    def action_open_person(self):
        """The card of the person."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "migrant.beneficiary",
            "res_id": self.beneficiary_id.id,
            "views": [(False, "form")],
        }

    def _anonymise(self, reason):
        """Destroy what files say of their persons; dates, codes of lists, sums stay.

        Extend in each file of the room that holds text.
        """
        for name in ("migrant.note", "migrant.case.risk", "migrant.case.gate.override"):
            rows = self.env[name].search([("case_id", "in", self.ids)])
            rows.filtered(lambda row: not row.shredded_at)._shred(reason)
        lines = Domain("case_id", "in", self.ids)
        self.env["migrant.note.draft"].search(lines).unlink()
        self.env["migrant.case.harm"].search(lines).write({"note": False})
        self.env["migrant.case.episode"].search(lines).write({"reopen_reason": False})
        self.env["migrant.case.member"].search(lines).write({"task": False})
        self.env["migrant.case.escalation"].search(lines).write(
            {"question": "-", "answer": False}
        )
        self.env["migrant.case.transition"].search(lines).write(
            {
                "reason": "-",
                "person_view": False,
                "child_view": False,
                "pack": False,
                "answer": False,
            }
        )
        closures = self.env["migrant.case.closure"].search(lines)
        closures.check_ids.write({"remark": False})
        closures.write(
            {
                "summary": False,
                "person_view": False,
                "child_view": False,
                "child_view_reason": False,
                "waiver_reason": False,
            }
        )
        self.message_ids.unlink()
        self.activity_ids.with_context(active_test=False).unlink()
        for case in self:
            case.write(
                {
                    "code": case._new_code(),
                    "presenting_need": False,
                    "eligibility_note": False,
                    "orientation_note": False,
                    "hold_reason": False,
                    "duplicate_reason": False,
                    "properties": {},
                    "household_id": False,
                    "criterion_ids": [Command.clear()],
                }
            )
