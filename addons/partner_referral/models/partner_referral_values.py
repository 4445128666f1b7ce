# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class PartnerReferral(models.Model):
    """First words of each item, read with the worker's own rights."""

    _inherit = "partner.referral"

    def _propose_items(self):
        """Put what every referral needs on the list of a new one."""
        self.ensure_one()
        types = self.env["partner.referral.item.type"]
        wanted = types.search([("is_default", "=", True)])
        self.env["partner.referral.item"].create(
            [{"referral_id": self.id, "type_id": item.id} for item in wanted]
        )

    def _receiver_lang(self):
        """Code of the language in which the partner reads, else that of the reader."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        # The partner's language is no secret; workers may not read every contact.
        theirs = self.sudo().receiver_id.lang
        return theirs if theirs in installed else self.env.lang or "en_US"

    def _item_values(self, code):
        """Proposed words of an item by language: the receiver's and all that we speak.

        :return: ``{code of the language: words or False}``
        """
        installed = [lang for lang, _name in self.env["res.lang"].get_installed()]
        return {
            lang: self.with_context(lang=lang)._item_value(code)
            for lang in {self._receiver_lang(), *installed}
        }

    def _item_value(self, code):
        """Proposed words of an item, empty where nothing is known or open.

        Extend with ``_item_value_<code>``.
        """
        method = getattr(self, f"_item_value_{code}", None)
        # As the worker, even where the system fills in: what she may not read stays.
        return method and self.sudo(False).exists() and method() or False

    def _identity(self):
        """The person's identity, empty when it is not open to the reader."""
        identity = self.beneficiary_id.sudo(False).identity_ids
        return identity._filtered_access("read")

    def _item_value_name(self):
        return self._identity().full_name

    def _item_value_birth(self):
        return self._identity().birth_label

    def _item_value_sex(self):
        identity = self._identity()
        labels = dict(identity._fields["sex"]._description_selection(self.env))
        return labels.get(identity.sex)

    def _item_value_nationality(self):
        return ", ".join(self._identity().nationality_ids.mapped("name"))

    def _item_value_age_band(self):
        person = self.beneficiary_id
        labels = dict(person._fields["age_band"]._description_selection(self.env))
        return labels.get(person.age_band)

    def _item_value_languages(self):
        return ", ".join(self.beneficiary_id.language_ids.language_id.mapped("name"))

    def _item_value_phone(self):
        contacts = self.env["migrant.identity.contact"].sudo(False)
        found = contacts.search(
            [
                ("beneficiary_id", "=", self.beneficiary_id.id),
                ("channel", "=", "phone"),
                ("may_call", "=", True),
            ],
            limit=1,
        )
        return found.value

    def _item_value_status(self):
        today = fields.Date.context_today(self)
        rows = self.env["migrant.status"].sudo(False)
        found = rows.search([("beneficiary_id", "=", self.beneficiary_id.id)]).filtered(
            lambda row: not row.date_to or row.date_to >= today
        )
        return found[:1].status_id.name
