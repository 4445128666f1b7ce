# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.modules import module
from odoo.tests import HttpCase, tagged

from odoo.addons.ngo_base.tests.languages import READ, same_words, speak
from odoo.addons.ngo_base.tests.papers import read_pdf

from .common import RotaCase


@tagged("post_install", "-at_install")
class TestPublic(RotaCase, HttpCase):
    """My rota by a signed link, the feed, the poster."""

    def setUp(self):
        super().setUp()
        # Served pages live in the present: the month is the one that comes.
        today = fields.Date.today()
        self.monday = today + timedelta(days=7 - today.weekday())
        self.template(0)
        self.template(2)
        self.rota = self.plan(self.monday, self.monday + timedelta(days=6))
        self.rota.wish_deadline = fields.Datetime.now() + timedelta(days=1)
        self.rota.action_generate()
        self.first, self.second = self.rota.slot_ids
        self.give(self.first, self.social, self.bert)
        self.give(self.first, self.interpreter, self.ibra)
        self.rota.action_publish()
        self.token = self.profile(self.bert)._new_token()

    def give(self, slot, role, employee):
        head = slot.assignment_ids.filtered(lambda a: a.role_id == role)
        head.action_assign(employee.id)
        return head

    def page(self, token=None):
        return self.url_open(f"/rota/my/{token or self.token}")

    def post(self, what, allow_redirects=True, **data):
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', self.page().text)[1]
        return self.url_open(
            f"/rota/my/{self.token}/{what}",
            data={"csrf_token": csrf, **data},
            allow_redirects=allow_redirects,
        )

    def test_see_confirm_and_take_without_an_account(self):
        """A person without account sees her slots, confirms and takes an open one.
        [C03a] [B11]"""
        text = self.page().text
        self.assertIn("Bert Social", text)
        self.assertIn('lang="en-US"', text)
        self.assertIn("First line", text)
        mine = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        self.post("confirm", assignment_id=mine.id)
        self.assertTrue(mine.is_confirmed)
        opened = self.second.assignment_ids.filtered(lambda a: a.role_id == self.social)
        self.assertIn(f'value="{opened.id}"', text)
        self.post("claim", assignment_id=opened.id)
        self.assertEqual(opened.employee_id, self.bert)

    def test_she_cannot_come(self):
        """The planner is told once, not why; a slot of somebody else is not touched."""
        heads = self.first.assignment_ids
        mine = heads.filtered(lambda a: a.employee_id == self.bert)
        answer = self.post("cannot", assignment_id=mine.id)
        self.assertIn("The coordinator is told", answer.text)
        self.assertNotIn("Tell the coordinator", answer.text)
        self.assertEqual((mine.cannot_come, mine.employee_id), (True, self.bert))
        self.assertEqual(len(self.rota.activity_ids), 1)
        said_here = [("model", "=", self.rota._name), ("res_id", "=", self.rota.id)]
        said_here += [("subject", "like", "Cannot come")]
        said = self.env["mail.message"].search(said_here)
        self.assertEqual(said.author_id.name, "Bert Social")
        self.assertEqual(
            self.rota.activity_ids.create_uid, self.env.ref("base.user_root")
        )
        # Her link in the session of somebody else is hers all the same.
        mine.cannot_come = False
        self.authenticate("social_worker", "social_worker")
        self.post("cannot", assignment_id=mine.id)
        self.assertEqual((said.search(said_here) - said).author_id, said.author_id)
        other = heads.filtered(lambda a: a.employee_id == self.ibra)
        answer = self.post("cannot", assignment_id=other.id)
        self.assertIn("no longer yours", answer.text)
        self.assertFalse(other.cannot_come)

    def test_a_swap_is_answered_on_her_page(self):
        """Who has no account says yes or no by her link, the coordinator approves; a
        swap of others is not touched, nor one twice."""
        mine = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        mine.action_assign(self.anna.id)
        theirs = self.give(self.second, self.social, self.bert)
        swaps = self.env["permanence.swap"].with_user(self.users["social_worker"])
        self.rota.action_publish()
        other = swaps.action_ask(mine.id, self.chaz.id)
        self.assertTrue(other.needs_link)
        answer = self.post("swap", swap_id=other.id, answer="accept")
        self.assertIn("Nobody asks this", answer.text)
        self.assertEqual(other.state, "asked")
        self.assertNotIn("Anna Social", answer.text)
        other.action_refuse()
        self.env.flush_all()
        swap = swaps.action_ask(mine.id, self.bert.id, theirs.id)
        text = self.page().text
        self.assertIn(f'id="swap-{swap.id}"', text)
        self.assertIn("Anna Social", text)
        self.post("swap", swap_id=swap.id, answer="perhaps")
        self.assertEqual(swap.state, "asked")
        answer = self.post("swap", swap_id=swap.id, answer="accept")
        self.assertIn("the coordinator decides", answer.text)
        self.assertEqual((swap.state, mine.employee_id), ("accepted", self.anna))
        # A second tap does not tell her otherwise; what she agreed to stays in sight.
        again = self.post("swap", swap_id=swap.id, answer="accept")
        self.assertNotIn("Nobody asks this", again.text)
        self.assertIn(f'id="swap-{swap.id}"', self.page().text)
        self.assertNotIn('value="accept"', again.text)
        self.assertIn("Swap to approve: Bert", self.rota.activity_ids.summary)
        sequence = self.rota.publish_seq
        swap.with_user(self.users["coordinator"]).action_approve()
        self.assertEqual((mine.employee_id, theirs.employee_id), (self.bert, self.anna))
        # It is in force, on her page and for the poster, and she is told of it.
        self.assertEqual(mine.pub_employee_id, self.bert)
        self.assertEqual(self.rota.publish_seq, sequence + 1)
        notices = self.env["permanence.notice"].search(
            [("plan_id", "=", self.rota.id), ("publish_seq", "=", sequence + 1)]
        )
        self.assertEqual(notices.employee_id, self.anna | self.bert)
        text = self.page().text
        self.assertNotIn(f'id="swap-{swap.id}"', text)
        self.assertIn(f'id="slot-{mine.id}"', text)
        self.assertNotIn(f'id="slot-{theirs.id}"', text)
        again = swaps.action_ask(theirs.id, self.bert.id)
        self.profile(self.bert).role_ids = self.night
        answer = self.post("swap", swap_id=again.id, answer="accept")
        self.assertIn("another role", answer.text)
        self.assertEqual(again.state, "asked")
        self.post("swap", swap_id=again.id, answer="refuse")
        self.assertEqual(again.state, "refused")

    def test_what_is_over_is_not_answered(self):
        """A slot that ended stays on her page a day, with nothing to say to it."""
        mine = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        now = fields.Datetime.now()
        for ended, asked in ((False, True), (True, False)):
            stop = fields.Datetime.add(now, hours=-1 if ended else 1)
            start = fields.Datetime.subtract(stop, hours=4)
            mine.with_context(rota_checked=True).write({"start": start, "stop": stop})
            text = self.page().text
            self.assertIn(f'id="slot-{mine.id}"', text)
            self.assertEqual(f'value="{mine.id}"' in text, asked)

    def test_she_cannot_come_whoever_reads_the_rota(self):
        """Who is told reads the rota; where nobody does, the sign still stands."""
        mine = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        mine.site_id.manager_id = self.users["volunteer"]
        self.post("cannot", assignment_id=mine.id)
        told = self.rota.activity_ids.user_id
        self.assertEqual(len(told), 1)
        self.assertEqual(self.rota._readers_among(told), told)
        self.assertNotEqual(told, mine.site_id.manager_id)
        self.rota.activity_ids.unlink()
        self.post("confirm", assignment_id=mine.id)
        self.assertFalse(mine.cannot_come)
        planners = ("coordinator", "supervisor", "programme_manager")
        held = self.env["ngo.role"].search([("role", "in", planners)])
        held.write({"date_to": "2026-01-02", "date_from": "2026-01-01"})
        self.post("cannot", assignment_id=mine.id)
        self.assertTrue(mine.cannot_come)
        self.assertFalse(self.rota.activity_ids)

    def test_a_draft_is_not_confirmed(self):
        """A slot given to her since the publication is not hers yet."""
        drafted = self.second.assignment_ids.filtered(
            lambda a: a.role_id == self.social
        )
        drafted.employee_id = self.bert
        for answer in ("confirm", "cannot"):
            text = self.post(answer, assignment_id=drafted.id).text
            self.assertIn("no longer yours", text)
        self.assertFalse(drafted.is_confirmed or drafted.cannot_come)

    def test_what_is_not_hers_is_not_taken(self):
        """A line of another role is refused with the reason, and stays open."""
        head = self.second.assignment_ids.filtered(
            lambda a: a.role_id == self.interpreter
        )
        answer = self.post("claim", assignment_id=head.id)
        self.assertIn("another role", answer.text)
        self.assertFalse(head.employee_id)
        other = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.ibra)
        self.post("confirm", assignment_id=other.id)
        self.assertFalse(other.is_confirmed)

    def test_who_is_kept_apart_is_not_told(self):
        """She is refused without a name; whoever plans reads the name."""
        self.give(self.second, self.interpreter, self.ibra)
        self.rota.action_publish()
        self.profile(self.bert).forbidden_ids = self.profile(self.ibra)
        head = self.second.assignment_ids.filtered(lambda a: a.role_id == self.social)
        answer = self.post("claim", assignment_id=head.id)
        self.assertIn("unavailable", answer.text)
        self.assertNotIn("not together", answer.text)
        self.assertFalse(head.employee_id)
        told = head.with_user(self.users["coordinator"]).get_candidates()
        why = {row["id"]: row["why"] for row in told["excluded"]}
        self.assertIn("not together with Ibra", why[self.bert.id])

    def test_availabilities_before_the_deadline(self):
        """Wishes by the link, and who has not answered. [B11a]"""
        self.assertFalse(self.profile(self.bert).answered_on)
        day = self.monday + timedelta(days=3)
        self.post("wish", date=str(day), part="morning", weight="-9")
        wish = self.env["permanence.wish"].search([("employee_id", "=", self.bert.id)])
        self.assertEqual((wish.date, wish.weight), (day, "-9"))
        self.assertTrue(self.profile(self.bert).answered_on)
        rota = self.rota.with_user(self.users["coordinator"])
        rota.invalidate_recordset()
        self.assertNotIn(self.bert, rota.silent_ids.sudo().employee_id)
        self.assertIn(self.chaz, rota.silent_ids.sudo().employee_id)
        # Who works elsewhere only is not asked, nor waited for.
        elsewhere = self.env["ngo.site"].create({"name": "Elsewhere"})
        self.profile(self.chaz).site_ids = elsewhere
        rota.invalidate_recordset()
        self.assertNotIn(self.chaz, rota.silent_ids.sudo().employee_id)
        self.assertEqual(rota.silent_count, len(rota.silent_ids))
        shown = self.env["permanence.profile"].search(
            rota.action_open_silent()["domain"]
        )
        self.assertEqual(shown, rota.silent_ids.sudo())
        self.post("wish", date="2001-01-01", part="morning", weight="-9")
        self.post("wish", date="nonsense", part="morning", weight="-9")
        self.post("wish", date=str(day), part="morning", weight="0")
        self.assertFalse(wish.exists())

    def test_only_the_server_speaks_on_her_page(self):
        """An address shows no text of its own; a feed's link stands in no address."""
        page = self.url_open(f"/rota/my/{self.token}?message=Send+your+papers")
        self.assertNotIn("Send your papers", page.text)
        answer = self.post("feed")
        self.assertEqual(answer.url, f"{self.base_url()}/rota/my/{self.token}")
        self.assertIn("/rota/ics/", answer.text)
        # Once, and on no other page.
        self.assertNotIn("/rota/ics/", self.page().text)
        self.post("feed", allow_redirects=False)
        other = self.profile(self.ibra)._new_token()
        self.assertNotIn("/rota/ics/", self.page(other).text)

    def test_links_are_unguessable_and_revocable(self):
        """Only a hash is kept; a wrong or ended link opens nothing."""
        link = self.env["permanence.link"].search(
            [("profile_id", "=", self.profile(self.bert).id)]
        )
        self.assertNotIn(self.token, str(link.read()))
        ended = self.page("x" * 32)
        self.assertEqual(ended.status_code, 404)
        self.assertIn("This link no longer opens", ended.text)
        self.assertEqual(self.page(self.token[:-1]).status_code, 404)
        self.profile(self.bert).action_revoke_link()
        self.assertEqual(self.page().status_code, 404)

    def test_a_link_ends_with_the_account(self):
        """Who left opens nothing by an old link, neither page nor feed."""
        profile = self.profile(self.anna)
        page, feed = profile._new_token(), profile._new_token("feed")
        self.assertEqual(self.page(page).status_code, 200)
        self.users["social_worker"].active = False
        self.assertTrue(self.anna.active)
        self.assertEqual(self.page(page).status_code, 404)
        self.assertEqual(self.url_open(f"/rota/ics/{feed}.ics").status_code, 404)

    def test_feed_with_stable_uids_and_cancellations(self):
        """Stable UID, growing sequence, cancellation kept, 304 when unchanged."""
        feed = self.profile(self.bert)._new_token("feed")
        url = f"/rota/ics/{feed}.ics"
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        head = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        uid = f"UID:assignment-{head.id}@{self.env.cr.dbname}"
        self.assertIn(uid, answer.text)
        self.assertIn("SEQUENCE:1", answer.text)
        self.assertIn("STATUS:CONFIRMED", answer.text)
        self.assertNotIn("set-cookie", {key.lower() for key in answer.headers})
        again = self.url_open(url, headers={"If-None-Match": answer.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        head.action_assign(self.chaz.id)
        self.rota.action_publish()
        later = self.url_open(url).text
        self.assertIn(uid, later)
        self.assertIn("SEQUENCE:2", later)
        self.assertIn("STATUS:CANCELLED", later)
        self.assertEqual(self.url_open("/rota/ics/none.ics").status_code, 404)
        self.assertEqual(self.url_open(f"/rota/ics/{self.token}.ics").status_code, 404)

    def test_feed_with_what_falls_due_by_code(self):
        """One's own deadlines stand in the feed by code, as long as one has a role.
        [C03]"""
        profile = self.profile(self.anna)
        user = self.users["social_worker"]
        rule = self.env["ngo.policy.rule"].search([("kind", "=", "clock")], limit=1)
        clock = self.env["ngo.clock"].create(
            {
                "res_model": "ngo.site",
                "res_id": self.site_a.id,
                "rule_id": rule.id,
                "event": "test",
                "obligation": "test",
                "occurrence": "test",
                "user_id": user.id,
                "delay": 1,
                "delay_unit": "hour",
                "counting": "plain",
                "started": fields.Datetime.now(),
                "due": fields.Datetime.now() + timedelta(days=2),
            }
        )
        url = f"/rota/ics/{profile._new_token('feed')}.ics"
        text = self.url_open(url).text
        self.assertIn(f"UID:clock-{clock.id}@{self.env.cr.dbname}", text)
        self.assertIn("SUMMARY:Deadline", text)
        role = self.env["ngo.role"].search([("user_id", "=", user.id)])
        role.write({"state": "ended", "date_to": fields.Datetime.now()})
        self.assertNotIn(f"UID:clock-{clock.id}@", self.url_open(url).text)

    def test_volunteers_read_dutch(self):
        """Nothing of the page of somebody without an account stays in English. [B41]"""
        speak(self.env, "permanence_rota", ("nl_BE",))

        def page(lang):
            self.bert.work_contact_id.lang = lang
            self.env.flush_all()
            return self.page().text

        english, dutch = page("en_US"), page("nl_BE")
        self.assertIn('lang="nl-BE"', dutch)
        service, site = self.first.service_id.name, self.site_a.name
        data = {service, site, self.rota.name, self.bert.name, "Ibra"}
        self.assertEqual(same_words(english, dutch) - data, set())

    def test_poster_from_the_published_snapshot(self):
        """The poster shows what was published, first names and what is to fill."""
        week = self.first.iso_week
        head = self.first.assignment_ids.filtered(lambda a: a.employee_id == self.bert)
        head.action_assign(self.chaz.id)
        data = self.env["permanence.poster"]._data(self.rota, self.site_a, week)
        names = [p["name"] for r in data["rows"] for c in r["cells"] for p in c]
        self.assertIn("Bert", names)
        self.assertNotIn("Chaz", names)
        self.assertIn("", names)

    def test_poster_names_languages_in_its_own(self):
        """The chips of a poster are in the language of the poster. [C03]"""
        kind = self.env["hr.skill"]._languages_type()
        skill = kind.skill_ids.filtered(lambda s: s.name == "Tigrinya")
        self.speak(self.bert, skill)
        names = {"fr_FR": "tigrinya", "ar_TN": "التغرينية", "nl_BE": "Tigrinya"}
        speak(self.env, "ngo_base", names)
        for lang, name in names.items():
            data = self.env["permanence.poster"].with_context(lang=lang)
            data = data._data(self.rota, self.site_a, self.first.iso_week)
            chips = {
                p["name"]: p["languages"]
                for r in data["rows"]
                for c in r["cells"]
                for p in c
            }
            self.assertEqual(chips["Bert"], [name])

    def need_printer(self):
        """Only a machine without the program skips: what the program says fails."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("wkhtmltopdf is not there")

    def test_fields_of_a_site_have_labels_of_their_own(self):
        """Two fields under one word are filled in by guess."""
        speak(self.env, "permanence_rota")
        speak(self.env, "ngo_base")
        for lang in ("en_US", *READ):
            sites = self.env["ngo.site"].with_context(lang=lang)
            told = sites.fields_get(["area_id", "zone_id"], ["string"])
            self.assertEqual(len({field["string"] for field in told.values()}), 2)

    def test_poster_is_printed_in_arabic(self):
        """From right to left, one page, its words in Arabic. [C03]"""
        speak(self.env, "permanence_rota")
        posters = self.env["permanence.poster"].with_context(lang="ar_TN")
        self.need_printer()
        pdf = posters._render(self.rota, self.site_a, self.first.iso_week, "pdf")
        [(width, height, text)] = read_pdf(pdf)
        self.assertEqual((width, height), (420, 297))
        for word in ("Bert", "جدول"[::-1]):
            self.assertIn(word, text)
        self.assertNotIn("TO FILL", text)

    def test_poster_as_pdf_and_picture(self):
        """A3 PDF and PNG, for the wall and for the messenger group. [C03]"""
        posters, week = self.env["permanence.poster"], self.first.iso_week
        self.need_printer()
        pdf = posters._render(self.rota, self.site_a, week, "pdf")
        # Core makes no picture while it knows that a test runs.
        with patch.object(module, "current_test", None):
            image = posters._render(self.rota, self.site_a, week, "png")
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertTrue(image.startswith(b"\x89PNG"))
