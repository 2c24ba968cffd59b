"""A Word application in the statutory form (Thông tư 18/2013/TT-BKHCN, Phụ lục I), read into the
fields of a dossier. Every field says from which passage it comes and how sure the reading is.

Pictures are not looked at; files with macros or foreign parts are refused before (`app.files`).
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from app.ideas.births import parse_birth
from app.ideas.choices import SECTORS
from app.ideas.drafts import LIMITS, AuthorLine, ParticipantLine
from app.imports.cells import Cell, Kind
from app.imports.legacy import Encoding, font_encoding, read
from app.imports.names import looks_like_name
from app.imports.values import Column, day_value, share_value
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line, search_text

MOST_BLOCKS, MOST_SIGNS = 5_000, 400_000
PASSAGE, TABLE = 600, 1_200  # characters shown of a field, of a table of people


class NoApplication(Exception):
    """The file is no Word application that can be read."""


class Confidence(StrEnum):
    """How sure a reading is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


CONFIDENCE_TITLES = {
    Confidence.HIGH: T("Chắc chắn"), Confidence.MEDIUM: T("Nên kiểm tra"),
    Confidence.LOW: T("Phải kiểm tra"),
}  # fmt: skip
_WORST = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]

# (field, words of the statutory label, words of other usual labels); longest labels first.
_LABELS: tuple[tuple[str, str, str], ...] = (
    ("effect_by_others", "danh gia loi ich thu duoc hoac du kien co the thu duoc do ap dung sang "
     "kien theo y kien cua to chuc ca nhan|danh gia loi ich thu duoc theo y kien cua to chuc ca "
     "nhan", "y kien cua to chuc ca nhan da tham gia ap dung|danh gia cua don vi ap dung"),
    ("effect", "danh gia loi ich thu duoc hoac du kien co the thu duoc do ap dung sang kien theo "
     "y kien cua tac gia|danh gia loi ich thu duoc theo y kien cua tac gia|danh gia loi ich thu "
     "duoc hoac du kien", "hieu qua cua sang kien|hieu qua cua giai phap|loi ich thu duoc|hieu "
     "qua kinh te|hieu qua dat duoc|hieu qua mang lai|hieu qua"),
    ("participants", "danh sach nhung nguoi da tham gia ap dung thu hoac ap dung sang kien lan "
     "dau|danh sach nhung nguoi da tham gia ap dung thu hoac ap dung lan dau",
     "nhung nguoi tham gia ap dung|danh sach nhung nguoi da tham gia"),
    ("first_applied_on", "ngay sang kien duoc ap dung lan dau hoac ap dung thu",
     "ngay ap dung lan dau|thoi diem ap dung|ngay ap dung thu|ngay sang kien duoc ap dung"),
    ("confidential", "nhung thong tin can duoc bao mat", "thong tin can bao mat|noi dung bao mat"),
    ("conditions", "cac dieu kien can thiet de ap dung sang kien", "dieu kien can thiet de ap "
     "dung|dieu kien ap dung"),
    ("investor", "chu dau tu tao ra sang kien", "chu dau tu"),
    ("sector", "linh vuc ap dung sang kien", "linh vuc ap dung|linh vuc"),
    ("title", "la tac gia nhom tac gia de nghi xet cong nhan sang kien|la tac gia de nghi xet "
     "cong nhan sang kien|la nhom tac gia de nghi xet cong nhan sang kien|de nghi xet cong nhan "
     "sang kien", "ten sang kien|ten giai phap"),
    ("problem", "", "tinh trang giai phap da biet|thuc trang truoc khi ap dung|thuc trang|van de "
     "can giai quyet|tinh trang ky thuat hien tai|ly do chon giai phap"),
    ("novelty", "", "tinh moi tinh sang tao|diem moi cua giai phap|tinh moi cua giai phap|diem "
     "moi|tinh moi"),
    ("application", "", "kha nang ap dung cua sang kien|kha nang ap dung|pham vi ap dung|tinh "
     "hinh ap dung"),
    ("solution", "mo ta ban chat cua sang kien", "mo ta ban chat|noi dung cua giai phap|noi dung "
     "giai phap|mo ta giai phap|noi dung cua sang kien|noi dung sang kien"),
)  # fmt: skip
_ORDERED = sorted(
    (
        (label, name, is_statutory)
        for name, statutory, usual in _LABELS
        for words, is_statutory in ((statutory, True), (usual, False))
        for label in words.split("|")
        if label
    ),
    key=lambda one: -len(one[0]),
)
_END = ("toi chung toi xin cam doan", "toi xin cam doan", "chung toi xin cam doan",
        "toi cam doan", "chung toi cam doan")  # fmt: skip
