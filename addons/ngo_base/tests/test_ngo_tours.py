# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase, new_test_user, tagged


class ToursCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charters = cls.env["ngo.charter"].search([("state", "=", "in_force")])
        charters._move_to("retired")
        cls.user = new_test_user(
            cls.env, login="ngo_night", password="ngo_night_1", groups="base.group_user"
        )
        cls.site = cls.env["ngo.site"].create({"name": "House"})
        cls.env["ngo.site.staff"].create(
            {"site_id": cls.site.id, "user_id": cls.user.id}
        )


@tagged("post_install", "-at_install")
class TestPhoneTour(ToursCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_night_staff_report_from_a_phone(self):
        """Without any role, on a phone, in one screen. [E26]"""
        key = ("ngo.incident.report", 0, "what")
        self.env["ngo.draft"].with_user(self.user).save_draft(*key, "Last night")
        self.start_tour("/odoo/report-incident", "ngo_base_incident", login="ngo_night")
        incident = self.env["ngo.incident"].search([("site_id", "=", self.site.id)])
        self.assertEqual(incident.what, "A window was broken from outside")
        self.assertEqual(incident.reporter_id, self.user)
        # Sent: the unsaved text is forgotten.
        drafts = self.env["ngo.draft"].search([("create_uid", "=", self.user.id)])
        self.assertFalse(drafts)
        incident.action_acknowledge()
        self.start_tour("/odoo/my-reports", "ngo_base_my_reports", login="ngo_night")


@tagged("post_install", "-at_install")
class TestCharterTour(ToursCase):
    def test_read_and_signed_at_login(self):
        """The text opens by itself, and no more once it is signed. [E24]"""
        charter = self.env["ngo.charter"].create(
            {"name": "Charter", "version": "tour", "body": "<p>We harm nobody.</p>"}
        )
        charter.action_put_in_force()
        self.start_tour("/odoo", "ngo_base_charter", login="ngo_night")
        self.assertEqual(charter.signature_ids.user_id, self.user)
