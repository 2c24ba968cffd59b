"""Hostile lists, made from a seed together with the truth about every cell.

Each file mixes what units really send: titles above, one or two rows of headings under other
names, merged cells, groups, sums and signatures, old fonts, decomposed letters, several authors in
one cell, days and money in many shapes, codes that lost their zeros, formulas, hidden rows.
`tests/imports/test_corpus.py` asks that every cell is right or flagged.
"""

import io
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter

from app.accounts.unit_names import spelled
from app.imports.legacy import _BREVE_MARKS, _HAT_MARKS, _TCVN3, _TONE_MARKS, _VNI_ALONE
from app.kernel.vietnamese import fold, search_text
from tests.imports.looking import Ground

UNITS = {
    1: "Phòng Kinh tế", 2: "Phòng Nội vụ", 3: "Ủy ban nhân dân Phường 1",
    4: "Ủy ban nhân dân Phường 9", 5: "Phòng Giáo dục và Đào tạo", 6: "Trung tâm Y tế",
    7: "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", 8: "Trường Tiểu học Nguyễn Thái Sơn",
}  # fmt: skip
GROUND = Ground(
    {search_text(name): [key] for key, name in UNITS.items()}, UNITS, {1: "Hành chính công"}
)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi",
             "Đỗ", "Hồ", "Ngô", "Dương", "Lý")  # fmt: skip
_MIDDLE = ("Văn", "Thị", "Hữu", "Đình", "Ngọc", "Minh", "Thanh", "Quốc", "Thùy", "Hoài", "Đức")
_GIVEN = ("An", "Bình", "Cường", "Dũng", "Hà", "Hòa", "Hường", "Khuê", "Lộc", "Mỹ", "Nghĩa",
          "Oanh", "Phúc", "Quỳnh", "Sơn", "Thủy", "Uyên", "Vân", "Yến", "Ý")  # fmt: skip
_SUBJECTS = ("thủ tục hành chính", "đơn thư của công dân", "hồ sơ đất đai", "lịch tiêm chủng",
             "phản ánh hiện trường", "văn bản đến", "thu gom rác thải", "hộ kinh doanh",
             "an toàn thực phẩm", "cây xanh đô thị")  # fmt: skip
_TOOLS = ("Trợ lý ảo", "Ứng dụng trí tuệ nhân tạo", "Phần mềm nhận dạng giọng nói", "Sổ tay số",
          "Bản đồ số", "Quy trình tự động", "Mô hình dự báo", "Camera thông minh")  # fmt: skip
_ACTS = ("hỗ trợ giải quyết", "theo dõi", "phân loại", "cảnh báo sớm về", "tổng hợp", "tra cứu")
_EFFECTS = (
    "Giảm một nửa thời gian giải quyết",
    "Tiết kiệm giấy và công đi lại của người dân",
    "Không còn hồ sơ trễ hạn trong quý",
    "Người dân hài lòng hơn, ít phải bổ sung",
)
_HEADS = {
    "title": ("Tên sáng kiến", "TÊN SÁNG KIẾN, GIẢI PHÁP", "Ten sang kien", "Tên đề tài",
              "Tên giải pháp"),
    "authors": ("Tác giả", "Họ và tên tác giả", "HỌ TÊN", "Nhóm tác giả", "Ho ten tac gia"),
    "unit": ("Đơn vị", "Đơn vị công tác", "Cơ quan, đơn vị", "Don vi"),
    "first_applied_on": ("Ngày áp dụng", "Thời điểm áp dụng", "Ngày áp dụng lần đầu"),
    "saved_vnd": ("Giá trị làm lợi (đồng)", "Số tiền làm lợi", "Tiết kiệm"),
    "effect": ("Hiệu quả", "Lợi ích", "Kết quả đạt được"),
    "own_code": ("Mã số", "Ký hiệu", "Mã sáng kiến"),
}  # fmt: skip


@dataclass
class Truth:
    """What one dossier of the file really says."""

    title: str
    authors: list[tuple[str, str]]
    unit_id: int
    first_applied_on: date | None
    saved_vnd: int | None
    effect: str
    own_code: str
    hidden: bool = False


@dataclass
class Made:
    """A file and its truth by (sheet, row number)."""

    name: str
    content: bytes
    traits: tuple[str, ...]
    truth: dict[tuple[str, int], Truth] = field(default_factory=dict)


def tcvn3(text: str) -> str:
    """As it is typed with a ".Vn…" font; capitals with tones do not exist there."""
    codes = {letter: chr(code) for code, letter in _TCVN3.items()}
    return "".join(codes.get(sign, codes.get(sign.lower(), sign)) for sign in text)