_BULLET = re.compile(r"^\s*(?:[-–+*•]|\(?[0-9]{1,2}(?:\.[0-9]{1,2})*[.)]|[a-zđ][.)]|[IVX]+\.)\s*")
_FOOTNOTE = re.compile(r"\s*\((?:[0-9]{1,2})\)\s*")
_DOTS = re.compile(r"[.…_]{4,}|…+")
_LINES = frozenset({"title", "sector", "investor"})


@dataclass(frozen=True, slots=True)
class Found:
    """One field: its text, how sure, from which passage, and what to look at."""

    name: str
    text: str = ""
    confidence: Confidence = Confidence.LOW
    passage: str = ""
    notes: tuple[Text, ...] = ()

    @property
    def confidence_title(self) -> Text:
        """In words."""
        return CONFIDENCE_TITLES[self.confidence]


@dataclass
class Application:
    """What an application says."""

    fields: dict[str, Found] = field(default_factory=dict)
    authors: list[AuthorLine] = field(default_factory=list)
    author_notes: list[Text] = field(default_factory=list)
    author_passage: str = ""
    participants: list[ParticipantLine] = field(default_factory=list)
    participant_passage: str = ""


@dataclass
class _Open:
    """A field being gathered."""

    name: str
    statutory: bool
    inline: bool
    texts: list[str] = field(default_factory=list)
    passage: list[str] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)


