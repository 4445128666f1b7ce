# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The report as a workbook: one sheet to read, one to sort and filter."""

import io


def write(pages, words):
    """Write the workbook.

    :param pages: [(unit, sections)], sections as ``impact.report.get_board`` gives them
    :param dict words: words of the reader's language, and "is_rtl"
    :return: bytes of an XLSX file; every text is written as text, never as a formula
    """
    # Loaded at the first export.
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"in_memory": True, "strings_to_formulas": False}
    )
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bg_color": "#E7ECEF", "bottom": 1}),
        "section": book.add_format({"bold": True, "font_color": "#2F5D62"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "plain": book.add_format(),
    }
    _write_summary(book, styles, pages, words)
    _write_rows(book, styles, pages, words)
    _write_definitions(book, styles, pages, words)
    book.close()
    return stream.getvalue()


def _sheet(book, name, words):
    # Names of sheets: 31 characters, none of []:*?/\\
    sheet = book.add_worksheet("".join(c for c in name if c not in "[]:*?/\\'")[:31])
    if words["is_rtl"]:
        sheet.right_to_left()
    return sheet


def _write_summary(book, styles, pages, words):
    """Indicators down, units across: totals only."""
    sheet = _sheet(book, words["whole"], words)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, max(len(pages), 1), 18)
    sheet.write_string(0, 0, words["title"], styles["title"])
    for row, key in enumerate(("house", "dates", "state"), 1):
        sheet.write_string(row, 0, words[key])
    row = 5
    sheet.write_string(row, 0, words["indicator"], styles["head"])
    for column, (unit, _sections) in enumerate(pages, 1):
        sheet.write_string(row, column, unit, styles["head"])
    sheet.freeze_panes(row + 1, 1)
    found = {}
    for column, (_unit, sections) in enumerate(pages, 1):
        for section in sections:
            for entry in section["indicators"]:
                line = found.setdefault((section["key"], section["name"]), {})
                cells = line.setdefault((entry["id"], entry["name"]), {})
                cells[column] = entry["figure"]
    for (_key, name), lines in sorted(found.items()):
        row += 1
        sheet.write_string(row, 0, name, styles["section"])
        for (_id, indicator), cells in lines.items():
            row += 1
            sheet.write_string(row, 0, indicator)
            for column, figure in cells.items():
                sheet.write_string(row, column, _with_rate(figure))
    row += 2
    sheet.write_string(row, 0, words["hidden_note"])
    if words["seal"]:
        sheet.write_string(row + 1, 0, words["seal"])


def _with_rate(figure):
    if not figure["base"]:
        return figure["shown"]
    rate = f" ({figure['rate']})" if figure["rate"] else ""
    return f"{figure['shown']} / {figure['base']}{rate}"


def _write_rows(book, styles, pages, words):
    """One row for each figure, to sort and filter."""
    sheet = _sheet(book, words["breakdown"], words)
    heads = (
        ("unit", 26),
        ("section", 24),
        ("indicator", 40),
        ("breakdown", 20),
        ("category", 28),
        ("value", 12),
        ("base", 12),
        ("rate", 10),
    )
    for column, (word, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words[word], styles["head"])
    row = 0
    for unit, sections in pages:
        for section in sections:
            for entry in section["indicators"]:
                for name, figure in _figures(entry, words):
                    row += 1
                    texts = (
                        unit,
                        section["name"],
                        entry["name"],
                        name,
                        figure["name"],
                    )
                    for column, text in enumerate(texts):
                        sheet.write_string(row, column, text)
                    _write_figure(sheet, row, 5, figure)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(row, 1), len(heads) - 1)


def _figures(entry, words):
    yield words["whole"], entry["figure"]
    for breakdown in entry["breakdowns"]:
        for figure in breakdown["rows"]:
            yield breakdown["name"], figure


def _write_figure(sheet, row, column, figure):
    """A shown figure is a number, a hidden one its sign."""
    if figure["is_hidden"]:
        sheet.write_string(row, column, figure["shown"])
    else:
        sheet.write_number(row, column, figure["value"])
    sheet.write_string(row, column + 1, figure["base"])
    sheet.write_string(row, column + 2, figure["rate"])


def _write_definitions(book, styles, pages, words):
    sheet = _sheet(book, words["definitions"], words)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, words["indicator"], styles["head"])
    sheet.write_string(0, 1, words["definition"], styles["head"])
    seen = {}
    for _unit, sections in pages:
        for section in sections:
            for entry in section["indicators"]:
                seen[entry["id"]] = entry
    for row, entry in enumerate(seen.values(), 1):
        sheet.write_string(row, 0, entry["name"], styles["text"])
        parts = (entry["definition"], entry["numerator"], entry["denominator"])
        sheet.write_string(row, 1, "\n".join(filter(None, parts)), styles["text"])
