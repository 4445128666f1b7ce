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
    return read_pdf(content)


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
            prints.append((self.env.user.login, read_pdf(content)))
        return content, kind

    with patch.object(actions, "_render_qweb_pdf", render_and_keep):
        yield prints


def read_pdf(content):
    """Read what was printed: no page is empty, no line runs off the paper.

    :return: pages, as ``print_pdf`` returns them
    """
    return [_read_page(page) for page in PdfReader(io.BytesIO(content)).pages]


def _read_page(page):
    """(width in mm, height in mm, text) of a page; each glyph lies on the paper."""
    wide, high = float(page.mediabox.width), float(page.mediabox.height)
    at, off = [0.0, 0.0], []

    def look(operator, operands, matrix, _text_matrix):
        # Qt sets one glyph at a time: Tm begins a text, Td moves on, Tj draws.
        if operator == b"Tm":
            at[:] = map(float, operands[4:6])
        elif operator == b"Td":
            at[:] = at[0] + float(operands[0]), at[1] + float(operands[1])
        elif operator == b"Tj":
            x = matrix[0] * at[0] + matrix[4]
            y = matrix[5] - matrix[3] * at[1]
            if not (0 <= x <= wide and 0 <= y <= high):
                off.append((round(x), round(y)))

    text = page.extract_text(visitor_operand_before=look)
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if not text:
        raise AssertionError("a page is empty")
    if off:
        raise AssertionError(f"{len(off)} letters off the paper, at {off[:3]}: {text}")
    return round(wide / 72 * 25.4), round(high / 72 * 25.4), text


def has_arabic(text):
    """Whether a text holds letters of the Arabic script."""
    return any("\u0600" <= letter <= "\u06ff" for letter in text)
