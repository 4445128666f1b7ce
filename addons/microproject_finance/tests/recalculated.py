# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A workbook computed again from its formulas alone, as a spreadsheet does.

By LibreOffice where the machine has it, else by the library ``formulas``. The values
that the writer cached beside its formulas are taken out before, so that neither can
read them back.
"""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

import formulas
import openpyxl

CACHED = re.compile(rb"(</f>|<f[^>]*/>)<v>[^<]*</v>")
NAME = "book.xlsx"


def recalculated(data):
    """Values of all formulas of a workbook.

    :param bytes data: an XLSX file
    :return: ``{(sheet, cell): value}``
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    places = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        path.write_bytes(cached_as(data, None))
        read = by_office(path) if shutil.which("soffice") else by_library(path)
        return {place: read(*place) for place in places}


def cached_as(data, text):
    """The same workbook with another text in the place of each cached value.

    :param bytes text: what stands there instead; None takes them out
    """
    stream = io.BytesIO()
    value = b"" if text is None else b"<v>%s</v>" % text
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w") as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = CACHED.sub(rb"\1" + value, part)
            target.writestr(name, part)
    return stream.getvalue()


def by_office(path):
    """Let LibreOffice open and save the file; a function that reads its cells."""
    out = path.parent / "computed"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{path.parent}/profile"]
        + ["--headless", "--convert-to", "xlsx", "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=600,
    )
    book = openpyxl.load_workbook(out / NAME, data_only=True)
    return lambda sheet, cell: book[sheet][cell].value


def by_library(path):
    """Compute with ``formulas``; a function that reads its cells."""
    found = formulas.ExcelModel().loads(str(path)).finish().calculate()

    def read(sheet, cell):
        value = found[f"'[{NAME}]{sheet.upper()}'!{cell}"].value[0, 0]
        return value.item() if hasattr(value, "item") else value

    return read
