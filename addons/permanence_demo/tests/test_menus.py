# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules import get_manifest
from odoo.tests import TransactionCase, tagged
from odoo.tools import safe_eval

from ..models.permanence_story import TOLD
from ..story import CHAPTERS

# Lists that are empty while a story is told, and why.
EMPTY = {
    ("permanence.encounter", "Queue"): "a queue is of the hour; its numbers are taken",
    ("partner.referral.form", "Forms of partners"): "the form is the partner's own",
    ("partner.referral.stat", "Referrals in figures"): "three persons are too few",
}
EMPTY |= {
    (f"migrant.annex.{kind}", name): "what is kept apart is not told in a story"
    for kind, name in (
        ("trafficking", "Trafficking"),
        ("gbv", "Gender-based violence"),
        ("sogiesc", "Orientation and gender"),
        ("health", "Health"),
    )
}


@tagged("post_install", "-at_install")
class TestMenus(TransactionCase):
    """Every list that a menu opens has something to show to somebody."""

    def readers(self):
        """People of the story who sign in to the web client."""
        roles = self.env["ngo.role"].search([("state", "=", "approved")])
        names = [("module", "=", "permanence_demo"), ("model", "=", "res.users")]
        ours = self.env["ir.model.data"].search(names).mapped("res_id")
        return roles.user_id.filtered(
            lambda user: user.active and not user.share and user.id in ours
        )

    def lists(self, user, us):
        """Window actions on models of the suite behind the menus that a user sees."""
        menus = self.env["ir.ui.menu"]
        ids = menus.with_user(user)._visible_menu_ids()
        for menu in menus.browse(sorted(ids)):
            action = menu.action
            if not action or action._name != "ir.actions.act_window":
                continue
            model = self.env[action.res_model]
            module = get_manifest(model._original_module)
            if module.get("author") == us and not model._transient:
                yield action

    def count(self, user, action):
        """Whether the list holds something for a user; None where she reads none."""
        model = self.env[action.res_model].with_user(user)
        if not model.has_access("read"):
            return None
        today = safe_eval.datetime.date.today
        words = {
            "uid": user.id,
            "context_today": today,
            "datetime": safe_eval.datetime,
            "time": safe_eval.time,
        }
        domain = safe_eval.safe_eval(action.domain or "[]", words)
        return model.search_count(domain, limit=1)

    def test_no_list_is_empty_for_all(self):
        """Whoever opens a screen of the demo finds what it is for, or a colleague does.

        Left out are the few of :data:`EMPTY`, as long as they are empty.
        """
        if not set(CHAPTERS) <= self.env.registry._init_modules:
            self.skipTest("some rooms are not there")
        told = (self.env["ir.config_parameter"].get_param(TOLD) or "").split()
        self.assertEqual(set(told), set(CHAPTERS))
        us = get_manifest("ngo_base")["author"]
        found = {}
        for user in self.readers():
            self.env.invalidate_all()
            for action in self.lists(user, us):
                held = self.count(user, action)
                if held is not None:
                    found[action] = found.get(action) or held
        self.assertGreater(len(found), 80)
        empty = {
            (action.res_model, action.with_context(lang="en_US").name)
            for action, held in found.items()
            if not held
        }
        self.assertEqual(empty, set(EMPTY))
