# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Languages for tests of what people read."""

READ = ("fr_FR", "ar_TN")  # the suite's own, beside English


def speak(env, room, langs=READ):
    """Switch languages on and load the words of a room, data included.

    :param str room: name of the addon
    :param langs: codes of languages
    """
    for lang in langs:
        env["res.lang"]._activate_lang(lang)
    modules = env["ir.module.module"].search([("name", "=", room)])
    modules._update_translations(list(langs))
