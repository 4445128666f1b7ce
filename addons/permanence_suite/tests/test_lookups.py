# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whoever comes from Primero finds each of its lists of words again, or why not.

Identifiers of the lists: Primero, public seed configuration, release 2.15.
"""

import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.ngo_base.tests.languages import speak

ROOMS = (
    "microproject_finance",
    "migrant_case",
    "migrant_registry",
    "ngo_base",
    "partner_referral",
    "permanence_reception",
)
# An Arabic letter, or none of any script: an age band is figures.
ARABIC = re.compile(r"[\u0600-\u06ff]|^[^A-Za-z]+$")

# List of Primero → our model of words, or the field whose choices they are.
KEPT = {
    "age-group-type": "migrant.beneficiary.age_band",
    "agency-office": "ngo.site",
    "approval-status": "migrant.plan.state",
    "approval-type": "ngo.policy.rule",
    "assessment-progress": "migrant.need.check.outcome",
    "care-arrangements-type": "migrant.protection.fact.value",
    "case-status": "migrant.case.state",
    "conference-case-status": "migrant.review.decision",
    "country": "res.country",
    "cp-violence-type": "migrant.annex.gbv.incident",
    "disability-type": "migrant.specific.need",
    "displacement-status": "ngo.legal.status",
    "family-relationship": "migrant.relation.type",
    "family-type": "migrant.household.kind",
    "followup-type": "migrant.followup.kind",
    "further-action_needed": "migrant.review.decision",
    "gbv-approval-types": "ngo.policy.rule",
    "gender": "migrant.beneficiary.sex",
    "incident-identification": "migrant.case.source",
    "incident-status": "ngo.incident.state",
    "inquiry-status": "migrant.procedure.state",
    "language": "ngo.language",
    "location-type": "ngo.area.kind",
    "marital-status": "migrant.relation.type",
    "marital-status-with-spouse": "migrant.relation.type",
    "nationality": "res.country",
    "perpetrator-relationship": "migrant.relation.type",
    "protection-concerns": "migrant.case.concern",
    "protection-status": "migrant.protection.fact.value",
    "registry-status": "migrant.match.state",
    "risk-level": "migrant.case.risk.level",
    "service-implemented": "migrant.action.state",
    "service-referred": "partner.referral.state",
    "service-response-type": "migrant.action.kind",
    "service-type": "migrant.need.domain",
    "special-needs": "migrant.specific.need",
    "tracing-status": "migrant.specific.need",
    "transition-type": "migrant.case.transition.kind",
    "unhcr-needs-codes": "migrant.specific.need",
    "verification-status": "migrant.status.source",
    "workflow": "migrant.case.step",
    "yes-no-undecided": "migrant.annex.trafficking.complaint",
    "yes-no-unknown": "migrant.protection.fact.is_adequate",
}
# List of Primero → why a house of ours has no such list.
LEFT_OUT = {
    "armed-force-group-name": "never asked: code CR-AF is enough to protect a child",
    "armed-force-group-type": "never asked: code CR-AF is enough to protect a child",
    "caregiver-change-reason": "told in the dated fact of who cares for the child",
    "disability-communication-best-means": "constraints and persons of trust say it",
    "ethnicity": "special data without a purpose; Primero leaves the values open",
    "form-group-cp-case": "screens of Primero",
    "form-group-cp-family": "screens of Primero",
    "form-group-cp-incident": "screens of Primero",
    "form-group-cp-registry-record": "screens of Primero",
    "form-group-cp-tracing-request": "screens of Primero",
    "incident-location": "told in the concern's own words, no list",
    "registry-category": "Primero leaves the values open; programmes have labels",
    "religion": "special data without a purpose; Primero leaves the values open",
    "separation-cause": "told in the dated fact of separation, in the child's words",
    "time-of-day": "a moment has its hour",
    "yes-no": "a box that is ticked",
    "yes-no-duration": "dates say how long",
}
UNHCR = """
    CR-CP CR-CS CR-CC CR-TP CR-LW CR-LO CR-NE CR-SE CR-AF CR-CL SC-CH SC-IC SC-FC
    DS-BD DS-DF DS-PM DS-PS DS-MM DS-MS DS-SD SM-MI SM-MN SM-CI SM-CC SM-OT FU-TR
    FU-FR LP-ND TR-PI TR-HO TR-WV SV-VA LP-AN LP-MD LP-MS LP-RR
"""


@tagged("post_install", "-at_install")
class TestLookups(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for room in ROOMS:
            speak(cls.env, room)

    def labels(self, target, lang):
        """{key or external id: word} of a model of words or of a field's choices."""
        env = self.env(context={"lang": lang})
        if target in env:
            records = env[target].with_context(active_test=False).search([])
            names = records.get_external_id()
            field = "name" if "name" in records._fields else "display_name"
            return {names[row.id]: row[field] for row in records if names[row.id]}
        model, _dot, field = target.rpartition(".")
        return dict(env[model]._fields[field]._description_selection(env))

    def test_each_list_has_a_counterpart(self):
        """Stable identifiers, words in French and Arabic. [AC-02, E13]"""
        for target in sorted(set(KEPT.values()) - {"res.country", "ngo.site"}):
            with self.subTest(target):
                french = self.labels(target, "fr_FR")
                arabic = self.labels(target, "ar_TN")
                self.assertGreater(len(french), 1)
                self.assertFalse([k for k, word in french.items() if not word])
                self.assertFalse(
                    [k for k, word in arabic.items() if not ARABIC.search(word)]
                )
        self.assertFalse(KEPT.keys() & LEFT_OUT.keys())
        self.assertTrue(all(LEFT_OUT.values()))

    def test_codes_of_unhcr_are_exact(self):
        """Thirty-six, as Primero has them, none added. [AC-02, E13]"""
        needs = self.env["migrant.specific.need"].search([("is_unhcr", "=", True)])
        self.assertEqual(sorted(needs.mapped("code")), sorted(UNHCR.split()))