def vni(text: str) -> str:
    """As it is typed with a "VNI-…" font."""
    alone = {letter: code for code, letter in _VNI_ALONE.items()}
    marks = {mark: code for table in (_TONE_MARKS, _HAT_MARKS, _BREVE_MARKS)
             for code, mark in table.items()}  # fmt: skip
    found = []
    for sign in text:
        if sign in alone:
            found.append(alone[sign])
            continue
        base = unicodedata.normalize("NFD", sign)
        letter, rest = base[0], base[1:]
        if "\u031b" in rest:
            letter = alone[unicodedata.normalize("NFC", letter + "\u031b")]
            rest = rest.replace("\u031b", "")
        ordered = "".join(sorted(rest, key=lambda one: one not in "\u0302\u0306"))
        code = marks.get(ordered, ordered)
        found.append(letter + (code.upper() if letter.isupper() and code else code))
    return "".join(found)


class Maker:
    """Makes one file."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - the same file for the same seed
        pick = self.rng.choice
        self.encoding = pick(["unicode"] * 3 + ["nfd", "tcvn3", "tcvn3-bare", "vni", "vni-bare"])
        self.font = {"tcvn3": ".VnTime", "vni": "VNI-Times"}.get(self.encoding, "Times New Roman")
        self.two_rows = self.rng.random() < 0.3
        self.merges_lost = self.two_rows and seed % 3 == 0  # as after a detour through CSV
        self.groups = self.rng.random() < 0.25
        self.merged_units = not self.groups and self.rng.random() < 0.25
        self.merged_titles = self.rng.random() < 0.2
        self.code_width = pick((0, 0, 4, 5))
        self.day_style = pick(("real", "text", "text", "us", "serial", "words", "swapped", "mixed"))
        self.money_style = pick(("number", "dots", "words", "heading", "commas", "mixed"))
        self.author_style = pick(("lines", "semicolons", "numbered", "and", "titles", "commas"))
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True})
        self.formats: dict[tuple[str, str], Any] = {}
        self.truth: dict[tuple[str, int], Truth] = {}
        self.traits = (self.encoding, self.day_style, self.money_style, self.author_style)

    def encoded(self, text: str) -> str:
        """The text as this file writes letters."""
        if self.encoding == "nfd":
            return unicodedata.normalize("NFD", text)
        if self.encoding.startswith("tcvn3"):
            return tcvn3(text)
        return vni(text) if self.encoding.startswith("vni") else text

    def shown(self, text: str) -> str:
        """What a reader sees: TCVN3 has no capitals with tones."""
        if not self.encoding.startswith("tcvn3"):
            return text
        return "".join(
            sign.lower() if sign not in "ĂÂÊÔƠƯĐ" and not sign.isascii() else sign for sign in text
        )

    def style(self, number_format: str = "") -> Any:
        """A cell's format with the file's font."""
        key = (self.font, number_format)
        if key not in self.formats:
            look = {"font_name": self.font}
            if number_format:
                look["num_format"] = number_format
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def make(self, rows: int) -> Made:
        """One or two sheets with so many dossiers each."""
        for name in ["Danh sách", "Đợt 2"][: self.rng.choice((1, 1, 2))]:
            self.sheet(name, rows)
        self.book.close()
        return Made("danh-sach.xlsx", self.stream.getvalue(), self.traits, self.truth)

    def sheet(self, name: str, rows: int) -> None:
        page = self.book.add_worksheet(name)
        at = 0
        for title in (
            "UBND THÀNH PHỐ",
            "DANH SÁCH SÁNG KIẾN NĂM 2026",
            "(Kèm theo Công văn số 12)",
        )[: self.rng.randrange(4)]:
            page.merge_range(at, 0, at, 6, self.encoded(title), self.style())
            at += 1
        at = self.heads(page, at)
        last_unit, group_from = 0, at
        count = 0
        while count < rows:
            unit_id = (
                last_unit if last_unit and self.rng.random() < 0.5 else self.rng.choice(list(UNITS))
            )
            if self.groups and unit_id != last_unit:
                page.write_string(at, 1, self.encoded(UNITS[unit_id]),
                                  self.style())  # fmt: skip
                at += 1
            if self.merged_units and unit_id != last_unit:
                self.close_group(page, group_from, at, last_unit)
                group_from = at
            last_unit = unit_id
            at = self.dossier(page, name, at, unit_id, count + 1)
            count += 1
        if self.merged_units:
            self.close_group(page, group_from, at, last_unit)
        if self.rng.random() < 0.6:
            page.write_string(at, 1, self.encoded(self.rng.choice(("Tổng cộng", "Tổng số: "))),
                              self.style())  # fmt: skip
            page.write_number(at, 5, 123, self.style())
            at += 1
        if self.rng.random() < 0.4:
            page.write_string(at + 1, 4, self.encoded("Ngày 05 tháng 3 năm 2026"), self.style())
            page.write_string(at + 2, 4, self.encoded("NGƯỜI LẬP BIỂU"), self.style())

    def heads(self, page: Any, at: int) -> int:
        keys = (
            "",
            "title",
            "authors",
            "unit",
            "first_applied_on",
            "saved_vnd",
            "effect",
            "own_code",
        )
        titles = ["STT", *(self.rng.choice(_HEADS[key]) for key in keys[1:])]
        self.heading_scale = 1
        if self.money_style == "heading":
            titles[5], self.heading_scale = "Giá trị làm lợi (triệu đồng)", 10**6
        if self.merges_lost:
            at = self.heads_without_merges(page, at, titles)
        elif self.two_rows:
            for place, title in enumerate(titles):
                if place not in {4, 5}:
                    page.merge_range(at, place, at + 1, place, self.encoded(title), self.style())
            page.merge_range(at, 4, at, 5, self.encoded("Áp dụng"), self.style())
            for place in (4, 5):
                page.write_string(at + 1, place, self.encoded(titles[place]), self.style())
            at += 1
        else:
            for place, title in enumerate(titles):
                page.write_string(at, place, self.encoded(title), self.style())
        if self.rng.random() < 0.3:
            at += 1
            for place in range(8):
                page.write_string(at, place, f"({place + 1})", self.style())
        return at + 1

    def heads_without_merges(self, page: Any, at: int, titles: list[str]) -> int:
        """Two rows; most headings stand in the lower one, the others above a blank."""
        for place, title in enumerate(titles):
            page.write_string(at + (place in {2, 3, 4, 5, 6}), place, self.encoded(title),
                              self.style())  # fmt: skip
        page.write_string(at, 2, self.encoded("Thông tin giải pháp"), self.style())
        return at + 1

    def close_group(self, page: Any, first: int, at: int, unit_id: int) -> None:
        """The unit's name over all its rows."""
        if not unit_id or at == first:
            return
        text = self.encoded(UNITS[unit_id])
        if at - first == 1:
            page.write_string(first, 3, text, self.style())
        else:
            page.merge_range(first, 3, at - 1, 3, text, self.style())

    def dossier(self, page: Any, sheet: str, at: int, unit_id: int, number: int) -> int:
        rng = self.rng
        words = (rng.choice(_TOOLS), rng.choice(_ACTS), rng.choice(_SUBJECTS))
        title = f"{' '.join(words)} số {rng.randrange(9999)}"
        effect = rng.choice(_EFFECTS)
        people = self.people()
        page.write_number(at, 0, number, self.style())
        height = (
            len(people) if self.merged_titles and len(people) > 1 and not self.merged_units else 1
        )
        if height > 1:
            page.merge_range(at, 1, at + height - 1, 1, self.encoded(title), self.style())
            for place, (name, share) in enumerate(people):
                page.write_string(at + place, 2, self.encoded(f"{name} ({share}%)"), self.style())
        elif rng.random() < 0.05:
            page.write_formula(at, 1, '=CONCATENATE("a","b")', self.style(), self.encoded(title))
            page.write_string(at, 2, self.encoded(self.author_cell(people)), self.style())
        else:
            page.write_string(at, 1, self.encoded(title), self.style())
            page.write_string(at, 2, self.encoded(self.author_cell(people)), self.style())
        if not self.groups and not self.merged_units:
            page.write_string(at, 3, self.encoded(self.unit_text(unit_id)), self.style())
        day = self.day_cell(page, at)
        money = self.money_cell(page, at)
        page.write_string(at, 6, self.encoded(effect), self.style())
        code = self.code_cell(page, at)
        hidden = rng.random() < 0.03
        if hidden:
            for row in range(at, at + height):
                page.set_row(row, None, None, {"hidden": True})
        shown = [(self.shown(name), share) for name, share in people]
        self.truth[(sheet, at + 1)] = Truth(self.shown(title), shown, unit_id, day, money,
                                            self.shown(effect), code, hidden)  # fmt: skip
        return at + height

    def people(self) -> list[tuple[str, str]]:
        rng = self.rng
        number = rng.choice((1, 1, 2, 2, 3))
        shares = {1: ("100",), 2: ("60", "40"), 3: ("50", "30", "20")}[number]
        return [
            (f"{rng.choice(_SURNAMES)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}", share)
            for share in shares
        ]

    def author_cell(self, people: list[tuple[str, str]]) -> str:
        """The authors in this file's way."""
        texts = [f"{name} ({share}%)" for name, share in people]
        style = self.author_style
        if style == "semicolons":
            return "; ".join(texts)
        if style == "numbered":
            return " ".join(f"{place}. {text}" for place, text in enumerate(texts, start=1))
        if style == "and":
            return " và ".join(texts)
        if style == "commas":
            return ", ".join(f"{name} {share}%" for name, share in people)
        if style == "titles":
            return "\n".join(f"ThS. {text}" for text in texts)
        return "\n".join(f"- {text}" for text in texts)

    def unit_text(self, unit_id: int) -> str:
        """The unit's name, sometimes as people shorten it."""
        name = UNITS[unit_id]
        if self.rng.random() < 0.7:
            return name
        return self.rng.choice((
            name.replace("Phòng", "P.").replace("Ủy ban nhân dân", "UBND"), fold(name),
            name.upper(), name.replace(" và ", " & "), name[:-1],
        ))  # fmt: skip

    def day_cell(self, page: Any, at: int) -> date | None:  # noqa: C901 - a list of shapes
        rng = self.rng
        day = date(2024, 1, 1) + timedelta(days=rng.randrange(800))
        style = self.day_style
        if style == "mixed":
            style = rng.choice(("real", "text", "serial", "words", "month", "short", "iso", "none",
                                "impossible"))  # fmt: skip
        if style == "none":
            return None
        if style == "real":
            page.write_datetime(at, 4, day, self.style("dd/mm/yyyy"))
        elif style == "serial":
            page.write_number(at, 4, (day - date(1899, 12, 30)).days, self.style())
        elif style == "us":
            page.write_string(at, 4, f"{day.month:02d}/{day.day:02d}/{day.year}", self.style())
        elif style == "words":
            text = f"ngày {day.day} tháng {day.month} năm {day.year}"
            page.write_string(at, 4, self.encoded(text), self.style())
        elif style == "swapped":
            self.swapped(page, at, day)
        elif style == "month":
            page.write_string(at, 4, f"{day.month:02d}/{day.year}", self.style())
        elif style == "short":
            page.write_string(at, 4, f"{day.day}/{day.month}/{day.year % 100}", self.style())
        elif style == "iso":
            page.write_string(at, 4, day.isoformat(), self.style())
        elif style == "impossible":
            page.write_string(at, 4, f"31/02/{day.year}", self.style())
        else:
            page.write_string(at, 4, f"{day.day:02d}/{day.month:02d}/{day.year}", self.style())
        return day

    def swapped(self, page: Any, at: int, day: date) -> None:
        """Excel with American settings turned 04/03 into April and left 25/03 as text."""
        if day.day <= 12:
            page.write_datetime(at, 4, date(day.year, day.day, day.month), self.style("dd/mm/yyyy"))
        else:
            page.write_string(at, 4, f"{day.day:02d}/{day.month:02d}/{day.year}", self.style())

    def money_cell(self, page: Any, at: int) -> int | None:
        rng = self.rng
        millions = rng.randrange(1, 900)
        amount = millions * 10**6
        style = self.money_style
        if style == "mixed":
            style = rng.choice(("number", "dots", "words", "commas", "text", "error", "none"))
        if style == "none":
            return None
        if style == "number":
            page.write_number(at, 5, amount, self.style("#,##0"))
        elif style == "dots":
            page.write_string(at, 5, f"{amount:,}".replace(",", "."), self.style())
        elif style == "commas":
            page.write_string(at, 5, f"{amount:,}", self.style())
        elif style == "words":
            page.write_string(at, 5, self.encoded(rng.choice((f"{millions} triệu",
                              f"{Decimal(millions) / 1000} tỷ".replace(".", ",")))),
                              self.style())  # fmt: skip
        elif style == "heading":
            page.write_number(at, 5, millions, self.style())
        elif style == "error":
            page.write_formula(at, 5, "=1/0", self.style(), "#DIV/0!")
        else:
            page.write_string(at, 5, self.encoded(f"khoảng {millions} triệu"), self.style())
        return amount

    def code_cell(self, page: Any, at: int) -> str:
        if not self.code_width:
            return ""
        number = self.rng.randrange(1, 10**self.code_width)
        code = str(number).zfill(self.code_width)
        way = self.rng.random()
        if way < 0.4:
            page.write_string(at, 7, code, self.style())
        elif way < 0.7:
            page.write_number(at, 7, number, self.style("0" * self.code_width))
        else:
            page.write_number(at, 7, number, self.style())
        return code


def make(seed: int, rows: int = 25) -> Made:
    """The file of a seed."""
    return Maker(seed).make(rows)


__all__ = ["GROUND", "Made", "Truth", "make", "spelled", "tcvn3", "vni"]
