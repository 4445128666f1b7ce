# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests import common as odoo_common

from odoo.addons.mail.models.update import Publisher_WarrantyContract
from odoo.addons.mail.tools.link_preview import get_link_preview_from_url

from ..hooks import ENDPOINTS, NOWHERE
from ..models.ngo_outside import PARAMETER
from .egress import count_attempts

# Reserved for documentation (RFC 5737): nobody lives there.
ELSEWHERE = "http://192.0.2.7/page"


@tagged("post_install", "-at_install")
class TestNothingLeaves(HttpCase):
    """Nothing leaves the server silently (promise P16)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = new_test_user(cls.env, "outside_reader", "base.group_user")

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        # Odoo's tests refuse outside requests before they reach a socket; here the
        # guard below must see them.
        return odoo_common._super_send(s, r, **kw)

    def test_guard_sees_what_core_does(self):
        """The leak first: core's own code does try to leave."""
        with count_attempts() as attempts:
            contract = self.env["publisher_warranty.contract"]
            Publisher_WarrantyContract.update_notification(contract)
        self.assertTrue(attempts, "the weekly report of core was not seen")
        with count_attempts() as attempts:
            self.assertFalse(get_link_preview_from_url(ELSEWHERE))
        self.assertEqual(attempts[0][1], "192.0.2.7")

    def test_every_cron(self):
        """All scheduled actions, active or not, run without one attempt."""
        crons = self.env["ir.cron"].with_context(active_test=False).search([])
        self.assertIn(self.env.ref("mail.ir_cron_module_update_notification"), crons)
        # Incoming mail is fetched from the organisation's own servers.
        crons -= self.env.ref("mail.ir_cron_mail_gateway_action")
        with self.enter_registry_test_mode(), count_attempts() as attempts:
            for cron in crons:
                with self.subTest(cron=cron.cron_name):
                    cron.method_direct_trigger()
        self.assertEqual(attempts, [])

    def test_weekly_report_is_off(self):
        cron = self.env.ref("mail.ir_cron_module_update_notification")
        self.assertFalse(cron.active)
        # Switched on again by hand, it still says nothing.
        with count_attempts() as attempts:
            self.env["publisher_warranty.contract"].update_notification(None)
        self.assertEqual(attempts, [])

    def test_message_with_address(self):
        """A message that holds an address, read by everybody: nobody fetches it."""
        partner = self.env["res.partner"].create({"name": "N-1"})
        message = partner.message_post(body=f"See {ELSEWHERE}", message_type="comment")
        previews = self.env["mail.link.preview"].with_user(self.reader).sudo()
        with count_attempts() as attempts:
            previews._create_from_message_and_notify(message)
            self.assertFalse(previews._search_or_create_from_url(ELSEWHERE))
        self.assertEqual(attempts, [])

    def test_push_services(self):
        """No device registers, and what waited for one is dropped."""
        key = self.env["mail.push.device"].get_web_push_vapid_public_key()
        values = {
            "endpoint": "https://192.0.2.7/push",
            "keys": {"p256dh": "x", "auth": "y"},
            "vapid_public_key": key,
        }
        devices = self.env["mail.push.device"]
        devices.with_user(self.reader).register_devices(**values)
        self.assertFalse(devices.search([("endpoint", "=", values["endpoint"])]))
        device = devices.create(
            {
                "endpoint": values["endpoint"],
                "keys": "{}",
                "partner_id": self.reader.partner_id.id,
            }
        )
        self.env["mail.push"].create(
            {"mail_push_device_id": device.id, "payload": "{}"}
        )
        with count_attempts() as attempts:
            self.env["mail.push"]._push_notification_to_endpoint()
            found = self.env["mail.thread"]._web_push_get_partners_parameters(
                self.reader.partner_id.ids
            )
        self.assertEqual(attempts, [])
        self.assertFalse(found[0])
        self.assertFalse(self.env["mail.push"].search([]))

    def test_doors_of_the_editor(self):
        """Routes that fetch for the browser answer nothing or refuse (real HTTP)."""
        self.authenticate("outside_reader", "outside_reader")
        with count_attempts() as attempts:
            self.assertEqual(
                self.make_jsonrpc_request(
                    "/html_editor/link_preview_external", {"preview_url": ELSEWHERE}
                ),
                {},
            )
            self.assertEqual(
                self.make_jsonrpc_request(
                    "/html_editor/media_library_search", {"query": "x"}
                ),
                {"media": [], "results": 0},
            )
            for route, params in (
                ("/html_editor/save_library_media", {"media": {"1": {}}}),
                (
                    "/html_editor/generate_text",
                    {"prompt": "x", "conversation_history": []},
                ),
                ("/html_editor/attachment/add_url", {"url": ELSEWHERE}),
                ("/discuss/gif/search", {"search_term": "x"}),
            ):
                with (
                    self.subTest(route=route),
                    self.assertRaisesRegex(Exception, "Nothing leaves|UserError"),
                ):
                    self.make_jsonrpc_request(route, params)
        self.assertEqual(attempts, [])

    def test_web_client_names_no_other_machine(self):
        """The page of the web client and its style sheets load nothing from outside."""
        self.authenticate("outside_reader", "outside_reader")
        with count_attempts() as attempts:
            page = self.url_open("/odoo").text
        self.assertEqual(attempts, [])
        self.assertNotRegex(page, r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)')
        styles = self._style_urls("web.assets_backend")
        self.assertTrue(styles)
        for style in styles:
            with self.subTest(style=style):
                sheet = self.url_open(style).text
                self.assertNotRegex(sheet, r"url\([\"']?(?:https?:)?//")

    def _style_urls(self, bundle):
        nodes = self.env["ir.qweb"]._get_asset_nodes(bundle, js=False)
        return [attributes["href"] for __, attributes in nodes if "href" in attributes]

    def test_calls_ask_no_public_server(self):
        """Without a server of one's own the browser would ask Google's."""
        with count_attempts() as attempts:
            servers = self.env["mail.ice.server"]._get_ice_servers()
        self.assertEqual(attempts, [])
        self.assertTrue(servers, "an empty list makes the browser use Google's")

    def test_vendor_services_point_nowhere(self):
        parameters = self.env["ir.config_parameter"].sudo()
        for key in ENDPOINTS:
            self.assertEqual(parameters.get_param(key), NOWHERE, key)

    def test_organisation_may_allow(self):
        """One word in a parameter lets one service out, and only that one."""
        outside = self.env["ngo.outside"]
        self.assertFalse(outside._is_allowed("link_preview"))
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PARAMETER, "gif, link_preview")
        self.assertTrue(outside._is_allowed("link_preview"))
        self.assertFalse(outside._is_allowed("warranty"))
        with count_attempts() as attempts:
            self.assertFalse(
                self.env["mail.link.preview"]._search_or_create_from_url(ELSEWHERE)
            )
        self.assertEqual(attempts[0][1], "192.0.2.7")
        # Only the system changes it.
        with self.assertRaises(UserError):
            self.env["ir.config_parameter"].with_user(self.reader).set_param(
                PARAMETER, ""
            )
