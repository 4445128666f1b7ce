# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo.modules import get_manifest
from odoo.tests import HttpCase, tagged

# One job title per kind of screen: content, planning, money, set-up.
IN_OTHER_LANGUAGES = ("amel.exemple", "hela.modele", "victor.exemple", "yosra.modele")
OURS = "ngo_base.ngo_base_menu_root"
ADMINISTRATION = ("base.menu_administration", "base.menu_management")
# The web client has drawn its menus and the first screen is quiet.
READY = "document.querySelector('.o_web_client .o_main_navbar') !== null"


class Heard(logging.Handler):
    """Keeps what the server says; the browser's own lines are judged by Odoo."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if not record.name.endswith(".browser"):
            self.lines.append(f"{record.levelname} {record.name}: {record.msg}")


@tagged("post_install", "-at_install", "journey", "browser")
class TestLogins(HttpCase):
    """Each job title signs in with a browser; an error in its console fails, and so
    does a warning in the server's log."""

    def setUp(self):
        super().setUp()
        self.heard = Heard()
        logging.getLogger().addHandler(self.heard)
        self.addCleanup(logging.getLogger().removeHandler, self.heard)

    def sign_in(self, login, lang):
        user = self.env["res.users"].search([("login", "=", login)])
        user.lang = lang
        mirrored = "true" if lang == "ar_TN" else "false"
        self.browser_js(
            "/odoo",
            f"""
            setTimeout(() => {{
                const isMirrored = document.body.classList.contains("o_rtl");
                const language = luxon.Settings.defaultLocale;
                if (isMirrored !== {mirrored}) {{
                    console.error("mirrored: " + isMirrored);
                }} else if (!language.startsWith("{lang[:2]}")) {{
                    console.error("language: " + language);
                }} else {{
                    console.log("test successful");
                }}
            }}, 500);
            """,
            READY,
            login=login,
            timeout=90,
        )
        said, self.heard.lines = self.heard.lines, []
        self.assertEqual(said, [])

    def internal_logins(self):
        logins = [row["login"] for row in self.env["ngo.role"]._get_demo_logins()]
        users = self.env["res.users"].search([("login", "in", logins)])
        return users.filtered(lambda user: user._is_internal()).mapped("login")

    def test_every_job_title_in_french(self):
        """A browser opens the first screen of each job title without an error. [C09]"""
        logins = self.internal_logins()
        self.assertGreater(len(logins), 20)
        for login in logins:
            with self.subTest(login=login):
                self.sign_in(login, "fr_FR")

    def test_four_job_titles_in_arabic_and_english(self):
        """Arabic is mirrored, English is not. [C10]"""
        for login in IN_OTHER_LANGUAGES:
            for lang in ("ar_TN", "en_US"):
                with self.subTest(login=login, lang=lang):
                    self.sign_in(login, lang)

    def test_everybody_sees_only_her_menus(self):
        """A menu that is shown leads to records that its reader may list. [C01]"""
        for row in self.env["ngo.role"]._get_demo_logins():
            user = self.env["res.users"].search([("login", "=", row["login"])])
            if not user._is_internal():
                continue
            env = self.env(user=user)
            menus = env["ir.ui.menu"].browse(env["ir.ui.menu"]._visible_menu_ids())
            roots = set(menus.get_external_id().values())
            with self.subTest(login=row["login"]):
                has_role = bool(user.has_group("ngo_base.group_ngo_base_user"))
                self.assertEqual(OURS in roots, has_role)
                self.assertFalse(roots.intersection(ADMINISTRATION))
                for menu in menus:
                    action = menu.sudo().action
                    if action and action._name == "ir.actions.act_window":
                        model = env[action.res_model]
                        self.assertTrue(model.has_access("read"), menu.complete_name)


@tagged("post_install", "-at_install", "journey", "browser")
class TestTelephone(HttpCase):
    """Cards that only a telephone shows are compiled by its browser alone."""

    browser_size = "360x740"
    touch_enabled = True

    def is_ours(self, action):
        authors = [
            get_manifest(module).get("author")
            for module in ("ngo_base", self.env[action.res_model]._original_module)
        ]
        return authors[0] == authors[1]

    def test_every_screen_opens(self):
        """What the menus of the desk, of the rota and of the files open. [C09]"""
        menus = self.env["ir.ui.menu"]
        for login in ("olfa.essai", "hela.modele", "pierre.modele", "amel.exemple"):
            user = self.env["res.users"].search([("login", "=", login)])
            mine = menus.browse(menus.with_user(user)._visible_menu_ids())
            actions = {
                menu.action.id
                for menu in mine
                if menu.action
                and menu.action._name == "ir.actions.act_window"
                and self.is_ours(menu.action)
            }
            self.assertGreater(len(actions), 5)
            with self.subTest(login=login):
                self.browser_js(
                    "/odoo",
                    f"""
                    const {{ action }} = odoo.__WOWL_DEBUG__.root.env.services;
                    (async () => {{
                        for (const id of {sorted(actions)}) {{
                            await action.doAction(id, {{ clearBreadcrumbs: true }});
                            await new Promise((done) => setTimeout(done, 300));
                        }}
                        console.log("test successful");
                    }})();
                    """,
                    READY,
                    login=login,
                    timeout=180,
                )
