# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A partner's own form, a DOCX file, filled in: ``{{name}}`` becomes its value.

Word cuts a placeholder into several runs as one types: a paragraph is read whole, and
one that holds a placeholder is written into its first run. What has no value becomes
empty: a form never shows what was not allowed.
"""

import io
import re
import zipfile

from lxml import etree

from . import numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_MARK = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
#: A form is a few pages; more is no form.
MAX_BYTES = 20_000_000
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class NotAForm(ValueError):
    """The file is no DOCX that can be read."""


def placeholders(data: bytes) -> set[str]:
    """Names that a form asks for.

    :raises NotAForm: when it is no DOCX
    """
    found = set()
    for _info, _content, root in _parts(data):
        if root is None:
            continue
        for paragraph in root.iter(f"{_W}p"):
            found |= set(
                _MARK.findall("".join(t.text or "" for t in _texts(paragraph)))
            )
    return found


def fill(data: bytes, values: dict[str, str]) -> bytes:
    """The form with its placeholders replaced.

    :param values: name → text; line breaks become spaces
    :raises NotAForm: when it is no DOCX
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info, content, root in _parts(data):
            if root is not None:
                for paragraph in root.iter(f"{_W}p"):
                    _fill_paragraph(paragraph, values)
                content = etree.tostring(
                    root, xml_declaration=True, encoding="UTF-8", standalone=True
                )
            target.writestr(info.filename, content)
    return out.getvalue()


def _parts(data):
    """(entry, content, tree or None) of each part of the file, in order."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source:
            entries = source.infolist()
            if sum(entry.file_size for entry in entries) > MAX_BYTES:
                raise NotAForm("too large")
            if "word/document.xml" not in source.namelist():
                raise NotAForm("no document in it")
            for entry in entries:
                content = source.read(entry)
                root = None
                if _PARTS.fullmatch(entry.filename):
                    root = etree.fromstring(content, _PARSER)
                yield entry, content, root
    except NotAForm:
        raise
    except Exception as error:  # zipfile raises whatever its decoders raise
        raise NotAForm("not a DOCX file") from error


def _texts(paragraph):
    return list(paragraph.iter(f"{_W}t"))


def _fill_paragraph(paragraph, values):
    texts = _texts(paragraph)
    whole = "".join(text.text or "" for text in texts)
    if not _MARK.search(whole):
        return
    is_bidi = next(paragraph.iter(f"{_W}bidi"), None) is not None

    def value(mark):
        text = " ".join((values.get(mark[1]) or "").split())
        return numbers.set_apart_plain(text) if is_bidi else text

    filled = _MARK.sub(value, whole)
    for rank, text in enumerate(texts):
        text.text = filled if rank == 0 else ""
        text.set(_SPACE, "preserve")
