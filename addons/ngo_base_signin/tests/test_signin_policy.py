# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.tests import Form, TransactionCase, tagged

from ..models.ngo_recovery_code import normalise
from .common import PIN, role_user

# Roles without access to files of people, their money or the journal.
WEAK = {"interpreter", "coordinator", "data_officer", "volunteer", "partner"}


@tagged("post_install", "-at_install")
class TestSigninPolicy(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"].sudo()
        parameters.set_param("ngo_base_signin.enforce", "1")
        cls.worker = role_user(cls.env, "policy_worker", "social_worker")
        cls.volunteer = role_user(cls.env, "policy_volunteer", "volunteer")

    def test_strong_roles(self):
        """Every role that reads a class of fields signs in strongly (P10)."""
        xmlid = "ngo_base.group_ngo_base_%s"
        strong = self.env.ref("ngo_base_signin.group_ngo_base_signin_strong")
        groups = self.env["ir.model.data"].search(
            [
                ("module", "=", "ngo_base"),
                ("model", "=", "res.groups"),
                ("name", "=like", "group_ngo_base_%"),
            ]
        )
        checked = 0
        for name in groups.mapped("name"):
            role = name.removeprefix("group_ngo_base_")
            if role == "user":
                continue
            group = self.env.ref(xmlid % role)
            with self.subTest(role=role):
                self.assertEqual(
                    strong in group.all_implied_ids, role not in WEAK, role
                )
            checked += 1
        self.assertGreaterEqual(checked, 22, "16 roles and 6 classes")

    def test_times(self):
        """15 idle minutes with files, 30 without, 8 hours for everybody."""
        times = self.worker._get_lock_timeouts()
        self.assertEqual(times["lock_timeout_inactivity"], [(15 * 60, False)])
        self.assertEqual(times["lock_timeout"][0][0], 8 * 3600)
        times = self.volunteer._get_lock_timeouts()
        self.assertEqual(times["lock_timeout_inactivity"], [(30 * 60, False)])
        self.assertEqual(times["lock_timeout"], [(8 * 3600, False)])
        partner = role_user(self.env, "policy_partner", "partner")
        self.assertEqual(partner._get_lock_timeouts()["lock_timeout"][0][0], 8 * 3600)

    def test_code_by_mail_is_no_second_factor(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("auth_totp.policy", "employee_required")
        self.assertIsNone(self.worker._mfa_type())
        self.assertEqual(self.worker._mfa_url(), "/permanence/signin/enrol")
        # The organisation's own rule for the others stays.
        self.assertEqual(self.volunteer._mfa_type(), "totp_mail")

    def test_trial(self):
        """The switch lets a password in, and nothing else."""
        self.assertTrue(self.worker._signin_must_second_factor())
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("ngo_base_signin.enforce", "0")
        self.assertTrue(self.env["ir.http"]._signin_is_trial())
        self.assertIsNone(self.worker._mfa_url())
        self.assertFalse(self.worker._rpc_api_keys_only())
        with self.assertRaises(AccessError):
            self.env["res.users.apikeys"].with_user(self.worker)._generate(
                None, "key", None
            )
        parameters.search([("key", "=", "ngo_base_signin.enforce")]).unlink()
        self.assertFalse(self.env["ir.http"]._signin_is_trial(), "on when absent")

    def test_easy_pins(self):
        for pin in ("", "12345", "123456", "987654", "111111", "121212", "12a456"):
            with self.subTest(pin=pin), self.assertRaises(UserError):
                self.worker._signin_set_pin(pin)
        self.worker._signin_set_pin(PIN)
        self.worker._signin_check_pin(PIN)
        with self.assertRaises(AccessDenied):
            self.worker._signin_check_pin("271829")

    def test_pin_is_nobodys_to_read(self):
        """Neither her own, nor the administrator's, nor through the wizard."""
        worker = self.worker.with_user(self.worker)
        wizard = self.env["ngo.pin.wizard"].with_user(self.worker)
        wizard = wizard.create({"pin": PIN, "pin_again": PIN})
        self.assertTrue(worker.signin_has_pin)
        self.assertFalse(wizard.read(["pin"])[0]["pin"])
        self.worker.flush_recordset()
        self.env.cr.execute(
            "SELECT signin_pin_hash FROM res_users WHERE id = %s", [self.worker.id]
        )
        stored = self.env.cr.fetchone()[0]
        self.assertNotIn(PIN, stored)
        self.assertTrue(stored.startswith("$pbkdf2"))
        for reader in (self.worker, self.env.ref("base.user_admin")):
            with self.subTest(reader=reader.login), self.assertRaises(AccessError):
                self.worker.with_user(reader).read(["signin_pin_hash"])
        # Nor does anybody learn who else has one.
        self.assertFalse(self.worker.with_user(self.volunteer).signin_has_pin)
        with self.assertRaises(UserError):
            wizard.create({"pin": PIN, "pin_again": "314159"})

    def test_forms(self):
        """What the screens promise: the wizard sets, the preferences tell."""
        form = Form(self.env["ngo.pin.wizard"].with_user(self.worker))
        form.pin = form.pin_again = PIN
        form.save()
        self.worker._signin_check_pin(PIN)
        preferences = Form(
            self.worker.with_user(self.worker),
            "base.view_users_form_simple_modif",
        )
        self.assertTrue(preferences.signin_has_pin)
        self.assertTrue(preferences.signin_is_strong)
        arch = preferences._view["tree"]
        for name in ("action_signin_pin", "action_signin_codes"):
            self.assertTrue(arch.xpath(f"//button[@name='{name}']"), name)

    def test_wizard_is_private(self):
        wizard = self.env["ngo.pin.wizard"].with_user(self.worker).create({})
        with self.assertRaises(AccessError):
            wizard.with_user(self.volunteer).read(["create_date"])

    def test_recovery_codes(self):
        """Ten codes of 79 bits, hashed, each good once; new ones void the old."""
        model = self.env["ngo.recovery.code"]
        codes = model._renew(self.worker)
        self.assertEqual(len(set(codes)), 10)
        rows = model.search([("user_id", "=", self.worker.id)])
        stored = "".join(rows.mapped("code_hash"))
        self.assertNotIn(normalise(codes[0]), stored)
        # As people type them.
        typed = f" {codes[0].lower().replace('-', ' ')} "
        self.assertTrue(model._use(self.worker, typed))
        self.assertFalse(model._use(self.worker, codes[0]), "spent")
        self.assertFalse(model._use(self.volunteer, codes[1]), "somebody else's")
        self.assertEqual(self.worker.with_user(self.worker).signin_recovery_codes, 9)
        model._renew(self.worker)
        self.assertFalse(model._use(self.worker, codes[1]), "void")
        with self.assertRaises(AccessError):
            model.with_user(self.worker).search([])

    def test_api_keys(self):
        """No new key, and a key from before the role no longer opens."""
        keys = self.env["res.users.apikeys"]
        user = role_user(self.env, "policy_keys", "volunteer")
        # As the system, so that the length of life does not matter here.
        key = keys.with_user(user).sudo()._generate(None, "old", None)
        self.assertEqual(keys._check_credentials(scope="rpc", key=key), user.id)
        group = self.env.ref("ngo_base.group_ngo_base_jurist")
        user.group_ids += group
        self.assertIsNone(keys._check_credentials(scope="rpc", key=key))
        with self.assertRaises(AccessError):
            keys.with_user(user)._generate(None, "new", None)
        user.group_ids -= group
        self.assertEqual(keys._check_credentials(scope="rpc", key=key), user.id)
