# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Languages for tests of what people read."""

from lxml import html

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


def same_words(one, other):
    """Texts that stand in both of two pages: data, or words left in one language.

    :param str one: HTML of a page
    :param str other: HTML of the same page in another language
    :rtype: set[str]
    """
    return _words(one) & _words(other)


def _words(page):
    tree = html.fromstring(page.encode())
    shown = "//text()[not(ancestor::style or ancestor::script)]"
    hints = "//@placeholder|//@title|//@alt|//@aria-label|//button/@value"
    texts = {" ".join(text.split()) for text in tree.xpath(f"{shown}|{hints}")}
    return {text for text in texts if any(letter.isalpha() for letter in text)}
