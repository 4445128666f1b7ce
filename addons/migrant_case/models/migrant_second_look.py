# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import UserError


class MigrantSecondLook(models.AbstractModel):
    """Acts that a policy row gives to a second person (four eyes).

    Whether a second look is needed is data: programme, type of file, step, risk and
    kind of act choose the row of ``ngo.policy.rule``. Without a row the author decides
    alone. The check stands in ``_check_transition``: no button and no RPC goes around.
    """

    _name = "migrant.second.look"
    _description = "Act with a second look"

    waiver_reason = fields.Char(
        string="Why nobody else could look",
        copy=False,
        help="Only where the policy allows it, in a house where nobody else could;"
        " it is noted in the journal.",
    )

    def _second_look_facets(self):
        """What chooses the policy row: facets of the file, or of the record."""
        self.ensure_one()
        # The worker is bound by the row whether or not she reads the whole file.
        facets = dict(self.sudo().case_id._clock_facets()) if self.case_id else {}
        names = ("programme_id", "case_type", "step", "risk")
        return {name: facets[name] for name in names if facets.get(name)}

    def _second_look_rule(self, act):
        """The row that asks for a second person before an act, or none."""
        self.ensure_one()
        rules = self.env["ngo.policy.rule"]
        return rules._four_eyes(act, **self._second_look_facets())

    def _check_second_look(self, act, author):
        """Raise unless the current user may do an act on what ``author`` wrote.

        :param str act: key of the act, for instance ``plan_approve``
        :param author: users whose work is looked at
        :raise UserError: a row asks for somebody else
        """
        self.ensure_one()
        rule = self._second_look_rule(act)
        if not rule:
            return
        if self._is_waived(rule):
            return
        if self.env.uid in author.ids:
            raise UserError(
                self.env._(
                    "%(record)s: somebody else must look at it first (%(rule)s).",
                    record=self.display_name,
                    rule=rule.name,
                )
            )
        if not self._gives_second_look(rule):
            raise UserError(
                self.env._(
                    "%(record)s: the second look is not yours to give (%(rule)s).",
                    record=self.display_name,
                    rule=rule.name,
                )
            )

    def _is_waived(self, rule):
        """Whether the row lets a reason stand for the second person; journalled."""
        reason = (self.waiver_reason or "").strip()
        if not rule.is_waivable or not reason:
            return False
        self.env["ngo.journal"]._note("waived", self, reason=reason)
        return True

    def _gives_second_look(self, rule):
        """Whether the current user is the one whom the row names."""
        live = self.env["ngo.role"]._live()
        # Team and site of the file say who leads; nothing else of it is read.
        place = self.sudo().case_id or self.sudo()
        if rule.approver == "role":
            return live.has(rule.approver_role)
        if rule.approver == "site_manager":
            return place.site_id.manager_id.id == self.env.uid
        return place.team_id.id in live.led_team_ids

    def _second_lookers(self, rule):
        """Users whom the row names and who read the file, but for who asks."""
        self.ensure_one()
        # As above: only who leads is read of the place.
        place = self.sudo().case_id or self.sudo()
        if rule.approver == "role":
            users = self.env["ngo.role"]._holders(rule.approver_role)
        elif rule.approver == "site_manager":
            users = place.site_id.manager_id
        else:
            users = place.team_id.lead_id | place.team_id.deputy_id
        return self.case_id._readers_among(users - self.env.user)
