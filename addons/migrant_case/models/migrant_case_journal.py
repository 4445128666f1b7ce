# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, Query

from .migrant_case import LIVE_STATES, SOCIAL
from .migrant_case_scope import CONTENT_ROLES


class MigrantCase(models.Model):
    """The journal of contacts of a file, and what was agreed last time."""

    _inherit = "migrant.case"

    note_ids = fields.One2many(
        "migrant.note", "case_id", string="Notes", groups=SOCIAL, readonly=True
    )
    draft_ids = fields.One2many("migrant.note.draft", "case_id", groups=SOCIAL)
    last_contact_at = fields.Datetime(
        string="Last contact", compute="_compute_last_agreed", groups=SOCIAL
    )
    last_agreed = fields.Text(
        string="Agreed last time", compute="_compute_last_agreed", groups=SOCIAL
    )

    @api.depends("note_ids")
    @api.depends_context("uid")
    def _compute_last_agreed(self):
        """The latest agreement and contact among the notes that the reader reads."""
        last, agreed = self._latest_notes()
        none = self.env["migrant.note"]
        for case in self:
            case.last_contact_at = last.get(case._origin.id, none).at
            case.last_agreed = agreed.get(case._origin.id, none).agreed

    def _latest_notes(self):
        """The latest note of each file that the reader reads, and the latest with an
        agreement: two of {case id: note}.

        One query for a page, however many notes the files hold.
        """
        notes = self.env["migrant.note"].sudo(False)
        if not self._origin.ids or not notes.has_access("read"):
            return {}, {}
        domain = Domain("case_id", "in", self._origin.ids)
        query = notes._search(domain & Domain("struck_at", "=", False))
        table = query.table
        case, at, number, text = (
            SQL.identifier(table, name) for name in ("case_id", "at", "id", "agreed")
        )
        says = SQL("COALESCE(%s, '') <> ''", text)
        query.order = SQL("%s, %s, %s DESC, %s DESC", case, says, at, number)
        latest = query.select(SQL("DISTINCT ON (%s, %s) %s", case, says, number))
        # Found by their rules, and read in the same query.
        these = Query(self.env, table)
        these.add_where(SQL("%s IN (%s)", number, latest))
        columns = ("case_id", "at", "agreed")
        found = notes._fetch_query(these, [notes._fields[name] for name in columns])
        last, agreed = {}, {}
        for note in found.sorted(lambda note: (note.at, note.id)):
            last[note.case_id.id] = note
            if note.agreed:
                agreed[note.case_id.id] = note
        return last, agreed

    def _is_trainee_on(self, user=None):
        """True when somebody works on this file as a trainee.

        :param user: res.users, the current one by default
        """
        if not self:
            return False
        self.ensure_one()
        user = user or self.env.user
        if self.owner_id == user:
            return False
        now = fields.Datetime.now()
        # Grants are read by their owners; whether one is a trainee's is all we ask.
        grants = self.env["ngo.access"].sudo()
        return bool(
            grants.search_count(
                [
                    ("user_id", "=", user.id),
                    ("res_model", "=", self._name),
                    ("res_id", "=", self._origin.id),
                    ("kind", "=", "trainee"),
                    ("state", "=", "live"),
                    ("date_from", "<=", now),
                    ("date_to", ">", now),
                ],
                limit=1,
            )
        )

    def action_note(self):
        """Write a note: the draft of the reader on this file, or a new one."""
        self.ensure_one()
        draft = self.env["migrant.note.draft"].search(
            [
                ("case_id", "=", self.id),
                ("author_id", "=", self.env.uid),
                ("state", "!=", "to_sign"),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Note"),
            "res_model": "migrant.note.draft",
            "res_id": draft.id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    # ------------------------------------------------------------ encounter

    @api.model
    def _append_from_encounter(self, person, body, **vals):
        """Add a note to the open standard file of a person who is being received.

        Whoever receives her on shift may add, and reads the social part of the file
        until the end of the shift; its owner is told. A restricted file says only whom
        to call, a sealed one nothing at all.

        :param person: migrant.beneficiary
        :param str body: text of the note
        :param vals: fields of the note: ``agreed``, ``nature``, ``said_by``, ``at``,
            ``contact`` (permanence by default), ``site_id``; and ``programme_id`` to
            choose among several files
        :return: the note, empty when no file of hers is open
        :raise UserError: no shift now, no role that writes, a restricted file
        """
        note = self.env["migrant.note"]
        if not self._scope_live().has(*CONTENT_ROLES):
            raise UserError(self.env._("Your role does not write in files."))
        persons = self.env["migrant.beneficiary"]
        until = persons._end_of_shift()
        programme = vals.pop("programme_id", None)
        case = self._open_case_of(person, programme)
        if not case:
            return note
        if not case._is_appendable():
            return note
        grants = self.env["ngo.access"]
        if not case.sudo(False).has_access("read"):
            grants._grant(
                case.with_env(self.env),
                self.env.user,
                "in_front",
                until,
                self.env._("The person is received."),
            )
        allowed = {"agreed", "nature", "said_by", "at", "contact", "site_id"}
        vals = {name: value for name, value in vals.items() if name in allowed}
        # She may add one note, not write in the file; author and file are set here.
        added = note.sudo().create(
            {
                "contact": "permanence",
                **vals,
                "case_id": case.id,
                "body": body,
                "wall": "social",
                "author_id": self.env.uid,
            }
        )
        if case.owner_id != self.env.user:
            grants._notify_users(
                case.owner_id or case.supervisor_id,
                lambda env: (
                    env._("A note was added to %(code)s", code=case.code),
                    env._("She was received by a colleague. Sign in to read it."),
                ),
                added,
            )
        return added.with_env(self.env)

    @api.model
    def _open_case_of(self, person, programme=None):
        """The live file of a person, whoever asks (sudo): the caller decides."""
        person = person._canonical()
        domain = Domain("beneficiary_id", "in", (person | person._aliases()).ids)
        domain &= Domain("state", "in", LIVE_STATES)
        if programme:
            domain &= Domain("programme_id", "=", int(programme))
        # Found in the whole table: she stands at the desk, her file may lie elsewhere.
        cases = self.sudo().search(domain, order="id desc")
        mine = cases.filtered(lambda case: case.owner_id == self.env.user)
        return (mine or cases)[:1]

    def _is_appendable(self):
        """May whoever receives the person add a note?

        :raise UserError: the file is restricted; it says whom to call
        """
        self.ensure_one()
        if self.sudo(False).has_access("write"):
            return True
        if self.confidentiality == "restricted":
            raise UserError(
                self.env._(
                    "This file is restricted: call %(who)s.",
                    who=self.supervisor_id.name or self.team_id.name or "-",
                )
            )
        return self.confidentiality == "standard"
