# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models


class NgoLanguage(models.Model):
    """A language that people speak or sign; not a language of the screens.

    Codes are ISO 639-3, scripts ISO 15924.
    """

    _name = "ngo.language"
    _description = "Spoken Language"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "native_name", "code"]

    name = fields.Char(required=True, translate=True)
    native_name = fields.Char(
        string="Own name", help="As its speakers write it, to be pointed at."
    )
    code = fields.Char(string="ISO 639-3 code", required=True, size=3)
    script = fields.Selection(
        selection=[
            ("Latn", "Latin"),
            ("Arab", "Arabic"),
            ("Ethi", "Ethiopic"),
            ("Cyrl", "Cyrillic"),
            ("Grek", "Greek"),
            ("Armn", "Armenian"),
            ("Geor", "Georgian"),
            ("Hebr", "Hebrew"),
            ("Beng", "Bengali"),
            ("Deva", "Devanagari"),
            ("Guru", "Gurmukhi"),
            ("Taml", "Tamil"),
            ("Sinh", "Sinhala"),
            ("Mymr", "Burmese"),
            ("Tibt", "Tibetan"),
            ("Hans", "Chinese"),
            ("Tfng", "Tifinagh"),
            ("Zxxx", "Not written"),
        ],
        required=True,
        default="Latn",
    )
    direction = fields.Selection(
        selection=[("ltr", "Left to right"), ("rtl", "Right to left")],
        compute="_compute_direction",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    is_signed = fields.Boolean(string="Sign language")
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "A language with this code exists.")
    _code_shape = models.Constraint(
        "CHECK (code ~ '^[a-z]{3}$')", "An ISO 639-3 code has three small letters."
    )

    @api.depends("script")
    def _compute_direction(self):
        for language in self:
            is_rtl = language.script in ("Arab", "Hebr")
            language.direction = "rtl" if is_rtl else "ltr"
