# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.phone import phone
from odoo.addons.partner_referral.tests.common import ReferralCase
from odoo.addons.permanence_reception.tests.common import ReceptionCase

# What the month shows: indicator and the word by which the tour knows it.
FIGURES = {
    "reception_persons": "received",
    "case_opened": "opened",
    "referral_accepted": "accepted",
    "need_covered": "covered",
}


@tagged("post_install", "-at_install", "journey", "browser")
class TestFromTheDeskToTheMonth(ReceptionCase, ReferralCase, HttpCase):
    """One person goes through the house; each hand sees what it needs, in French."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.kadiatou = cls.person("Kadiatou", "Bangoura", birth_date="1991-03-04")
        cls.env["migrant.spoken.language"].create(
            {"beneficiary_id": cls.kadiatou.id, "language_id": cls.arabic.id}
        )
        # Their names are the same in all languages.
        cls.env["migrant.case.source"].create(
            {"name": "Source journey", "code": "journey"}
        )
        cls.env["migrant.need.domain"].create({"name": "Journey", "code": "journey"})
        category = cls.env["directory.category"].create(
            {"name": "Médecine journey", "code": "journey"}
        )
        services = cls.env["directory.service"]
        services.search([("organization_id", "=", cls.organization.id)]).write(
            {"name": "Consultation journey", "category_ids": category.ids}
        )
        # Other sites have desks to be opened today, too.
        cls.narrow_role("front_desk", site=cls.site_a)
        for code, word in FIGURES.items():
            indicator = cls.env["impact.indicator"].search([("code", "=", code)])
            indicator.with_context(lang="fr_FR").name = f"Journey {word}"

    def in_french(self, role, url, tour):
        user = self.users[role]
        user.lang = "fr_FR"
        self.start_tour(url, tour, login=user.login)

    def test_from_the_desk_to_the_month(self):
        """Found under another spelling, received, a file, a need, a referral with her
        consent, the partner's answer on a telephone, the need covered by her word, and
        the month says so. [T12] [T21] [T15] [B37]"""
        self.in_french("front_desk", "/odoo/today", "journey_desk")
        encounter = self.slot.encounter_ids
        self.assertEqual(encounter.beneficiary_id, self.kadiatou)

        self.in_french("social_worker", "/odoo/queue", "journey_worker")
        case = self.kadiatou.case_ids
        referral = self.Referral.search([("beneficiary_id", "=", self.kadiatou.id)])
        self.assertEqual((case.state, encounter.case_id), ("open", case))
        self.assertEqual(referral.need_id, case.need_ids)
        self.assertEqual(referral.state, "sent")
        consent = self.env["migrant.consent"].search(
            [("beneficiary_id", "=", self.kadiatou.id)]
        )
        self.assertEqual(consent.recipient_id, self.clinic)
        self.assertNotIn("Bangoura", str(self.kadiatou.message_ids.mapped("body")))

        path, pin = self.link_of(referral)
        with phone(self, path, "fr") as page:
            page.fill("input[name=pin]", pin)
            page.click("button[name=open]")
            page.wait("#accept")
            page.ask("document.querySelector('#accept').open = true")
            page.fill("#accept #appointment_at", "2027-01-12T09:30")
            page.fill("#accept [name=who]", "Nadia")
            page.click("#accept button[type=submit]")
            page.wait("#arrived")
        self.env.invalidate_all()
        self.assertEqual(referral.state, "accepted")
        # The partner's word covers no need.
        self.assertEqual(case.need_ids.state, "open")

        self.in_french(
            "social_worker", f"/odoo/referrals/{referral.id}", "journey_told"
        )
        self.assertEqual((referral.state, case.need_ids.state), ("closed", "met"))
        encounter.with_user(self.worker).action_end()

        today = fields.Date.today()
        reports = self.env["impact.report"]
        begin = {"kind": "month", "date_from": today.replace(day=1)}
        report = reports.search([(k, "=", v) for k, v in begin.items()])
        report = report or reports.create(begin)
        self.in_french(
            "coordinator", f"/odoo/activity-reports/{report.id}", "journey_month"
        )
        figures = report.figure_ids.filtered(
            lambda f: f.site_id == self.site_a and not f.dimension_id
        )
        figures = figures.filtered(lambda f: f.indicator_id.code in FIGURES)
        # Counted, and hidden from whoever reads: one person is recognised.
        counted = {f.indicator_id.code: f.counted for f in figures}
        self.assertEqual(counted, dict.fromkeys(FIGURES, 1))
        self.assertEqual(set(figures.mapped("value")), {0})
