# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import Form

from ..engine.eligibility import Person
from .common import MONDAY, DirectoryCase

COMMON = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck)
)


class TestDirectorySearch(DirectoryCase):
    def _found(self, **ask):
        return {
            service: dict(finding.reasons)
            for service, _site, finding in self.env["directory.service"]._find(ask)
            if service in self.legal | self.refuge
        }

    def _missed(self, **ask):
        return {
            service: finding.of("no")
            for service, _site, finding in self.env["directory.service"]._find_misses(
                ask
            )
            if service in self.legal | self.refuge
        }

    def test_hit_has_its_reasons_and_the_miss_too(self):
        """Search by need and person with the reason of each hit and miss [E17]"""
        self.refuge.sex = "female"
        person = Person(sex="male")
        found = self._found(category=self.need_legal, area=self.tunis, person=person)
        self.assertEqual(list(found), [self.legal])
        self.assertEqual(found[self.legal]["need"], "yes")
        self.assertEqual(found[self.legal]["area"], "yes")
        missed = self._missed(category=self.need_legal, area=self.tunis, person=person)
        self.assertEqual(missed, {self.refuge: ("eligibility_sex",)})

    def test_open_now_near_and_language(self):
        with freeze_time(MONDAY):
            (self.legal | self.refuge)._refresh_openings()
            found = self._found(
                is_open_now=True,
                near=(36.81, 10.18),
                max_km=5,
                languages=self.arabic,
            )
            self.assertEqual(list(found), [self.legal, self.refuge])
            self.assertEqual(found[self.legal]["open_now"], "yes")
            self.assertEqual(found[self.refuge]["open_now"], "unknown")
            # A confidential place is at no distance from anywhere.
            self.assertEqual(found[self.refuge]["distance"], "unknown")
            self.assertEqual(found[self.legal]["language"], "yes")
            far = self._found(near=(34.74, 10.76), max_km=5)
            self.assertEqual(list(far), [self.refuge])
            missed = self._missed(near=(34.74, 10.76), max_km=5)
            self.assertEqual(missed, {self.legal: ("distance",)})

    def test_confidential_place_with_its_position_is_still_nowhere(self):
        self.secret.write({"latitude": 36.8, "longitude": 10.18})
        found = self._found(near=(36.8, 10.18), max_km=1)
        self.assertEqual(found[self.refuge]["distance"], "unknown")

    def test_suspended_service_is_a_miss_with_its_reason(self):
        self.legal.status = "temporarily closed"
        self.assertNotIn(self.legal, self._found(category=self.need_legal))
        self.assertEqual(
            self._missed(category=self.need_legal)[self.legal], ("active",)
        )

    def test_wizard_shows_words_and_keeps_nobody(self):
        self.legal.write({"age_min": 18})
        form = Form(
            self.as_user(self.env["directory.search"], "front_desk"),
            view="service_directory.directory_search_view_form",
        )
        form.category_id = self.need_legal
        form.sex = "female"
        form.has_misses = True
        search = form.save()
        search.action_search()
        line = search.line_ids.filtered(lambda li: li.service_id == self.legal)
        self.assertEqual(line.verdict, "unknown")
        self.assertEqual(line.to_ask, "age")
        self.assertIn("answers the need", line.why)
        again = len(search.line_ids)
        search.action_search()
        self.assertEqual(len(search.line_ids), again)
        self.assertEqual(line.exists().ids, [])

    def test_unanswered_needs_are_counted_and_nobody_is(self):
        """Gaps for advocacy: questions without a service, by day and need [B46]"""
        none = self.env.ref("service_directory.category_leisure")
        for category in (none, none, self.need_legal):
            search = self.as_user(self.env["directory.search"], "social_worker")
            search.create({"category_id": category.id}).action_search()
        rows = self.as_user(self.env["directory.search.count"], "coordinator").search(
            [("category_id", "in", [none.id, self.need_legal.id])]
        )
        found = {row.category_id: (row.asked, row.unanswered) for row in rows}
        self.assertEqual(found, {none: (2, 2), self.need_legal: (1, 0)})
        self.assertNotIn("create_uid", rows._fields)

    def test_number_of_queries_does_not_grow_with_the_answers(self):
        ask = {"category": self.need_legal, "area": self.tunis, "person": Person(age=3)}

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self.env["directory.service"]._find(ask)
            return len(found), self.env.cr.sql_log_count - before

        few, first = count()
        for number in range(30):
            self._service(f"S{number}", self.need_legal, self.office)
        many, second = count()
        self.assertEqual(many, few + 30)
        self.assertLessEqual(second, first + 3)

    def test_domain_and_engine_agree_on_generated_directories(self):
        """The database narrows by the same conditions that the engine explains."""
        services = self.env["directory.service"]
        statuses = self.env["ngo.legal.status"].search([], limit=3)
        terms = self.env["directory.term"]
        families = terms.search([("kind", "=", "family")], limit=3)
        profiles = terms.search([("kind", "=", "profile")], limit=3)
        access = terms.search([("kind", "=", "access")], limit=2)
        areas = (
            self.tunis | self.tunis.parent_id | self.env.ref("ngo_base.area_tn_ariana")
        )
        subset = st.sets(st.integers(0, 2), max_size=2)
        sheet = st.fixed_dictionaries(
            {
                "public_mode": st.sampled_from(
                    ("exclusive", "preferential", "unconditional")
                ),
                "status": st.sampled_from(("active", "inactive")),
                "sex": st.sampled_from((False, "female", "male")),
                "age_min": st.sampled_from((0, 18)),
                "age_max": st.sampled_from((0, 25)),
                "statuses": subset,
                "families": subset,
                "profiles": subset,
                "areas": subset,
                "access": st.sets(st.integers(0, 1)),
            }
        )
        person = st.builds(
            Person,
            status=st.none() | st.sampled_from(statuses.mapped("code")),
            age=st.none() | st.sampled_from((0, 17, 18, 25, 26)),
            sex=st.none() | st.sampled_from(("female", "male")),
            family=st.none() | st.sampled_from(families.mapped("code")),
            profiles=st.dictionaries(
                st.sampled_from(profiles.mapped("code")), st.booleans()
            ),
        )

        def pick(records, ranks):
            return [Command.set([records[rank].id for rank in sorted(ranks)])]

        created = [self._service(f"G{n}", self.need_legal) for n in range(3)]

        @COMMON
        @given(
            st.lists(sheet, min_size=3, max_size=3),
            person,
            st.none() | st.integers(0, 2),
            st.none() | st.sampled_from(access.mapped("code")),
        )
        def check(sheets, somebody, area, mode):
            for service, values in zip(created, sheets, strict=True):
                vals = dict(values)
                vals["legal_status_ids"] = pick(statuses, vals.pop("statuses"))
                vals["family_ids"] = pick(families, vals.pop("families"))
                vals["profile_ids"] = pick(profiles, vals.pop("profiles"))
                vals["area_ids"] = pick(areas, vals.pop("areas"))
                vals["access_ids"] = pick(access, vals.pop("access"))
                service.write(vals)
            ask = {
                "category": self.need_legal,
                "person": somebody,
                "area": areas[area] if area is not None else None,
                "access": mode,
            }
            ours = services.browse([service.id for service in created])
            by_domain = ours & services.search(services._find_domain(ask))
            by_engine = services.concat(
                *(s for s, _site, f in services._judge(ours.ids, ask) if f.is_hit)
            )
            self.assertEqual(set(by_domain.ids), set(by_engine.ids))

        check()

    def test_last_checked_ranks_the_older_sheet_behind(self):
        self.legal.check_ids.date = date(2020, 1, 1)
        order = list(self._found(category=self.need_legal))
        self.assertEqual(order[-1], self.legal)
