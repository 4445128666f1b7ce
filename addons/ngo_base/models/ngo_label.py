# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoLabel(models.Model):
    """What a house calls the case, the plan, the owner, the referral, the person.

    Five organisations have five words for the same record (VOCABULARY 3.4), so
    the words are data. Rooms that know case types add a field to narrow a label
    and extend :meth:`_get_label_domains`.
    """

    _name = "ngo.label"
    _description = "Label of the House"
    _order = "key, programme_id, id"

    key = fields.Selection(
        selection=[
            ("case", "Case"),
            ("plan", "Plan"),
            ("owner", "Case owner"),
            ("referral", "Referral"),
            ("person", "Person"),
        ],
        string="Thing",
        required=True,
    )
    name = fields.Char(string="Word", required=True, translate=True)
    name_plural = fields.Char(string="Plural", required=True, translate=True)
    programme_id = fields.Many2one(
        comodel_name="ngo.programme",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the word of the whole organisation.",
    )

    _key_uniq = models.UniqueIndex(
        "(key, COALESCE(programme_id, 0))",
        "This programme has a word for this thing already.",
    )

    @api.depends("name", "key")
    def _compute_display_name(self):
        for label in self:
            label.display_name = label.name or label.key

    @api.model
    def _get_label(self, key, programme=None, plural=False, **scope):
        """Return the word for ``key`` in the language of the environment.

        :param str key: one of the keys of the field ``key``
        :param programme: ``ngo.programme`` record, empty or ``None``
        :param bool plural: the plural instead of the singular
        :param scope: what rooms need to narrow further (a case type)
        :rtype: str
        :raises ValueError: if ``key`` is not a key of this model
        """
        words = self._get_default_words()
        if key not in words:
            raise ValueError(f"There is no label for {key!r}")
        # Words of the house are no secret; portal users read them in letters.
        labels = self.sudo()
        for domain in self._get_label_domains(programme, **scope):
            label = labels.search([("key", "=", key), *domain], limit=1)
            if label:
                return label.name_plural if plural else label.name
        return words[key][1 if plural else 0]

    @api.model
    def _get_labels(self, programme=None, **scope):
        """Return all words of a programme: ``{key: (singular, plural)}``."""
        return {
            key: tuple(
                self._get_label(key, programme, plural=plural, **scope)
                for plural in (False, True)
            )
            for key in self._get_default_words()
        }

    @api.model
    def _get_label_domains(self, programme=None, **scope):
        """Domains to try, the narrowest first. Extend to add narrower ones."""
        domains = [[("programme_id", "=", False)]]
        if programme:
            domains.insert(0, [("programme_id", "=", programme.id)])
        return domains

    @api.model
    def _get_default_words(self):
        """Words used where no row says otherwise: ``{key: (singular, plural)}``."""
        return {
            "case": (self.env._("File"), self.env._("Files")),
            "plan": (self.env._("Support plan"), self.env._("Support plans")),
            "owner": (self.env._("Reference worker"), self.env._("Reference workers")),
            "referral": (self.env._("Referral"), self.env._("Referrals")),
            "person": (self.env._("Person"), self.env._("Persons")),
        }
