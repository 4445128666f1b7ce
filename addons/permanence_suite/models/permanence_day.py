# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The page on which a day begins: what waits for its reader, in all rooms."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from odoo.addons.ngo_base.models.ngo_role import APPROVERS

ROWS = 6  # of a card; the rest opens as a list
MOST = 100  # more than these are not counted
SOON = 7  # days ahead
LATELY = 30  # days past: what is older no longer waits on this page
# Where the hour counts; elsewhere the day says enough.
HOURS = ("start", "arrived_at")
SEARCHERS = (
    "front_desk",
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
    "supervisor",
    "administrative_assistant",
)


class Card(NamedTuple):
    """One question of the day: which records wait for the reader.

    :param title: in the reader's language
    :param model: name of a model; who may not read it does not see the card
    :param domain: what waits, beside the rules of the model
    :param when: field with the day or hour, shown and sorted by
    :param note: field that says what waits, beside the name of the record
    :param label: field that names a record better than its own name
    :param roles: roles whose work it is; none: of whoever may read
    :param is_deadline: whether ``when`` says until when; once past it is shown as late
    """

    title: str
    model: str
    domain: list
    when: str = ""
    note: str = ""
    label: str = "display_name"
    roles: tuple = ()
    is_deadline: bool = False


class PermanenceDay(models.AbstractModel):
    """What waits for the reader, asked with her own rights, kept nowhere."""

    _name = "permanence.day"
    _description = "What waits for the reader"

    @api.model
    def get_day(self):
        """The cards that hold something, and the steps of setting up.

        :return: ``{"may_find": bool, "cards": [card], "steps": [step], "samples":
            [sample]}``, see
            ``_tell`` and ``permanence.setup``
        :rtype: dict
        """
        live = self.env["ngo.role"]._live()
        cards = [
            *self._cards_of_people(),
            *self._cards_of_papers(),
            *self._cards_of_house(),
        ]
        return {
            "may_find": live.has(*SEARCHERS),
            "cards": [
                told
                for card in cards
                if not card.roles or live.has(*card.roles)
                if (told := self._tell(card))
            ],
            "steps": self.env["permanence.setup"]._get_steps(),
            "samples": self.env["permanence.sample"]._get_links(),
        }

    def _cards_of_people(self):
        """Work with the people who are received."""
        uid, now = self.env.uid, fields.Datetime.now()
        morning, night = self._day()
        office = self.env["ngo.role"]._live().has("administrative_assistant")
        hours = Domain("start", ">=", morning) & Domain("start", "<", night)
        return [
            Card(
                self.env._("Waiting at my site"),
                "permanence.encounter",
                Domain("state", "in", ("waiting", "called"))
                & Domain("date", "=", fields.Date.context_today(self)),
                when="arrived_at",
                note="line",
            ),
            Card(
                self.env._("Appointments today"),
                "permanence.appointment",
                hours
                & Domain("state", "in", ("planned", "confirmed"))
                & (Domain.TRUE if office else Domain("worker_id", "=", uid)),
                when="start",
                is_deadline=True,
                note="worker_id" if office else "act_id",
            ),
            Card(
                self.env._("My deadlines"),
                "ngo.clock",
                Domain("user_id", "=", uid)
                & Domain("state", "in", ("running", "breached"))
                & (
                    Domain("due", "<", now + timedelta(days=SOON))
                    | Domain("warn_at", "<=", now)
                ),
                when="due",
                is_deadline=True,
                note="name",
            ),
            Card(
                self.env._("Files offered to me"),
                "migrant.case.transition",
                Domain("is_for_me", "=", True) & Domain("state", "=", "in_progress"),
                when="create_date",
                note="kind",
            ),
            Card(
                self.env._("Notes to sign or to mend"),
                "migrant.note.draft",
                Domain("cosigner_id", "=", uid) & Domain("state", "=", "to_sign")
                | Domain("author_id", "=", uid) & Domain("state", "=", "sent_back"),
                when="at",
                note="state",
            ),
            Card(
                self.env._("Referrals to take up again"),
                "partner.referral",
                Domain("user_id", "=", uid)
                & Domain(
                    "state", "in", ("declined", "no_show", "expired", "completed")
                ),
                when="write_date",
                note="state",
            ),
            Card(
                self.env._("Sent to us, to be answered"),
                "partner.incoming",
                Domain("state", "=", "new"),
                when="received_at",
                note="source",
            ),
            Card(
                self.env._("Plans to approve"),
                "migrant.plan",
                Domain("state", "=", "to_approve"),
                when="write_date",
                roles=("supervisor",),
            ),
            Card(
                self.env._("Closings to agree"),
                "migrant.case.closure",
                Domain("state", "=", "asked") & Domain("asked_by_id", "!=", uid),
                when="write_date",
                roles=("supervisor",),
            ),
            Card(
                self.env._("Perhaps the same person twice"),
                "migrant.match",
                Domain("state", "=", "new"),
                when="create_date",
                roles=("supervisor",),
            ),
            Card(
                self.env._("Files to anonymise"),
                "migrant.beneficiary",
                Domain("retention_on", "<=", fields.Date.context_today(self)),
                when="retention_on",
                is_deadline=True,
                roles=("supervisor",),
            ),
        ]

    def _cards_of_papers(self):
        """Post, letters, sheets and papers: the office's for its sites, else mine."""
        uid, now = self.env.uid, fields.Datetime.now()
        today = fields.Date.context_today(self)
        office = self.env["ngo.role"]._live().has("administrative_assistant")
        mine = Domain("case_id.owner_id", "=", uid)

        def expires(name):
            first, last = today - timedelta(days=LATELY), today + timedelta(days=SOON)
            return Domain(name, ">=", first) & Domain(name, "<=", last)

        return [
            Card(
                self.env._("Post to file")
                if office
                else self.env._("Post nobody has looked at"),
                "migrant.post",
                Domain("direction", "=", "in")
                & Domain("noted_at", "=", False)
                & (Domain("filed_at", "=", False) if office else mine),
                when="date",
                note="document_type_id",
            ),
            Card(
                self.env._("Letters to finish"),
                "migrant.letter",
                Domain("state", "=", "draft") & Domain("create_uid", "=", uid),
                when="create_date",
                note="template_id",
            ),
            Card(
                self.env._("Attestations to issue"),
                "migrant.attestation",
                Domain("issued_on", "=", False)
                & (Domain.TRUE if office else Domain("create_uid", "=", uid)),
                when="create_date",
                note="template_id",
            ),
            Card(
                self.env._("Day sheets to type in"),
                "permanence.slot",
                Domain("paper_to", ">", 0)
                & Domain("is_my_site", "=", True)
                & Domain("stop", "<", now)
                & Domain("start", ">=", now - timedelta(days=LATELY))
                & Domain("encounter_ids", "not any", [("is_typed_later", "=", True)]),
                when="start",
                roles=("administrative_assistant", "coordinator"),
            ),
            Card(
                self.env._("Identity papers that expire"),
                "migrant.beneficiary",
                Domain("identifier_ids", "any", expires("valid_to")),
                roles=("administrative_assistant",),
            ),
            Card(
                self.env._("Papers to bring"),
                "migrant.beneficiary",
                Domain("papers_to_bring", "!=", False) if office else Domain.FALSE,
                note="papers_to_bring",
                roles=("administrative_assistant",),
            ),
            Card(
                self.env._("Papers of my files that expire"),
                "migrant.document",
                expires("valid_until") & mine,
                when="valid_until",
                is_deadline=True,
                note="document_type_id",
            ),
        ]

    def _cards_of_house(self):
        """Rota, money, roles and figures."""
        uid = self.env.uid
        today = fields.Date.context_today(self)
        morning = self._day()[0]
        soon = morning + timedelta(days=SOON)
        ahead = Domain("start", ">=", morning) & Domain("start", "<", soon)
        return [
            Card(
                self.env._("My permanences"),
                "permanence.assignment",
                ahead
                & Domain("employee_id.user_id", "=", uid)
                & Domain("state", "=", "published"),
                when="start",
                label="slot_id",
            ),
            Card(
                self.env._("Heads to find"),
                "permanence.assignment",
                ahead
                & Domain("employee_id", "=", False)
                & Domain("state", "in", ("draft", "published")),
                when="start",
                note="role_id",
                label="slot_id",
                roles=("coordinator", "supervisor"),
            ),
            Card(
                self.env._("Visits to micro-projects"),
                "microproject.visit",
                Domain("user_id", "=", uid)
                & Domain("state", "=", "planned")
                & Domain("date", "<=", today + timedelta(days=SOON)),
                when="date",
                is_deadline=True,
                note="kind",
            ),
            Card(
                self.env._("Applications on which you are asked"),
                "microproject.opinion",
                Domain("user_id", "=", uid)
                & Domain("committee_id.state", "=", "open")
                & Domain("vote", "=", False)
                & Domain("has_conflict", "=", False),
                note="summary",
                label="application_id",
            ),
            Card(
                self.env._("Bank lines to settle"),
                "microproject.match",
                Domain("state", "=", "proposed") & Domain("rank", "=", 1),
                when="date",
                note="reason_text",
                label="label",
            ),
            Card(
                self.env._("Tranches to clear"),
                "microproject.tranche",
                Domain("state", "=", "requested"),
                when="planned_date",
                is_deadline=True,
                roles=("programme_manager",),
            ),
            Card(
                self.env._("Tranches to clear or to pay"),
                "microproject.tranche",
                Domain("state", "=", "requested")
                | Domain("state", "=", "cleared") & Domain("is_paid", "=", False),
                when="planned_date",
                is_deadline=True,
                note="state",
                roles=("finance_officer",),
            ),
            Card(
                self.env._("Receipts to check"),
                "microproject.receipt",
                Domain("state", "=", "sent"),
                when="date",
                roles=("finance_officer",),
            ),
            Card(
                self.env._("Periods to close or send"),
                "microproject.period",
                Domain("state", "in", ("open", "closed"))
                & Domain("date_to", "<", today),
                when="date_to",
                note="state",
                roles=("finance_officer", "programme_manager"),
            ),
            Card(
                self.env._("Roles to approve"),
                "ngo.role",
                Domain("state", "=", "proposed"),
                when="date_from",
                note="role",
                roles=APPROVERS,
            ),
            Card(
                self.env._("Figures to validate"),
                "impact.report",
                Domain("state", "=", "draft") & Domain("date_to", "<", today),
                when="date_to",
                roles=("data_officer", "programme_manager"),
            ),
        ]

    def _day(self):
        """Begin of today and of tomorrow where the reader is, in UTC."""
        zone = pytz.timezone(self.env.user.tz or "UTC")
        day = fields.Datetime.context_timestamp(self, fields.Datetime.now()).date()
        return [
            zone.localize(datetime.combine(day + timedelta(days=more), time()))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for more in (0, 1)
        ]

    # ------------------------------------------------------------- telling

    def _tell(self, card):
        """A card as the page shows it, or None when nothing waits.

        :return: ``title``, ``model``, ``domain`` for the whole list, ``count`` (at most
            ``MOST``), ``rows`` of ``res_model``, ``res_id``, ``label`` (the person, as
            the reader may see her), ``code``, ``note``, ``when`` and ``is_late``
        """
        records = self.env[card.model]
        if not records.has_access("read"):
            return None
        domain = Domain(card.domain)
        count = records.search_count(domain, limit=MOST)
        if not count:
            return None
        found = records.search(domain, limit=ROWS, order=self._sort_by(records, card))
        targets = [self._target(record) for record in found]
        people = [self._person(target) for target in targets]
        labels = self.env["migrant.beneficiary"].get_labels(
            [person.id for person in people if person]
        )
        return {
            "title": card.title,
            "model": card.model,
            "domain": list(domain),
            "count": count,
            "rows": [
                {
                    "res_model": target._name,
                    "res_id": target.id,
                    "label": labels.get(person.id, {}).get("label") if person else None,
                    "code": self._word(target, card.label),
                    "note": self._note(record, target, card),
                    **self._when(record, card),
                }
                for record, target, person in zip(found, targets, people, strict=True)
            ],
        }

    def _note(self, record, target, card):
        """What waits: of an action its kind, as all its deadlines have one name."""
        if target._name == "migrant.action":
            return self._word(target, "kind")
        return self._word(record, card.note)

    def _sort_by(self, records, card):
        field = records._fields.get(card.when)
        return f"{card.when}, id" if field and field.store else None

    def _target(self, record):
        """The record that a row opens: for a deadline, what is due."""
        if record._name != "ngo.clock" or record.res_model not in self.env:
            return record
        target = self.env[record.res_model].browse(record.res_id).exists()
        return target if target and target.has_access("read") else record

    def _person(self, record):
        """Whom a record is about, for its label; nobody where the reader may not."""
        if record._name == "migrant.beneficiary":
            return record
        owner = record
        if "beneficiary_id" not in record._fields and "case_id" in record._fields:
            # Only then: the office reads an arrival, and may not ask for its file.
            owner = record.case_id
        if owner and "beneficiary_id" in owner._fields and owner.has_access("read"):
            return owner.beneficiary_id
        return self.env["migrant.beneficiary"]

    def _word(self, record, name):
        """What a field says, as the reader reads it."""
        field = record._fields.get(name)
        if not field:
            return ""
        value = record[name]
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return value or ""

    def _when(self, record, card):
        name = card.when
        value = name and record[name]
        if not value:
            return {"when": "", "is_late": False}
        if isinstance(value, datetime):
            local = fields.Datetime.context_timestamp(self, value)
            is_today = local.date() == fields.Date.context_today(self)
            shape = "EEE d MMM, HH:mm" if name in HOURS else "EEE d MMM"
            shape = "HH:mm" if is_today else shape
            text = format_datetime(self.env, value, dt_format=shape)
            now = fields.Datetime.now()
        else:
            text = format_date(self.env, value, date_format="EEE d MMM")
            now = fields.Date.context_today(self)
        return {"when": text, "is_late": card.is_deadline and value < now}
