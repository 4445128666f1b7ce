# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .common import PIN, PIN_OTHER, SigninCase


@tagged("post_install", "-at_install")
class TestDeskTour(SigninCase):
    def test_lock_pin_change_user(self):
        """In a browser: lock, wrong PIN, change of user, lock, PIN."""
        self.worker.name = "Assistante"
        self.desk.name = "Accueil"
        self.worker._signin_set_pin(PIN)
        self.desk._signin_set_pin(PIN_OTHER)
        self.sign_in(self.desk)
        self.submit(self.url_open("/permanence/desk"), "other")
        self.sign_in(self.worker)
        # The browser goes on with the session that the two steps opened.
        key = self.opener.cookies["session_id"]
        self.start_tour(
            "/odoo", "ngo_base_signin_desk", login=None, cookies={"session_id": key}
        )