def read_application(content: bytes) -> Application:
    """Read the form; raises `NoApplication` for a file without a single known field."""
    try:
        document = Document(io.BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise NoApplication from fault
    reader = _Reader()
    for number, block in enumerate(document.iter_inner_content()):
        if number > MOST_BLOCKS or reader.signs > MOST_SIGNS or reader.ended:
            break
        reader.take(block)
    found = reader.done()
    if not found.fields and not found.authors:
        raise NoApplication
    return found


class _Reader:
    def __init__(self) -> None:
        self.found = Application()
        self.open: _Open | None = None
        self.signs = 0
        self.ended = False
        self._twice: set[str] = set()

    def take(self, block: Paragraph | Table) -> None:
        """The next paragraph or table of the page."""
        if isinstance(block, Table):
            self._table(block)
            return
        raw, notes = _text(block)
        self.signs += len(raw)
        for line in raw.split("\n"):
            self._line(line, notes)

    def _line(self, line: str, notes: list[Text]) -> None:
        words = search_text(_BULLET.sub("", line))
        if words.startswith(_END):
            self._close()
            self.ended = True
            return
        label = _label(line, words)
        if label is not None:
            name, statutory, rest = label
            self._close()
            self.open = _Open(name, statutory, bool(rest), [rest] if rest else [], [line], notes)
        elif self.open is not None:
            self.open.passage.append(line)
            self.open.texts.append(line)
            self.open.notes += notes

    def _close(self) -> None:
        one, self.open = self.open, None
        if one is None or one.name == "participants":
            return
        text = _DOTS.sub("", "\n".join(one.texts))
        text = (clean_line if one.name in _LINES else clean)(text)
        if not text:
            return
        confidence = Confidence.HIGH if one.statutory else Confidence.MEDIUM
        found = Found(one.name, text, confidence, clean("\n".join(one.passage))[:PASSAGE],
                      tuple(one.notes))  # fmt: skip
        known = self.found.fields.get(one.name)
        if known is not None:
            note = T("Mục này xuất hiện nhiều lần trong đơn; các đoạn được nối lại")
            found = Found(one.name, f"{known.text}\n{text}", Confidence.LOW,
                          f"{known.passage}\n…\n{found.passage}"[:PASSAGE],
                          (*known.notes, *found.notes, note))  # fmt: skip
        self.found.fields[one.name] = _settled(found)

    def _table(self, table: Table) -> None:
        rows = [[_cell_text(cell) for cell in row.cells] for row in table.rows[:200]]
        self.signs += sum(len(text) for row in rows for text, _notes in row)
        head = next((place for place, row in enumerate(rows[:3])
                     if any("ho va ten" in search_text(text) or search_text(text) == "ho ten"
                            for text, _notes in row)), None)  # fmt: skip
        if head is None:
            if self.open is not None:
                self.open.texts += ["\t".join(text for text, _notes in row) for row in rows]
                self.open.notes.append(T("Bảng trong đơn được chuyển thành các dòng chữ"))
            return
        titles = [search_text(text) for text, _notes in rows[head]]
        helpers = any("noi dung cong viec" in one or "ho tro" in one for one in titles)
        helpers = helpers or (self.open is not None and self.open.name == "participants")
        for row in rows[head + 1 :]:
            (self._participant if helpers else self._author)(titles, row)
        passage = clean("\n".join(" | ".join(text for text, _notes in row) for row in rows))
        if helpers:
            self.found.participant_passage = self.found.participant_passage or passage[:TABLE]
        else:
            self.found.author_passage = self.found.author_passage or passage[:TABLE]

    def _author(self, titles: list[str], row: list[tuple[str, list[Text]]]) -> None:
        given = _person(titles, row)
        name = given.get("full_name", "")
        if not name:
            return
        notes = [note for _text, found in row for note in found]
        if not looks_like_name(name):
            notes.append(T("“%(name)s” có thể không phải là tên một người", name=name[:80]))
        line = AuthorLine(full_name=name, workplace=given.get("workplace", ""),
                          job_title=given.get("job_title", ""),
                          qualification=given.get("qualification", ""))  # fmt: skip
        share = given.get("share", "")
        if share:
            value, doubts = share_value(Cell(Kind.TEXT, share))
            notes += [doubt.message for doubt in doubts]
            line = replace(line, share=value if value is not None else line.share)
        else:
            notes.append(T("Chưa ghi tỷ lệ đóng góp của %(name)s", name=name[:80]))
        line = replace(line, born=_birth(given.get("born", ""), notes))
        self.found.authors.append(line)
        self.found.author_notes += notes

    def _participant(self, titles: list[str], row: list[tuple[str, list[Text]]]) -> None:
        given = _person(titles, row)
        if not given.get("full_name"):
            return
        born = _birth(given.get("born", ""), self.found.author_notes)
        self.found.participants.append(
            ParticipantLine(full_name=given["full_name"], born=born,
                            workplace=given.get("workplace", ""),
                            job_title=given.get("job_title", ""),
                            qualification=given.get("qualification", ""),
                            support=given.get("support", ""))
        )  # fmt: skip

    def done(self) -> Application:
        """Everything that was found."""
        self._close()
        total = sum(line.share for line in self.found.authors)
        if self.found.authors and total != 100:
            self.found.author_notes.append(T("Tổng tỷ lệ đóng góp chưa bằng 100%%"))
        return self.found


def _label(line: str, words: str) -> tuple[str, bool, str] | None:
    """The field a line opens: its label stands at the beginning, before a colon or alone."""
    for label, name, statutory in _ORDERED:
        if words != label and not words.startswith(f"{label} "):
            continue
        head, colon, rest = _BULLET.sub("", line).partition(":")
        extra = len(search_text(head)) - len(label)
        if colon and extra < 80:
            return name, statutory and extra < 60, _FOOTNOTE.sub(" ", rest).strip()
        if not colon and len(words) - len(label) < 40 and (statutory or words == label):
            return name, statutory, ""
    return None


def _person(titles: list[str], row: list[tuple[str, list[Text]]]) -> dict[str, str]:
    given: dict[str, str] = {}
    for title, (text, _notes) in zip(titles, row, strict=False):
        name = _column(title)
        if name and text:
            given[name] = _DOTS.sub("", clean_line(text)).strip()
    return {name: text for name, text in given.items() if text}


def _column(title: str) -> str:
    for word, name in (("ho va ten", "full_name"), ("ho ten", "full_name"), ("sinh", "born"),
                       ("noi cong tac", "workplace"), ("chuc danh", "job_title"),
                       ("chuc vu", "job_title"), ("trinh do", "qualification"),
                       ("ty le", "share"), ("ti le", "share"), ("dong gop", "share"),
                       ("noi dung cong viec", "support"), ("ho tro", "support")):  # fmt: skip
        if word in title:
            return name
    return ""


def _birth(text: str, notes: list[Text]) -> str:
    if not text:
        return ""
    try:
        return parse_birth(text)
    except ValueError:
        notes.append(T("“%(text)s” không phải là ngày hoặc năm sinh; khai lại", text=text[:40]))
        return ""


def _settled(found: Found) -> Found:
    """Typed fields are read now; what is unsure or too long is said."""
    confidence, notes, text = found.confidence, list(found.notes), found.text
    if notes:
        confidence = _lower(confidence, Confidence.MEDIUM)
    if found.name == "first_applied_on":
        first = re.search(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|ngày\s+\d.*\d{4}", text)
        value, doubts = day_value(Cell(Kind.TEXT, first[0] if first else text), Column())
        notes += [doubt.message for doubt in doubts]
        confidence = _lower(confidence, Confidence.LOW if value is None else (
            Confidence.MEDIUM if doubts else Confidence.HIGH))  # fmt: skip
        text = value.strftime("%d/%m/%Y") if value else ""
    elif found.name == "sector" and text not in SECTORS:
        near = [one for one in SECTORS if search_text(one) == search_text(text)]
        text = near[0] if near else text
        if not near:
            confidence = _lower(confidence, Confidence.MEDIUM)
            notes.append(T("Không có trong danh sách lĩnh vực áp dụng; chọn lại"))
    most = LIMITS.get(found.name, 0)
    if most and len(text) > most:
        confidence = Confidence.LOW
        notes.append(T("Dài hơn giới hạn của mục này (%(n)s ký tự); rút gọn", n=most))
    return replace(found, text=text, confidence=confidence, notes=tuple(notes))


def _lower(one: Confidence, other: Confidence) -> Confidence:
    return min(one, other, key=_WORST.index)


def _text(paragraph: Paragraph) -> tuple[str, list[Text]]:
    """A paragraph in Unicode, with line breaks, and what had to be done for that."""
    raw = "".join(_signs(paragraph))
    fonts = {run.font.name or "" for run in paragraph.runs}
    font = next((one for one in fonts if font_encoding(one) is not Encoding.UNICODE), "")
    reading = read(raw, font)
    notes: list[Text] = []
    if reading.converted:
        notes.append(T("Đoạn viết bằng bảng mã cũ đã được đổi sang Unicode"))
    elif reading.strange or not reading.sure:
        notes.append(T("Đoạn có chữ không phải tiếng Việt thông thường; kiểm tra bảng mã"))
    return reading.text, notes


def _signs(paragraph: Paragraph) -> Iterator[str]:
    """Texts, tabs and breaks; deleted text and field codes left out."""
    for one in paragraph._p.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        if one.tag == qn("w:t"):
            yield one.text or ""
        elif one.getparent().tag == qn("w:r"):
            yield "\n" if one.tag == qn("w:br") else "\t"


def _cell_text(cell: object) -> tuple[str, list[Text]]:
    texts, notes = [], []
    for paragraph in cell.paragraphs:  # type: ignore[attr-defined]
        text, found = _text(paragraph)
        texts.append(text)
        notes += found
    return "\n".join(texts).strip(), notes
