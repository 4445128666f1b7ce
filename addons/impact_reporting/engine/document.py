# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The report as a document that one can edit, sign and send."""

import io


def write(pages, words):
    """Write the document.

    :param pages: [(unit, sections)], sections as ``impact.report.get_board`` gives them
    :param dict words: words of the reader's language, and "is_rtl"
    :return: bytes of a DOCX file
    """
    # Loaded at the first export.
    from docx import Document

    paper = _Paper(Document(), words["is_rtl"])
    paper.heading(words["title"], 0)
    for key in ("house", "dates", "state"):
        paper.text(words[key])
    if words["comment"]:
        paper.heading(words["in_words"], 1)
        for line in words["comment"].splitlines():
            paper.text(line)
    for unit, sections in pages:
        paper.heading(unit, 1)
        for section in sections:
            paper.heading(section["name"], 2)
            paper.table(
                (words["indicator"], words["value"], words["base"], words["rate"]),
                [(e["name"], *_numbers(e["figure"])) for e in section["indicators"]],
            )
            for entry in section["indicators"]:
                _write_breakdowns(paper, entry, words)
    paper.heading(words["definitions"], 1)
    for entry in _entries(pages):
        paper.text(f"{entry['name']} – {entry['definition']}")
    paper.text(words["hidden_note"])
    if words["seal"]:
        paper.text(words["seal"])
    stream = io.BytesIO()
    paper.document.save(stream)
    return stream.getvalue()


def _entries(pages):
    seen = {}
    for _unit, sections in pages:
        for section in sections:
            for entry in section["indicators"]:
                seen.setdefault(entry["id"], entry)
    return seen.values()


def _numbers(figure):
    return figure["shown"], figure["base"], figure["rate"]


def _write_breakdowns(paper, entry, words):
    for breakdown in entry["breakdowns"]:
        if breakdown["rows"]:
            paper.text(f"{entry['name']} · {breakdown['name']}", is_bold=True)
            paper.table(
                (words["category"], words["value"], words["base"], words["rate"]),
                [(row["name"], *_numbers(row)) for row in breakdown["rows"]],
            )


class _Paper:
    """A document whose paragraphs and tables run in the reader's direction."""

    def __init__(self, document, is_rtl):
        self.document = document
        self.is_rtl = is_rtl

    def heading(self, text, level):
        self._turn(self.document.add_heading(text, level))

    def text(self, text, is_bold=False):
        paragraph = self.document.add_paragraph()
        paragraph.add_run(text).bold = is_bold
        self._turn(paragraph)

    def table(self, head, rows):
        """A table; columns that are empty throughout are left out."""
        kept = [i for i in range(len(head)) if i == 0 or any(row[i] for row in rows)]
        table = self.document.add_table(rows=1, cols=len(kept))
        table.style = "Light Grid Accent 1"
        if self.is_rtl:
            self._mark(table._tbl.tblPr, "w:bidiVisual")
        for cells, texts in [(table.rows[0].cells, head)] + [
            (table.add_row().cells, row) for row in rows
        ]:
            for cell, i in zip(cells, kept, strict=True):
                cell.text = texts[i]
                for paragraph in cell.paragraphs:
                    self._turn(paragraph)
        self.document.add_paragraph()

    def _turn(self, paragraph):
        if not self.is_rtl:
            return
        self._mark(paragraph._p.get_or_add_pPr(), "w:bidi")
        for run in paragraph.runs:
            run.font.rtl = True

    @staticmethod
    def _mark(properties, name):
        from docx.oxml import OxmlElement

        properties.append(OxmlElement(name))
