# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

ELSEWHERE = "elsewhere"


class NgoIncidentReport(models.TransientModel):
    """The one screen on which anybody of the house reports an incident.

    The author may read neither the incident nor, perhaps, the list of sites: the
    wizard asks little, creates with sudo after its own check, answers a receipt number
    and forgets what was typed.
    """

    _name = "ngo.incident.report"
    _description = "Report an Incident"

    # A list of ours: a bare employee may not read ngo.site.
    site = fields.Selection(
        selection="_selection_site",
        string="Where",
        default=lambda self: self._default_site(),
    )
    place = fields.Char(string="Where exactly")
    date_event = fields.Datetime(string="When", default=fields.Datetime.now)
    kind = fields.Selection(
        selection=lambda self: self.env["ngo.incident"]
        ._fields["kind"]
        ._description_selection(self.env),
        string="What is it about",
        default="other",
    )
    what = fields.Text(string="What happened")
    safety = fields.Selection(
        selection=lambda self: self.env["ngo.incident"]
        ._fields["safety"]
        ._description_selection(self.env),
        string="Who is safe now",
    )
    safe_who = fields.Text(string="Say who")
    concerned_user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="ngo_incident_report_concerned_rel",
        string="Is somebody of the house concerned?",
        domain=[("share", "=", False)],
        help="They will not read this report, and will not be told.",
    )
    receipt = fields.Char(readonly=True)

    @api.model
    def _selection_site(self):
        # Names of sites, no more; protected shelters only for those who work there.
        sites = self.env["ngo.site"].sudo()
        shown = sites.search(
            Domain("kind", "!=", "protected_shelter")
            | Domain("id", "in", self._get_own_site_ids())
        )
        return [
            *((str(site.id), site.display_name) for site in shown),
            (ELSEWHERE, self.env._("Elsewhere")),
        ]

    @api.model
    def _get_own_site_ids(self):
        """Sites where the author is on shift now, then those of her roles and staff."""
        user = Domain("user_id", "=", self.env.uid)
        now, today = fields.Datetime.now(), fields.Date.context_today(self)
        # Only her own rows.
        shifts = self.env["ngo.presence"].sudo()
        found = shifts.search(
            user & Domain("date_from", "<=", now) & Domain("date_to", ">", now)
        ).site_id.ids
        roles = self.env["ngo.role"].sudo()
        found += roles.search(user & roles._live_domain()).site_id.ids
        staff = self.env["ngo.site.staff"].sudo()
        found += staff.search(
            user
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        ).site_id.ids
        return list(dict.fromkeys(found))

    @api.model
    def _default_site(self):
        own = self._get_own_site_ids()
        return str(own[0]) if own else False

    def action_send(self):
        """Hand the report to those who must read it and answer a receipt number.

        :raise AccessError: the author is not of the house
        :raise UserError: where, what or who is safe is missing
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only people of the house report here."))
        if self.receipt:
            raise UserError(
                self.env._("Sent already, under the number %(no)s.", no=self.receipt)
            )
        if not (self.site and (self.what or "").strip() and self.safety):
            raise UserError(
                self.env._("Say where, what happened and whether everybody is safe.")
            )
        # The door that writes without reading: checked above.
        receipt = (
            self.env["ngo.incident.receipt"].sudo().create(self._prepare_receipt_vals())
        )
        incident = (
            self.env["ngo.incident"].sudo().create(self._prepare_incident_vals(receipt))
        )
        incident._start_clocks("incident_reported")
        incident._tell_readers()
        # What was typed stays with those who may read it.
        self.write(
            {
                "receipt": receipt.code,
                "what": False,
                "safe_who": False,
                "place": False,
                "concerned_user_ids": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Report sent"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_receipt_vals(self):
        site = dict(self._selection_site()).get(self.site)
        return {
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "title": self.env._("Incident, %(site)s", site=site),
        }

    def _prepare_incident_vals(self, receipt):
        if self.site not in dict(self._selection_site()):
            raise UserError(self.env._("Choose one of the sites shown."))
        return {
            "site_id": self.site != ELSEWHERE and int(self.site),
            "place": self.place,
            "date_event": self.date_event or fields.Datetime.now(),
            "kind": self.kind or "other",
            "what": self.what.strip(),
            "safety": self.safety,
            "safe_who": self.safe_who,
            "reporter_id": self.env.uid,
            "concerned_user_ids": [(6, 0, self.concerned_user_ids.ids)],
            "receipt_id": receipt.id,
        }
