"""A Word file with blanks like {{ten_ho_so}}: which blanks it has, and the file filled in.

What is filled in is text and nothing else: it is never read for further blanks, Word fields or
markup. Word cuts a line into pieces as it likes, so a blank is found across the pieces; it takes
the look of its first letter. In a row of a table {{danh_sach.ho_ten}} repeats the row. {{TEN}}
prints the value of {{ten}} in capitals. Where a blank is the only one of its paragraph, each line
of its value becomes a paragraph of the same form: căn cứ, nơi nhận.
"""

import copy
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from app.documents.bundle import repacked
from app.documents.phrases import DOCUMENT_NUMBER
from app.papers.ruling import fit_rules

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BODY = "word/document.xml"
FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_BLANK = re.compile(r"\{\{([^{}]*)\}\}|\{\{|\}\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
# Stands for a hyphen that does not break; printable text has no control characters.
_KEPT = "\x00"
_SHOWN_AS = {"\n": "br", "\t": "tab", _KEPT: "noBreakHyphen"}
_KEPT_WHOLE = ("sectPr", "txbxContent", "fldChar", "tab", "br")
_MOST_UNPACKED = 200 * 1024 * 1024
# Hidden letters that turn the direction of what is read after them.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Rows = Mapping[str, Sequence[Mapping[str, str]]]


class TemplateRefusedError(ValueError):
    """The file is no Word file without macros, or has blanks that nothing fills."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank as written, the part of the package it stands in, and the line around it."""

    name: str
    part: str
    line: str

    @property
    def key(self) -> str:
        """The name of the value: {{TEN}} takes that of {{ten}}."""
        return _key(self.name)

    @property
    def is_well_formed(self) -> bool:
        """Is it {{ten}} or {{bang.cot}}; a stray brace or another name is not."""
        return _NAME.fullmatch(self.key) is not None


def blanks(template: bytes, *, macros: bool = False) -> tuple[Blank, ...]:
    """Every blank of a template in the order of its parts. TemplateRefusedError: no Word file.

    `macros`: whoever asks looks for macros itself.
    """
    return tuple(
        Blank((match[1] or match[0]).strip(), name, line)
        for name, root in _roots(unpacked(template, macros=macros)).items()
        for line in map(_line, root.iter(f"{_W}p"))
        for match in _BLANK.finditer(line)
    )


def filled(template: bytes, values: Mapping[str, str], rows: Rows) -> bytes:
    """The template with `values` in its blanks and one row of a table for each of `rows`.

    The same values give the same bytes. TemplateRefusedError: a blank that is not given.
    """
    parts = unpacked(template)
    roots = _roots(parts)
    for name, root in roots.items():
        fill_part(root, values, rows, name)
        parts[name] = written(root)
    return repacked(list(parts.items()))


def fill_part(root: etree._Element, values: Mapping[str, str], rows: Rows, name: str) -> None:
    """Put the values into one part of the package."""
    repeated = [(row, group) for row in root.iter(f"{_W}tr") if (group := _group(row, rows))]
    apart = {paragraph for row, _ in repeated for paragraph in row.iter(f"{_W}p")}
    for paragraph in list(root.iter(f"{_W}p")):
        if paragraph not in apart:
            for one, own in _by_line(paragraph, values):
                _fill(one, own, name)
    for row, group in repeated:
        _repeat(row, group, rows[group], values, name)
    fit_rules(root)
    for piece in list(root.iter(f"{_W}t")):
        _break_lines(piece)


def written(root: etree._Element) -> bytes:
    """A part as it stands in the package."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def plain(text: str) -> str:
    """The text in NFC with lines and tabs, without what XML forbids and what turns its direction.

    Braces stay: they are never read again once filled in.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter
        for letter in lines
        if letter in "\n\t"
        or (unicodedata.category(letter) not in {"Cc", "Cs"}
            and letter not in _TURNING and ord(letter) & 0xFFFE != 0xFFFE)
    )  # fmt: skip


def paragraph_lines(root: etree._Element) -> list[str]:
    """The words of each paragraph at or below an element, pieces joined."""
    return [_line(paragraph) for paragraph in root.iter(f"{_W}p")]


def unpacked(content: bytes, *, macros: bool = False) -> dict[str, bytes]:
    """The parts of the package by name. TemplateRefusedError: no Word file, or one with macros.

    `macros`: whoever asks looks for macros itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
                raise TemplateRefusedError("Tệp mẫu quá lớn khi mở ra.")
            parts = {name: package.read(name) for name in package.namelist() if name[-1:] != "/"}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, EOFError) as error:
        raise TemplateRefusedError("Tệp mẫu không phải là tệp Word (.docx).") from error
    if BODY not in parts:
        raise TemplateRefusedError("Tệp mẫu không phải là tệp Word (.docx).")
    if not macros and any("vbaproject" in name.casefold() for name in parts):
        raise TemplateRefusedError("Tệp mẫu có macro; lưu lại dạng .docx không có macro.")
    return parts


def _roots(parts: Mapping[str, bytes]) -> dict[str, etree._Element]:
    return {name: parsed(parts[name]) for name in parts if FILLED.fullmatch(name)}


def parsed(content: bytes) -> etree._Element:
    """One part as XML, nothing of it resolved. TemplateRefusedError: damaged, or with a DTD."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateRefusedError("Tệp mẫu bị hỏng: Word không đọc được.") from error
    if root.getroottree().docinfo.doctype:
        raise TemplateRefusedError("Tệp mẫu bị hỏng: Word không đọc được.")
    return root


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    """Its pieces of text, but not those of a paragraph in a text box inside it."""
    return [
        one
        for one in paragraph.iter(f"{_W}t")
        if next(one.iterancestors(f"{_W}p"), None) is paragraph
    ]


