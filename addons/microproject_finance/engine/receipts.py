# Copyright 2026 Permanence contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Receipts: the same paper twice, papers of less worth, photographs without place."""

import hashlib
import struct
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .labels import significant, skeleton

QUALITIES = ("original", "copy", "attestation")


@dataclass(frozen=True)
class Paper:
    """A receipt in the books.

    :param str digest: of the file without its metadata, empty without file
    :param bool is_shared: one invoice rightly split over several claims
    """

    id: object
    supplier: str
    amount: Decimal
    date: date
    digest: str = ""
    reference: str = ""
    quality: str = "original"
    is_shared: bool = False


@dataclass(frozen=True)
class Twin:
    """Two papers that look like one, by their ids; kind: file, reference, near."""

    kind: str
    first: object
    second: object


def _supplier_key(name):
    return " ".join(sorted(skeleton(w) for w in significant(name)))


def twins(papers, days=3):
    """Pairs of papers that may be the same one.

    *file*: equal content; *reference*: same supplier and number; *near*: same
    supplier and amount, at most ``days`` apart. Suppliers agree across
    spellings. Papers both marked as shared do not count as *file* twins.

    :rtype: list of Twin, every pair once, under its strongest kind
    """
    papers, found = list(papers), {}
    rank = {p.id: n for n, p in enumerate(papers)}

    def add(kind, a, b):
        pair = (a, b) if rank[a.id] < rank[b.id] else (b, a)
        found.setdefault((pair[0].id, pair[1].id), kind)

    by_file, by_number, by_amount = (defaultdict(list) for _ in range(3))
    for paper in papers:
        supplier = _supplier_key(paper.supplier)
        if paper.digest:
            by_file[paper.digest].append(paper)
        if paper.reference and supplier:
            number = "".join(c for c in paper.reference.upper() if c.isalnum())
            by_number[supplier, number].append(paper)
        if supplier:
            by_amount[supplier, paper.amount].append(paper)
    for kind, groups in (("file", by_file), ("reference", by_number)):
        for group in groups.values():
            for n, a in enumerate(group):
                for b in group[n + 1 :]:
                    if not (a.is_shared and b.is_shared):
                        add(kind, a, b)
    for group in by_amount.values():
        group.sort(key=lambda p: p.date)
        for n, a in enumerate(group):
            for b in group[n + 1 :]:
                if (b.date - a.date).days > days:
                    break
                add("near", a, b)
    return [Twin(kind, *pair) for pair, kind in found.items()]


def over_ceiling(papers, ceilings):
    """What exceeds the ceiling of each quality of paper.

    :param papers: of one micro-project
    :param dict ceilings: {quality: Decimal}; a quality without ceiling is free
    :rtype: dict {quality: Decimal over}, only those over

    >>> sworn = Paper(1, "A", Decimal(120), date(2026, 1, 1), quality="attestation")
    >>> over_ceiling([sworn], {"attestation": Decimal(100)})
    {'attestation': Decimal('20')}
    """
    sums = defaultdict(Decimal)
    for paper in papers:
        sums[paper.quality] += paper.amount
    return {
        quality: sums[quality] - ceiling
        for quality, ceiling in ceilings.items()
        if sums[quality] > ceiling
    }


class PhotoError(ValueError):
    """The file is not the image it says it is."""


def _orientation(segment):
    """Orientation tag of an Exif segment, 1 when there is none."""
    if not segment.startswith(b"Exif\x00\x00"):
        return 1
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    with suppress(struct.error):
        (offset,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[offset : offset + 2])
        for n in range(count):
            at = offset + 2 + 12 * n
            tag, _kind, _n, value = struct.unpack(f"{order}HHIH", tiff[at : at + 10])
            if tag == 0x0112 and 1 <= value <= 8:
                return value
    return 1


def _orientation_segment(value):
    tiff = b"MM\x00*\x00\x00\x00\x08" + struct.pack(
        ">HHHIHHI", 1, 0x0112, 3, 1, value, 0, 0
    )
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _strip_jpeg(data):
    out, at, turn = [b"\xff\xd8"], 2, 1
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise PhotoError("a JPEG segment is broken")
        mark = data[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        if mark == 0xDA:
            break
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        if size < 2 or at + 2 + size > len(data):
            raise PhotoError("a JPEG segment is cut")
        body = data[at + 4 : at + 2 + size]
        # APP1 Exif and XMP, APP13 IPTC, other APPn of phone makers, comments.
        if mark == 0xE1:
            turn = max(turn, _orientation(body))
        keep = mark in (0xE0, 0xEE) or body.startswith(b"ICC_PROFILE")
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or keep:
            out.append(data[at : at + 2 + size])
        at += 2 + size
    if turn != 1:
        out.insert(1, _orientation_segment(turn))
    # Phones append a video or a depth map after the picture, with its own Exif.
    end = data.rfind(b"\xff\xd9")
    first_end = _end_of_scan(data, at)
    return b"".join(out) + data[at : first_end or end + 2 or len(data)]


def _end_of_scan(data, at):
    """Position after the end mark of the picture that starts its scan at ``at``."""
    while (at := data.find(b"\xff", at)) != -1:
        if data[at + 1 : at + 2] == b"\xd9":
            return at + 2
        at += 1
    return None


def _strip_png(data):
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + size
        if end > len(data):
            raise PhotoError("a PNG chunk is cut")
        if kind not in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"):
            out.append(data[at:end])
        at = end
        if kind == b"IEND":
            break
    return b"".join(out)


def is_paper(data):
    """Whether a file is a JPEG, a PNG or a PDF, by its content.

    What else a telephone writes (HEIC, WebP) would keep where it was taken.
    """
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"))


def strip_photo(data):
    """The picture without place, device, author or comment; pixels untouched.

    Of a JPEG's Exif only the orientation stays. Other files come back as they are.

    :param bytes data: a file
    :raise PhotoError: a JPEG or PNG whose structure is broken
    """
    if data[:3] == b"\xff\xd8\xff":
        return _strip_jpeg(data)
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return _strip_png(data)
    return data


def digest(data):
    """Fingerprint of a paper's content: metadata of a photograph does not count.

    :rtype: str, SHA-256 in hexadecimal
    """
    with suppress(PhotoError):
        data = strip_photo(data)
    return hashlib.sha256(data).hexdigest()
