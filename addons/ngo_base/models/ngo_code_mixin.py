# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo import api, fields, models

# No 0/O, 1/I/L, nor vowels that could spell a word on a card.
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


class NgoCodeMixin(models.AbstractModel):
    """A record known outside its room by a random code and by nothing else.

    Odoo computes ``display_name`` as superuser on many paths (chatter, activities,
    error messages, many2one labels), so it must never say more than a code. Each
    room has its own prefix: no code opens a second door.
    """

    _name = "ngo.code.mixin"
    _description = "Record known by a random code"
    _rec_name = "code"
    _order = "code"
    _code_prefix = "X-"
    _code_length = 8
    _code_alphabet = CODE_ALPHABET

    code = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self._new_code(),
        help="Random code: it tells nothing about the person and opens no other room.",
    )

    _code_uniq = models.UniqueIndex("(code)", "This code is already in use.")

    @api.depends("code")
    def _compute_display_name(self):
        for record in self:
            # A new code is drawn again when the record is saved: nobody may write
            # down, on a card or a paper, one that will be nobody's.
            record.display_name = record._origin.code

    @api.model_create_multi
    def create(self, vals_list):
        bare = sum(not vals.get("code") for vals in vals_list)
        if bare > 1:
            # One question for a whole import; the default asks one a record.
            new = iter(self._new_codes(bare))
            vals_list = [
                vals if vals.get("code") else {**vals, "code": next(new)}
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.model
    def _new_code(self):
        """Return an unused random code, for instance ``B-7QK2M4XD``."""
        return self._new_codes(1)[0]

    @api.model
    def _new_codes(self, count):
        """Return as many unused random codes."""
        # A code must be unused in the whole table, whoever asks.
        everywhere = self.sudo().with_context(active_test=False)
        codes = set()
        while len(codes) < count:
            drawn = {self._draw_code() for _i in range(count - len(codes))}
            used = everywhere.search_fetch([("code", "in", list(drawn))], ["code"])
            codes |= drawn - set(used.mapped("code"))
        return list(codes)

    @api.model
    def _draw_code(self):
        """Return a random code, used or not."""
        body = (secrets.choice(self._code_alphabet) for _i in range(self._code_length))
        return f"{self._code_prefix}{''.join(body)}"