def _line(paragraph: etree._Element) -> str:
    return "".join(one.text or "" for one in _texts(paragraph))


def _key(name: str) -> str:
    return name.lower() if name.isupper() else name


def _by_line(
    paragraph: etree._Element, values: Mapping[str, str]
) -> list[tuple[etree._Element, Mapping[str, str]]]:
    """The paragraph, or one of its form for each line of the value of its only blank.

    What stands before the blank stays on the first of them, what stands behind it on the last. A
    paragraph that ends a section or holds a text box is left whole: its value gets line breaks.
    """
    line = _line(paragraph)
    found = list(_BLANK.finditer(line))
    key = _key((found[0][1] or "").strip()) if len(found) == 1 else ""
    pieces = plain(values[key]).split("\n") if key in values else []
    whole = any(next(paragraph.iter(f"{_W}{tag}"), None) is not None for tag in _KEPT_WHOLE)
    if len(pieces) <= 1 or whole:
        return [(paragraph, values)]
    made: list[tuple[etree._Element, Mapping[str, str]]] = []
    for place, piece in enumerate(pieces):
        one = copy.deepcopy(paragraph)
        if place < len(pieces) - 1:
            _cut(one, found[0].end(), len(line))
        if place > 0:
            _cut(one, 0, found[0].start())
        paragraph.addprevious(one)
        made.append((one, {**values, key: piece}))
    paragraph.getparent().remove(paragraph)
    return made


def _cut(paragraph: etree._Element, start: int, end: int) -> None:
    """Take the letters from `start` to `end` out of a paragraph."""
    place = 0
    for piece in _texts(paragraph):
        text = piece.text or ""
        left, right = max(start - place, 0), min(end - place, len(text))
        if left < right:
            piece.text = text[:left] + text[right:]
            piece.set(_SPACE, "preserve")
        place += len(text)


def _fill(paragraph: etree._Element, values: Mapping[str, str], part: str) -> None:
    """Put each value at its blank's first letter, from the last blank so that places stay true."""
    line = _line(paragraph)
    for match in reversed(list(_BLANK.finditer(line))):
        name, start = (match[1] or match[0]).strip(), 0
        if _key(name) not in values:
            message = f"Không có dữ liệu cho chỗ trống “{name}” ({part}): “{line[:80]}”."
            raise TemplateRefusedError(message)
        value = plain(values[_key(name)])
        if name.isupper():
            value = value.upper()
        for piece in _texts(paragraph):
            text = piece.text or ""
            left, right = max(match.start() - start, 0), min(match.end() - start, len(text))
            if left < right:
                piece.text = text[:left] + value + text[right:]
                piece.set(_SPACE, "preserve")
                value = ""
            start += len(text)


def _group(row: etree._Element, rows: Rows) -> str:
    """The list that repeats this row, if any; a row with a table inside is never repeated."""
    if next(row.iter(f"{_W}tbl"), None) is not None:
        return ""
    lines = [_line(paragraph) for paragraph in row.iter(f"{_W}p")]
    names = [_key((match[1] or "").strip()) for line in lines for match in _BLANK.finditer(line)]
    groups = sorted({name.partition(".")[0] for name in names if "." in name} & rows.keys())
    if len(groups) > 1:
        raise TemplateRefusedError(f"Một dòng bảng dùng hai danh sách: {', '.join(groups)}.")
    return groups[0] if groups else ""


def _repeat(
    row: etree._Element,
    group: str,
    lines: Sequence[Mapping[str, str]],
    values: Mapping[str, str],
    part: str,
) -> None:
    table = row.getparent()
    for place, line in enumerate(lines, start=1):
        made = copy.deepcopy(row)
        own = {f"{group}.{name}": value for name, value in line.items()}
        for paragraph in made.iter(f"{_W}p"):
            _fill(paragraph, {**values, **own}, part)
        if place < len(lines):
            _let_go(made)
        row.addprevious(made)
    table.remove(row)
    if table.find(f"{_W}tr") is None:
        table.getparent().remove(table)


def _let_go(row: etree._Element) -> None:
    """Only the last row stays with what follows: else a long list would begin on a new page."""
    for one in list(row.iter(f"{_W}keepNext")):
        one.getparent().remove(one)


def _break_lines(piece: etree._Element) -> None:
    """Word shows a line end, a tab and a hyphen that does not break only as elements of their own.

    A document's number ("52/KH-UBND-KT") is not torn at its hyphens.
    """
    marked = DOCUMENT_NUMBER.sub(lambda it: it.group().replace("-", _KEPT), piece.text or "")
    first, *rest = re.split(f"([\n\t{_KEPT}])", marked)
    piece.text = first
    below = piece
    for mark, text in zip(rest[::2], rest[1::2], strict=True):
        made = [etree.Element(f"{_W}{_SHOWN_AS[mark]}"), etree.Element(f"{_W}t")]
        made[1].text = text
        made[1].set(_SPACE, "preserve")
        for one in made:
            below.addnext(one)
            below = one
