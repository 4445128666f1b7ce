# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The progress report as a document (DOCX): words typed, figures read."""

import io


def write(words, figures):
    """Write the document.

    :param dict words: headings in the reader's language, chapters [(title, text)],
        ``is_rtl``, ``number(amount, places)``, which writes an amount as she reads,
        and ``counted(name, value)``, which writes a count
    :param dict figures: as ``microproject.period._get_progress`` gives them
    :return: bytes of a DOCX file
    """
    # Loaded at the first report.
    from docx import Document

    paper = _Paper(Document(), words["is_rtl"])
    paper.heading(words["title"], 0)
    paper.text(words["subtitle"])
    for number, (title, text) in enumerate(words["chapters"]):
        paper.heading(title, 1)
        for line in (text or "—").splitlines():
            paper.text(line)
        if not number:
            _write_counts(paper, words, figures)
    paper.heading(words["figures"], 1)
    _write_ledger(paper, words, figures)
    if words["seal"]:
        paper.text(words["seal"])
    stream = io.BytesIO()
    paper.document.save(stream)
    return stream.getvalue()


def _write_counts(paper, words, figures):
    counted = [*figures["states"], *(row[:2] for row in figures["visits"])]
    running, asked = figures["survival"][:2]
    if asked:
        counted.append((words["survival"], f"{running} / {asked}"))
    for name, count in counted:
        paper.text(words["counted"](name, count))


def _write_ledger(paper, words, figures):
    number, places = words["number"], figures["places"]
    rows = figures["rows"]
    totals = [sum(row[place] for row in rows) for place in range(2, 6)]
    paper.text(figures["currency"])
    paper.table(
        words["head"],
        [
            [f"{row[0]} {row[1]}", *(number(x, places) for x in row[2:6]), row[6] or ""]
            for row in rows
        ]
        + [[words["total"], *(number(x, places) for x in totals), ""]],
    )
    advances = [number(x, figures["book_places"]) for x in figures["advances"]]
    paper.table(words["advances"], [[figures["books"], *advances]])


class _Paper:
    """A document whose paragraphs and tables run in the reader's direction."""

    def __init__(self, document, is_rtl):
        self.document = document
        self.is_rtl = is_rtl

    def heading(self, text, level):
        self._turn(self.document.add_heading(text, level))

    def text(self, text):
        self._turn(self.document.add_paragraph(text))

    def table(self, head, rows):
        """A grid of a head and its rows."""
        table = self.document.add_table(rows=0, cols=len(head))
        table.style = "Table Grid"
        if self.is_rtl:
            self._mark(table._tbl.tblPr, "w:bidiVisual")
        for texts in (head, *rows):
            for cell, text in zip(table.add_row().cells, texts, strict=True):
                cell.text = str(text)
                for paragraph in cell.paragraphs:
                    self._turn(paragraph)
        self.document.add_paragraph()

    def _turn(self, paragraph):
        if self.is_rtl:
            self._mark(paragraph._p.get_or_add_pPr(), "w:bidi")
            for run in paragraph.runs:
                run.font.rtl = True

    @staticmethod
    def _mark(properties, name):
        from docx.oxml import OxmlElement

        properties.append(OxmlElement(name))
