# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.ngo_base.arguments import Text

from ..engine import codes, dates, phones

RECEIVING = (
    "front_desk",
    "social_worker",
    "jurist",
    "psychologist",
    "child_protection",
)
# Nobody's shift is longer; a presence left open does not open files for a week.
MAX_HOURS = 12


class MigrantBeneficiary(models.Model):
    """She is in front of me: the person stands here, her file lies elsewhere."""

    _inherit = "migrant.beneficiary"

    @api.model
    def open_in_front(
        self,
        card: Text | None = None,
        birth: Text | None = None,
        identifier: Text | None = None,
        phone: Text | None = None,
    ):
        """Open the identity of somebody who is here, until the end of the shift.

        With her card, or with two facts that agree exactly: birth date, identifier,
        telephone. Her unit is told. For a restricted or sealed file the answer is that
        of an unknown person.

        :param str card: code of the card, as scanned
        :param str birth: full birth date, in any written form
        :param str identifier: number of a paper
        :param str phone: telephone number
        :return: ``{"found": False}`` or ``{"found": True, "id": …, "code": …}``
        :raise UserError: no shift now, or fewer than two facts
        """
        until = self._end_of_shift()
        self.env["migrant.search.log"]._note_search()
        if card:
            person = self._person_of_card(card)
        else:
            person = self._person_of_facts(birth, identifier, phone)
        # Whether the file is standard is all that is read of it here.
        if len(person) != 1 or person.sudo()._unit_to_ask() is None:
            return {"found": False}
        self.env["ngo.access"]._grant(
            person, self.env.user, "in_front", until, self.env._("The person is here.")
        )
        person._tell_unit()
        person._touch()
        return {"found": True, "id": person.id, "code": person.sudo().code}

    @api.model
    def _end_of_shift(self):
        live = self._scope_live()
        sites = live.presence_site_ids_for(*RECEIVING)
        if not sites:
            raise UserError(
                self.env._("Open your desk first: you are on no shift now.")
            )
        now = fields.Datetime.now()
        presences = self.env["ngo.presence"].sudo()
        mine = presences.search(
            Domain("user_id", "=", self.env.uid)
            & Domain("site_id", "in", sites)
            & Domain("date_from", "<=", now)
            & Domain("date_to", ">", now)
        )
        return min(max(mine.mapped("date_to")), now + timedelta(hours=MAX_HOURS))

    @api.model
    def _person_of_card(self, card):
        code = codes.normalise_code(card)
        # A card is found in the whole table, that is what it is for.
        cards = self.env["migrant.card"].sudo()
        person = cards._find_live(code).beneficiary_id if code else cards.beneficiary_id
        return self.browse(person.ids)._canonical()

    @api.model
    def _person_of_facts(self, birth, identifier, phone):
        """The one person with whom two exact facts agree, or none."""
        day = None
        if birth:
            try:
                day, _warnings = dates.parse_birth(
                    birth, fields.Date.context_today(self)
                )
            except dates.DateError as error:
                raise UserError(
                    self.env._("“%(text)s” is not a full date.", text=birth)
                ) from error
        facts = [
            Domain("birth_date", "=", day.as_date())
            & Domain("birth_precision", "=", "day")
            if day and day.precision == "day"
            else None,
            Domain(
                "beneficiary_id.identifier_ids.value_key",
                "=",
                phones.identifier_key(identifier),
            )
            if identifier and phones.identifier_key(identifier)
            else None,
            Domain("beneficiary_id.contact_ids.phone_key", "=", phones.phone_key(phone))
            if phone and phones.phone_key(phone)
            else None,
        ]
        known = [fact for fact in facts if fact is not None]
        if len(known) < 2:
            raise UserError(
                self.env._(
                    "Give two exact facts: full birth date, number of a paper, "
                    "telephone."
                )
            )
        # Compared in the whole table; two facts are what opens one identity.
        found = self.env["migrant.identity"].sudo().search(Domain.AND(known), limit=2)
        return self.browse(found.beneficiary_id.ids)._canonical()

    def _tell_unit(self):
        """Tell the worker, else the heads of the team, by code."""
        for person in self.sudo():
            users = person.owner_id or person.team_id.lead_id | person.team_id.deputy_id
            self.env["ngo.access"]._notify_users(
                users - self.env.user,
                lambda env, code=person.code: (
                    env._("%(code)s was received elsewhere", code=code),
                    env._("Her identity was opened for a shift."),
                ),
                person,
            )
