# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import datetime

from odoo.tests import tagged

from odoo.addons.partner_referral.tests.common import ReferralCase


@tagged("post_install", "-at_install")
class TestReferrals(ReferralCase):
    """Orientations and referrals counted by the report, and counted again."""

    def test_orientations_and_referrals(self):
        """By answer, need, sex and age; the day is that of the site. [I07] [B31]"""
        self.zohra.identity_ids.sex = "female"
        self.site_a.tz = "Africa/Tunis"
        # In Tunis it is the first of June already.
        late = datetime(2021, 5, 31, 23, 30)
        moments = [datetime(2021, 5, 3, 9)] * 6 + [late]
        self.env["partner.orientation"].create(
            [
                {
                    "at": moment,
                    "service_id": self.service.id,
                    "category_id": self.health.id,
                    "site_id": self.site_a.id,
                    "beneficiary_id": self.zohra.id,
                }
                for moment in moments
            ]
        )
        referrals = self.Referral
        for _number in range(3):
            referrals |= self.refer()
        self.env.flush_all()
        # Sent in the past of the test.
        self.env.cr.execute(
            "UPDATE partner_referral SET sent_at = %s WHERE id IN %s",
            [datetime(2021, 5, 4), tuple(referrals.ids)],
        )
        self.env.cr.execute(
            "UPDATE partner_referral SET accepted_at = %s WHERE id = %s",
            [datetime(2021, 5, 6), referrals[0].id],
        )
        self.env.invalidate_all()
        report = self.env["impact.report"].create({"date_from": "2021-05-01"})
        report.action_compute()
        figures = {
            (f.indicator_id.code, f._get_category()): f
            for f in report.sudo().figure_ids
            if f.unit_kind == "house"
        }
        found = figures["referral_orientations", ()]
        self.assertEqual((found.counted, found.value), (6, 6))
        women = figures["referral_orientations", (("sex", "female"),)]
        self.assertEqual(women.counted, 6)
        found = figures["referral_accepted", ()]
        self.assertEqual((found.counted, found.counted_base), (1, 3))
        # Fewer than five: nobody reads them.
        self.assertTrue(found.is_hidden and found.is_base_hidden)
        need = (("referral_category", str(self.health.id)),)
        self.assertEqual(figures["referral_accepted", need].counted_base, 3)
