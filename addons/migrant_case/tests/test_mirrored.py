# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import polib

from odoo.modules.module import get_module_path
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests import matrix
from odoo.addons.ngo_base.tests.languages import speak

from .plan_common import PlanCase

# The screens of a day, by action and view.
SCREENS = (
    ("migrant_case.migrant_case_today_action", "list"),
    ("migrant_case.migrant_case_action", "list"),
    ("migrant_case.migrant_case_action", "kanban"),
    ("migrant_case.migrant_case_action", "form"),
    ("migrant_case.migrant_action_action", "list"),
    ("migrant_case.migrant_need_action", "list"),
    ("migrant_case.migrant_plan_action", "list"),
    ("migrant_case.migrant_caseload_action", "list"),
)
# Opens them one after the other and looks where things stand.
LOOK = """
    const screens = %(screens)s;
    const service = odoo.__WOWL_DEBUG__.root.env.services.action;
    const seen = async (selector) => {
        for (let n = 0; n < 600; n++) {
            const found = document.querySelector(selector);
            if (found) { return found; }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error(`nothing is ${selector}`);
    };
    const middle = (node) => {
        const box = node.getBoundingClientRect();
        return box.left + box.width / 2;
    };
    (async () => {
        for (const [action, view] of screens) {
            const options = { viewType: view, clearBreadcrumbs: true };
            if (view === "form") { options.props = { resId: %(case)s }; }
            await service.doAction(action, options);
            const content = await seen(`.o_action_manager .o_${view}_view`);
            if (getComputedStyle(content).direction !== "rtl") {
                throw new Error(`${action} ${view} reads from the left`);
            }
            const brand = await seen(".o_main_navbar .o_menu_toggle, .o_menu_brand");
            if (middle(brand) < window.innerWidth / 2) {
                throw new Error(`${action} ${view}: the menu stands on the left`);
            }
            const heads = content.querySelectorAll("thead th[data-name]");
            const [first, last] = [heads[0], heads[heads.length - 1]];
            if (first !== last && middle(first) < middle(last)) {
                throw new Error(`${action}: columns run from the left`);
            }
            if (document.documentElement.scrollWidth > window.innerWidth) {
                throw new Error(`${action} ${view} is wider than the screen`);
            }
        }
        console.log("test successful");
    })().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestMirrored(PlanCase, HttpCase):
    """French and Arabic: no word is missing, the screens are mirrored."""

    def test_every_word_of_every_room(self):
        """No entry of ours is empty or doubtful, in either language. [AC-21]"""
        rooms = matrix.rooms(self.env)
        self.assertIn("migrant_case", rooms)
        for room in rooms:
            for language in ("fr", "ar"):
                path = f"{get_module_path(room)}/i18n/{language}.po"
                entries = [e for e in polib.pofile(path) if not e.obsolete]
                left = [e.msgid for e in entries if e.fuzzy or not e.translated()]
                self.assertFalse(left, path)

    def test_eight_screens_from_right_to_left(self):
        """Read, menu and columns from the right; nothing wider than it. [AC-21]"""
        speak(self.env, "migrant_case", ("ar_TN",))
        self.need(self.case)
        self.do(self.case, due_on="2030-01-07")
        self.plan(self.case)
        self.worker.lang = "ar_TN"
        self.assertEqual(len(SCREENS), 8)
        code = LOOK % {"screens": json.dumps(SCREENS), "case": self.case.id}
        self.browser_js(
            "/odoo/files-today",
            code,
            "odoo.isReady",
            login=self.worker.login,
            timeout=300,
        )
