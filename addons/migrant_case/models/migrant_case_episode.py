# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class MigrantCaseEpisode(models.Model):
    """One time that a file was open, from a day to a day. Nothing is overwritten."""

    _name = "migrant.case.episode"
    _inherit = ["migrant.case.part"]
    _description = "Episode of a file"
    _order = "number desc"

    number = fields.Integer(required=True, readonly=True, aggregator=None)
    date_open = fields.Date(string="Opened on", required=True, readonly=True)
    date_close = fields.Date(string="Closed on", readonly=True)
    opened_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reopen_reason = fields.Char(string="Why it was opened again", readonly=True)
    reason_id = fields.Many2one(
        "migrant.case.reason", string="Why it was closed", readonly=True
    )
    owner_id = fields.Many2one("res.users", string="Case owner", readonly=True)

    _number_uniq = models.UniqueIndex(
        "(case_id, number)", "This episode exists already."
    )


class MigrantCase(models.Model):
    """Opened, held, closed, opened again: each time is an episode of its own."""

    _inherit = "migrant.case"

    episode_ids = fields.One2many(
        "migrant.case.episode", "case_id", string="Episodes", readonly=True
    )
    episode = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    hold_reason = fields.Char(string="Why it is on hold", copy=False)
    hold_until = fields.Date(copy=False)
    duplicate_of_id = fields.Many2one(
        "migrant.case",
        string="Double of",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The other file of the same person, which stays.",
    )
    duplicate_reason = fields.Char(string="Why it is a double", copy=False)

    def action_open(self):
        """The file is opened: its first episode begins and its deadlines start."""
        closed = self.filtered(lambda case: case.state in ("closed", "transferred"))
        if closed:
            raise UserError(
                self.env._(
                    "Say why these files are opened again: %(codes)s",
                    codes=", ".join(closed.mapped("code")),
                )
            )
        result = super().action_open()
        # Episodes are written by the life of the file, by nobody's hand.
        episodes = self.env["migrant.case.episode"].sudo()
        for case in self:
            if not case.sudo().episode_ids:
                episodes.create(case._prepare_episode_vals())
        self.invalidate_recordset(["episode_ids"])
        return result

    def action_hold(self):
        """Put files on hold: deadlines stop until they are taken up again."""
        silent = self.filtered(lambda case: not (case.hold_reason or "").strip())
        if silent:
            raise UserError(
                self.env._(
                    "Say why these files are on hold: %(codes)s",
                    codes=", ".join(silent.mapped("code")),
                )
            )
        self._move_to("on_hold")
        for case in self:
            case._pause_clocks(self.env._("File on hold"))
        return True

    def action_resume(self):
        """Take up files that were on hold."""
        self._move_to("open")
        self._resume_clocks()
        self.write({"hold_reason": False, "hold_until": False})
        return True

    def _reopen(self, reason):
        """Open a closed file again: a new episode, at the first step.

        :param str reason: required, kept on the episode
        """
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the file is opened again."))
        if self.state not in ("closed", "transferred"):
            raise UserError(self.env._("Only a closed file is opened again."))
        first = self.case_type_id._first_step()
        self._write_by_method(
            {
                "state": "open",
                "episode": self.episode + 1,
                "date_close": False,
                "step_id": first.id,
            }
        )
        # As above: the row follows the life of the file.
        self.env["migrant.case.episode"].sudo().create(
            {**self._prepare_episode_vals(), "reopen_reason": reason.strip()}
        )
        self.invalidate_recordset(["episode_ids"])
        self._start_clocks("case_opened")
        return True

    def action_reopen(self):
        """Ask why, then open the file again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open again"),
            "res_model": "migrant.case.reopen",
            "view_mode": "form",
            "target": "new",
            "context": {"default_case_id": self.id},
        }

    def action_duplicate(self):
        """A supervisor says that this file is a double of another one of the person.

        :raise AccessError: not a supervisor
        :raise UserError: the other file or the reason is missing, or does not fit
        """
        if not self.env.su and not self._scope_live().has("supervisor"):
            raise AccessError(self.env._("A supervisor says that a file is a double."))
        for case in self:
            other = case.duplicate_of_id
            if not other or not (case.duplicate_reason or "").strip():
                raise UserError(
                    self.env._(
                        "Say of which file %(code)s is a double, and why.",
                        code=case.code,
                    )
                )
            # Only whose file it is and whether it counts is looked at.
            kept = other.sudo()
            same = kept.beneficiary_id._canonical() == case.beneficiary_id._canonical()
            if other == case or kept.state == "duplicate" or not same:
                raise UserError(
                    self.env._(
                        "%(other)s is no other file of the person of %(code)s.",
                        other=kept.code,
                        code=case.code,
                    )
                )
        self._move_to("duplicate")
        self._cancel_clocks()
        return True

    def _prepare_episode_vals(self):
        """Values of the episode that begins now."""
        self.ensure_one()
        return {
            "case_id": self.id,
            "number": self.episode,
            "date_open": fields.Date.context_today(self),
            "opened_by_id": self.env.uid,
            "owner_id": self.owner_id.id,
        }

    def _current_episode(self):
        """The episode that is open, sudo."""
        self.ensure_one()
        return self.sudo().episode_ids.filtered(lambda row: row.number == self.episode)

    @api.model
    def _end_episode_vals(self, reason):
        return {
            "date_close": fields.Date.context_today(self),
            "reason_id": reason.id,
        }

    def _clock_occurrence(self, event):
        """Deadlines of the life of a file come back with each episode."""
        return str(self.episode)
