"""What is wrong with a Word template, all of it at once: blanks, and what would act by itself.

A template prints data and nothing else: no macro, nothing loaded from elsewhere, no field that
computes or fetches, nothing embedded, no trace of edits that would come out on every paper.
"""

import difflib
import re
from collections.abc import Iterator, Mapping

from docx.opc.constants import CONTENT_TYPE
from lxml import etree

from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.papers.filling import (
    BODY,
    FILLED,
    Blank,
    TemplateRefusedError,
    blanks,
    filled,
    paragraph_lines,
    parsed,
    unpacked,
)
from app.papers.kinds import PaperKind, example_filling

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Fields that count pages of this file; every other may fetch, run or change what is printed.
_HARMLESS_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})
_EDITED = ("ins", "del", "moveFrom", "moveTo")
_SINGLE = re.compile(r"(?<!\{)\{\s*([a-z][a-z0-9_.]*)\s*\}(?!\})", re.IGNORECASE)
_EMBEDDED = re.compile(r"word/(embeddings|activeX|afchunk)[^/]*/|\.bin$", re.IGNORECASE)
_MOST_TOLD = 60


def problems(content: bytes, kind: PaperKind) -> list[Blocker]:
    """Everything that keeps this file from being a template of the kind."""
    try:
        parts = unpacked(content, macros=True)
        roots = {name: parsed(part) for name, part in parts.items() if FILLED.fullmatch(name)}
    except TemplateRefusedError as refused:
        return [Blocker("file", T("%(why)s", why=str(refused)))]
    found = [
        *_packed(parts),
        *(problem for name, root in roots.items() for problem in _acting(name, root)),
        *_blank_problems(content, kind, roots),
        *(_beside_the_sheet(content) if kind.sheets else ()),
        *_out_of_reach(parts),
    ]
    if not found:
        found = _trial(content, kind)
    return [Blocker("file", message) for message in dict.fromkeys(found)][:_MOST_TOLD]


def unknown(content: bytes, kind: PaperKind) -> tuple[str, ...]:
    """Blanks that nothing fills any more; of a sheet also those that stand beside it."""
    known = kind.names | kind.columns
    return tuple(
        one.name for one in blanks(content)
        if one.key not in known or (kind.sheets and one.part != BODY)
    )  # fmt: skip


def _packed(parts: Mapping[str, bytes]) -> Iterator[Text]:
    types = parts.get("[Content_Types].xml", b"").lower()
    if any("vbaproject" in name.casefold() for name in parts) or b"macroenabled" in types:
        yield T("Tệp có macro; lưu lại dạng .docx không có macro")
    elif CONTENT_TYPE.WML_DOCUMENT_MAIN.lower().encode() not in types:
        yield T("Tệp không phải tài liệu Word thường (.docx); mở bằng Word, lưu lại dạng .docx")
    for name in parts:
        if _EMBEDDED.search(name):
            yield T("Tệp có nhúng đối tượng (%(part)s); bỏ đối tượng đó, hoặc dán dưới dạng ảnh",
                    part=name[:80])  # fmt: skip
        if name.endswith(".rels"):
            yield from _relations(parts[name])
    if b"mailMerge" in parts.get("word/settings.xml", b""):
        yield T("Tệp có phần trộn thư (Mail Merge); chọn “Normal Word Document” rồi lưu lại")


def _relations(content: bytes) -> Iterator[Text]:
    for relation in parsed(content):
        target = relation.get("Target", "")[:120]
        if relation.get("TargetMode", "").lower() == "external":
            yield T("Tệp có liên kết ra ngoài: %(target)s; bỏ liên kết đó", target=target)
        elif relation.get("Type", "").endswith(("/oleObject", "/aFChunk", "/subDocument")):
            yield T("Tệp có nhúng đối tượng (%(part)s); bỏ đối tượng đó, hoặc dán dưới dạng ảnh",
                    part=target)  # fmt: skip


