# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Print for real, and read what stands on the paper."""

import io
import unicodedata
from contextlib import contextmanager
from unittest.mock import patch

from pypdf import PdfReader


def print_pdf(records, report, lang):
    """Print records as their user, through the PDF printer.

    :param str report: XML id of the template
    :param str lang: code of an active language
    :return: list of pages, each (width in mm, height in mm, text); letters of Arabic
        as they are typed, in the order in which the page shows them
    """
    env = records.env
    actions = env["ir.actions.report"].with_context(
        lang=lang, force_report_rendering=True
    )
    if actions.get_wkhtmltopdf_state() == "install":
        raise AssertionError("this machine has no PDF printer: see ./permanence doctor")
    content, kind = actions._render_qweb_pdf(report, records.ids)
    if kind != "pdf":
        raise AssertionError(f"not a PDF: {kind}")
    return _pages(content)


@contextmanager
def browser_prints(env):
    """Let the browser of a tour print for real, where tests print HTML instead.

    :return: list that fills up with one (login of the printer, pages) per print, pages
        as ``print_pdf`` returns them
    """
    prints = []
    actions = type(env["ir.actions.report"])
    render = actions._render_qweb_pdf

    def render_and_keep(self, *args, **kwargs):
        real = self.with_context(force_report_rendering=True)
        content, kind = render(real, *args, **kwargs)
        if kind == "pdf":
            prints.append((self.env.user.login, _pages(content)))
        return content, kind

    with patch.object(actions, "_render_qweb_pdf", render_and_keep):
        yield prints


def _pages(content):
    return [
        (
            round(float(page.mediabox.width) / 72 * 25.4),
            round(float(page.mediabox.height) / 72 * 25.4),
            " ".join(unicodedata.normalize("NFKC", page.extract_text()).split()),
        )
        for page in PdfReader(io.BytesIO(content)).pages
    ]


def has_arabic(text):
    """Whether a text holds letters of the Arabic script."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)
