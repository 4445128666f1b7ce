# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The twelve roles of Primero's public configuration, as this house knows them.

Beside the matrix of all roles and models (``ngo_base``), which says who may ask at
all, this one says what comes of it on one file: read, write, create, unlink (R W C U),
export (X), approve the plan of a colleague (A).
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .plan_common import PlanCase

# Their role → who it is here, and her letters on the file, on its plan, on how the
# house works. Nobody exports a list of files, nobody approves what she wrote herself,
# and whoever runs the system reads nobody's file.
RUNS = ("programme_manager", "", "", "RWCU")
WORKS = ("worker", "RWC", "RWCU", "R")
LEADS = ("supervisor", "RWC", "RWCUA", "R")
SETS_UP = ("technician", "", "", "RWCU")
TWELVE = {
    "CP Administrator": RUNS,
    "CP Administrator with Families": RUNS,
    "CP Case Worker": WORKS,
    "CP Case Worker with Families": WORKS,
    "CP Manager": LEADS,
    "CP Manager with Families": LEADS,
    "CP User Manager": ("coordinator", "", "", "RWCU"),
    "Agency User Administrator": SETS_UP,
    # An internal referral that was accepted, and one that was not.
    "Referral": ("jurist", "RWC", "RWCU", "R"),
    "CP Service Provider": ("partner", "", "", ""),
    "Transfer": ("stranger", "", "", "R"),
    "Superuser": SETS_UP,
}
LETTERS = {"R": "read", "W": "write", "C": "create", "U": "unlink"}


@tagged("post_install", "-at_install")
class TestTradeRoles(PlanCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.new_case(cls.person("Aya", birth_date="2015-01-01"), "child")
        cls.method = cls.plan(cls.file, child_view="School")
        cls.method.action_submit()
        rows = cls.env["migrant.case.transition"].with_user(cls.worker)
        asked = {"case_id": cls.file.id, "reason": "The appeal"}
        asked |= {"kind": "referral_internal"}
        for user in (cls.jurist, cls.stranger):
            rows.create({**asked, "to_user_id": user.id})
        rows.search([("to_user_id", "=", cls.jurist.id)]).with_user(
            cls.jurist
        ).action_accept()

    def letters(self, record, user, act=None):
        """What somebody may do on a record, tried on the database."""
        seen = record.with_user(user)
        found = {key for key, mode in LETTERS.items() if seen.has_access(mode)}
        if self.works(lambda: seen.export_data(["display_name"])):
            found.add("X")
        if act and self.works(getattr(seen, act)):
            found.add("A")
        return "".join(key for key in "RWCUXA" if key in found)

    def works(self, act):
        """Does an act succeed? It is taken back either way."""
        self.env.cr.execute("SAVEPOINT trade_role")
        try:
            act()
            self.env.flush_all()
            return True
        except (AccessError, UserError):
            return False
        finally:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT trade_role")
            self.env.invalidate_all()

    def test_the_twelve_roles_and_their_letters(self):
        """Role by role, generated from the database. [AC-13]"""
        self.assertEqual(len(TWELVE), 12)
        house = self.env.ref("migrant_case.case_type_child")
        real = {}
        for theirs, (who, *_letters) in TWELVE.items():
            user = self.users.get(who) or getattr(self, who)
            real[theirs] = (
                who,
                self.letters(self.file, user),
                self.letters(self.method, user, "action_approve"),
                self.letters(house, user),
            )
        self.assertEqual(real, TWELVE)