def _acting(part: str, root: etree._Element) -> Iterator[Text]:
    """Fields, objects and traces of editing in one part."""
    for instruction in _instructions(root):
        words = instruction.split()
        if not words or words[0].upper() not in _HARMLESS_FIELDS:
            yield T("Tệp có trường tự động { %(field)s } (%(part)s); bấm Ctrl+Shift+F9 để đổi "
                    "thành chữ", field=instruction[:60] or "?", part=part)  # fmt: skip
    tags = {etree.QName(one).localname for one in root.iter(etree.Element)}
    if tags & {"object", "OLEObject", "control", "altChunk", "subDoc"}:
        yield T("Tệp có nhúng đối tượng (%(part)s); bỏ đối tượng đó, hoặc dán dưới dạng ảnh",
                part=part)  # fmt: skip
    if "dataBinding" in tags:
        yield T("Tệp có ô nội dung gắn với dữ liệu ẩn (%(part)s); bấm chuột phải vào ô, chọn "
                "“Remove Content Control”", part=part)  # fmt: skip
    if any(root.find(f".//{_W}{tag}") is not None for tag in _EDITED):
        yield T("Tệp còn vết sửa (Track Changes); chấp nhận hoặc bỏ hết rồi lưu lại")
    if "commentReference" in tags:
        yield T("Tệp còn lời bình (Comment); xóa hết rồi lưu lại")


def _instructions(root: etree._Element) -> Iterator[str]:
    """Each field's instruction; Word may cut one into several pieces."""
    for one in root.iter(f"{_W}fldSimple"):
        yield (one.get(f"{_W}instr") or "").strip()
    open_fields: list[list[str]] = []
    for one in root.iter(f"{_W}fldChar", f"{_W}instrText"):
        if one.tag == f"{_W}instrText":
            if open_fields:
                open_fields[-1].append(one.text or "")
            else:
                yield (one.text or "").strip()
        elif one.get(f"{_W}fldCharType") == "begin":
            open_fields.append([])
        elif one.get(f"{_W}fldCharType") == "end" and open_fields:
            yield "".join(open_fields.pop()).strip()
    for pieces in open_fields:
        yield "".join(pieces).strip()


def _blank_problems(
    content: bytes, kind: PaperKind, roots: Mapping[str, etree._Element]
) -> Iterator[Text]:
    known = kind.names | kind.columns
    for one in blanks(content, macros=True):
        if not one.is_well_formed:
            yield T("Chỗ trống ghi sai: “%(line)s”; ghi đúng dạng {{ten}}", line=one.line[:80])
        elif one.key not in known:
            yield _unknown(one, known)
    for line in (line for root in roots.values() for line in paragraph_lines(root)):
        for match in _SINGLE.finditer(line):
            if match[1].lower() in known:
                yield T("Thiếu dấu ngoặc ở {%(name)s}; ghi {{%(name)s}}", name=match[1])
    for root in roots.values():
        yield from _misplaced(root, kind)


def _unknown(one: Blank, known: frozenset[str]) -> Text:
    near = difflib.get_close_matches(one.key.lower(), sorted(known), 1, 0.6)
    if near:
        return T("Không có chỗ trống {{%(name)s}}; có phải {{%(near)s}}?",
                 name=one.name[:60], near=near[0])  # fmt: skip
    return T("Không có chỗ trống {{%(name)s}} trong loại văn bản này", name=one.name[:60])


def _misplaced(root: etree._Element, kind: PaperKind) -> Iterator[Text]:
    """A list's blank outside a row would have no line to take its value from."""
    for paragraph in root.iter(f"{_W}p"):
        row = next(paragraph.iterancestors(f"{_W}tr"), None)
        nested = row is not None and next(row.iter(f"{_W}tbl"), None) is not None
        if row is None or nested:
            for line in paragraph_lines(paragraph):
                for name in sorted(kind.columns):
                    if f"{{{{{name}}}}}" in line.replace(" ", ""):
                        yield T("{{%(name)s}} phải đứng trong một dòng của bảng", name=name)


def _beside_the_sheet(content: bytes) -> Iterator[Text]:
    """Head and foot are the same on every sheet of a file."""
    for one in blanks(content, macros=True):
        if one.part != BODY:
            yield T("{{%(name)s}} phải đứng trong thân trang, không ở đầu trang hay chân trang: "
                    "nhiều tờ in trong một tệp", name=one.name[:60])  # fmt: skip


def _out_of_reach(parts: Mapping[str, bytes]) -> Iterator[Text]:
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and not FILLED.fullmatch(name) and b"{{" in part:
            yield T("Có chỗ trống ở nơi không điền được (%(part)s)", part=name[:80])


def _trial(content: bytes, kind: PaperKind) -> list[Text]:
    """Filled with the examples, it must open again."""
    example = example_filling(kind)
    try:
        unpacked(filled(content, example.texts, example.rows))
    except TemplateRefusedError as refused:
        return [T("%(why)s", why=str(refused))]
    return []
