"""What the rows of one dossier mean: values for the actions, and everything worth telling.

Pure: the same cells, mapping and answers give the same result. What is stored already is
compared afterwards (`comparing`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.accounts.unit_names import Candidate, nearest
from app.ideas.choices import LISTS, SECTORS
from app.ideas.drafts import LABELS, LIMITS
from app.imports.cells import Cell, Kind, Row
from app.imports.columns import AUTHORS, CODE, OWN_CODE, TITLES, UNIT
from app.imports.judged import NO, YES, Judged, Setting
from app.imports.judging_authors import AuthorJudge
from app.imports.problems import Code, Doubt, Level
from app.imports.sealed import is_sealed, literal
from app.imports.states import Verdict
from app.imports.structure import is_closing, is_total, section_text
from app.imports.values import code_value, day_value, money_value
from app.kernel.numbers import integer_text
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean, clean_line, search_text

_PROSE = frozenset(
    {"summary", "problem", "solution", "novelty", "conditions", "confidential", "application",
     "effect", "effect_by_others", "risk_reason", "test_results", "stop_plan"}
)  # fmt: skip


def judge(rows: Sequence[Row], setting: Setting, section: str = "") -> Judged:
    """Judge the rows of one dossier (several when its title is a merged cell)."""
    return _Judge(rows, setting, section).judged()


def settle(judged: Judged, answers: Mapping[str, str]) -> None:
    """The verdict from the problems: errors first, then what nobody has confirmed yet."""
    asks = [one for one in judged.problems if one.level is Level.ASK]
    if any(one.level is Level.ERROR for one in judged.problems) or any(
        answers.get(one.ask) == NO for one in asks
    ):
        judged.verdict = Verdict.WRONG
    elif any(answers.get(one.ask, "") == "" for one in asks):
        judged.verdict = Verdict.ASK


class _Judge(AuthorJudge):
    def judged(self) -> Judged:
        """Everything about the row."""
        if len(self.rows) == 1 and is_sealed(self.row, dict(self.setting.headings)):
            return self._literally()
        if self._is_no_dossier():
            self.found.verdict = Verdict.SKIPPED
            return self.found
        for place, key in self.setting.columns.items():
            if key in {AUTHORS, UNIT} or key.startswith("author_"):
                continue
            self._field(place, key)
        self._authors()
        self._unit()
        self.found.title = self.found.values.get("title", "")[:200]
        if not self.found.title:
            self._tell(self._place("title"), Doubt(Code.MISSING, Level.ERROR, T(
                "Dòng không có tên giải pháp")), "title")  # fmt: skip
        if any(row.hidden for row in self.rows):
            self._tell(0, Doubt(Code.HIDDEN, Level.ASK, T("Dòng này bị ẩn trong tệp"),
                                ask=f"an|{self.setting.sheet}"[:300]))  # fmt: skip
        answer = self.setting.answers.get(f"an|{self.setting.sheet}"[:300], "")
        settle(self.found, self.setting.answers)
        if answer == NO and any(row.hidden for row in self.rows):
            self.found.verdict = Verdict.SKIPPED
        return self.found

    def _literally(self) -> Judged:
        """A row of our own export that nobody changed."""
        values = literal(self.row, dict(self.setting.columns))
        category, unit = values.pop("category_id", ""), values.pop(UNIT, "")
        self.found.values = values
        self.found.title = str(values.get("title", ""))[:200]
        if category:
            self._category(self._place("category_id"), category)
        self._settle_unit(self._place(UNIT), unit)
        settle(self.found, self.setting.answers)
        return self.found

    def _is_no_dossier(self) -> bool:
        """Blank rows, sums, group names and signatures: shown as left out, never dropped unseen."""
        title = self.setting.column_of("title")
        authors = self.setting.column_of(AUTHORS)
        has_title = title is not None and bool(self.row.at(title).text.strip())
        has_authors = authors is not None and bool(self.row.at(authors).text.strip())
        filled = self.row.filled
        if not any(cell.text.strip() or cell.formula for cell in filled.values()):
            return True
        if not (has_title and has_authors):
            around = self.setting.facts.encoding(-1)
            if is_total(self.row, around):
                return self._skip(Code.TOTAL, T("Dòng tổng, không phải hồ sơ"))
            if is_closing(self.row, around):
                return self._skip(Code.CLOSING, T("Dòng ký, nơi nhận, không phải hồ sơ"))
            text = section_text(self.row, around)
            if text and (not has_title or self._names_unit(text)):
                self.found.section = text
                return self._skip(Code.SECTION, T("Dòng tên nhóm: “%(text)s”", text=text[:120]))
        return False

    def _names_unit(self, text: str) -> bool:
        return bool(self.setting.units.get(search_text(text)))

    def _skip(self, code: Code, message: Text) -> bool:
        self._tell(min(self.row.filled, default=0), Doubt(code, Level.NOTE, message))
        return True

    def _place(self, key: str) -> int:
        return self.setting.column_of(key) or 0

    def _field(self, place: int, key: str) -> None:
        cell = self.row.at(place)
        column = self.setting.facts.column(place, self.setting.scales.get(place, 1))
        if key in {"first_applied_on", "saved_vnd"}:
            self._typed(place, key, cell, column)
            return
        if key in {CODE, OWN_CODE} and cell.kind is Kind.NUMBER:
            text, doubts = code_value(cell, column)
            for doubt in doubts:
                self._tell(place, doubt, key)
        else:
            text = self.text_of(place, cell, key)
        text = (clean if key in _PROSE else clean_line)(text)
        if not text:
            return
        if key == "category_id":
            self._category(place, text)
        elif key in LISTS:
            self._choice(place, key, text)
        else:
            self.found.values[key] = text
            self._length(place, key, text)
            if key == "sector" and text not in SECTORS:
                self._sector(place, text)

    def _length(self, place: int, key: str, text: str) -> None:
        most = LIMITS.get(key, 0)
        if most and len(text) > most:
            self._tell(place, Doubt(Code.LENGTH, Level.ERROR, T(
                "%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
                what=LABELS.get(key, key), most=integer_text(most),
                length=integer_text(len(text)))), key)  # fmt: skip

    def _typed(self, place: int, key: str, cell: Cell, column: Any) -> None:
        if not self._usable(place, cell, key):
            return
        value, doubts = (day_value if key == "first_applied_on" else money_value)(cell, column)
        for doubt in doubts:
            self._tell(place, doubt, key)
        if value is not None:
            self.found.values[key] = value if isinstance(value, int) else value.isoformat()

    def _category(self, place: int, text: str) -> None:
        ask = f"linh-vuc|{search_text(text)}"[:300]
        names = {search_text(name): one for one, name in self.setting.categories.items()}
        known = names.get(search_text(text))
        answer = self.setting.answers.get(ask, "")
        if known is not None:
            self.found.values["category_id"] = known
            return
        if answer.isdecimal() and int(answer) in self.setting.categories:
            self.found.values["category_id"] = int(answer)
        self.found.options[ask] = [
            *((str(one), name) for one, name in self.setting.categories.items()), (NO, ""),
            (YES, "–"),
        ]  # fmt: skip
        self._tell(place, Doubt(Code.CHOICE, Level.ASK, T(
            "“%(text)s” không phải là lĩnh vực dự thi của đợt này", text=text[:120]), ask=ask),
            "category_id")  # fmt: skip

    def _sector(self, place: int, text: str) -> None:
        near = next((one for one in SECTORS if search_text(one) == search_text(text)), "")
        if near:
            self.found.values["sector"] = near
            return
        self._tell(place, Doubt(Code.CHOICE, Level.NOTE, T(
            "“%(text)s” không có trong danh sách lĩnh vực áp dụng; giữ như trong tệp",
            text=text[:120])), "sector")  # fmt: skip

    def _choice(self, place: int, key: str, text: str) -> None:
        for value, title in LISTS[key].items():
            if search_text(str(title)) == search_text(text) or value == text:
                self.found.values[key] = value
                return
        self._tell(place, Doubt(Code.CHOICE, Level.ASK, T(
            "“%(text)s” không có trong danh sách của mục “%(what)s”; để trống", text=text[:120],
            what=TITLES[key])), key)  # fmt: skip

    def _unit(self) -> None:
        place = self.setting.column_of(UNIT)
        text = ""
        if place is not None:
            cell = self.row.at(place)
            text = clean_line(self.text_of(place, cell, UNIT))
            if text and cell.merged:
                self._tell(place, Doubt(Code.MERGED, Level.NOTE, T(
                    "Đơn vị “%(text)s” lấy từ ô gộp bắt đầu ở dòng %(n)s", text=text[:120],
                    n=cell.merged)), UNIT)  # fmt: skip
        if not text and self.found.section:
            text = self.found.section
            if not self.setting.units.get(search_text(text)) and self.setting.own_unit:
                text = ""
            elif text:
                self._tell(place or 0, Doubt(Code.SECTION, Level.NOTE, T(
                    "Đơn vị “%(text)s” lấy từ dòng tên nhóm", text=text[:120])), UNIT)  # fmt: skip
        self._settle_unit(place or 0, text)

    def _settle_unit(self, place: int, text: str) -> None:
        if not text:
            if self.setting.own_unit:
                self.found.values["unit_id"] = self.setting.own_unit
            else:
                self._tell(place, Doubt(Code.UNIT, Level.ERROR, T("Chưa ghi đơn vị")), UNIT)
            return
        ask = f"don-vi|{search_text(text)}"[:300]
        exact = self.setting.units.get(search_text(text), ())
        answer = self.setting.answers.get(ask, "")
        if len(exact) == 1:
            self._take_unit(place, exact[0], text)
        elif answer.isdecimal() and int(answer) in self.setting.unit_names:
            self._near(place, text, ask, [])
            self._take_unit(place, int(answer), text)
        else:
            names = [(key, name) for name, keys in self.setting.units.items() for key in keys]
            self._near(place, text, ask, nearest(text, names))

    def _near(self, place: int, text: str, ask: str, near: list[Candidate]) -> None:
        allowed = self.setting.allowed
        ordered = [one.unit_id for one in near]
        ordered += [key for key in self.setting.unit_names if key not in ordered]
        self.found.options[ask] = [
            (str(key), self.setting.unit_names[key])
            for key in ordered
            if key in self.setting.unit_names and (allowed is None or key in allowed)
        ] + [(NO, "")]
        first = self.setting.unit_names.get(near[0].unit_id, "") if near else ""
        message = (
            T("Không có đơn vị tên “%(text)s”; có phải là “%(near)s”?", text=text[:120], near=first)
            if first
            else T("Không có đơn vị tên “%(text)s”; chọn đơn vị", text=text[:120])
        )
        code = Code.UNIT_NEAR if first else Code.UNIT
        self._tell(place, Doubt(code, Level.ASK, message, ask=ask, guess=first), UNIT)

    def _take_unit(self, place: int, unit_id: int, text: str) -> None:
        if self.setting.allowed is not None and unit_id not in self.setting.allowed:
            self._tell(place, Doubt(Code.UNIT, Level.ERROR, T(
                "“%(text)s” không phải là đơn vị mà tài khoản này làm đầu mối", text=text[:120])),
                UNIT)  # fmt: skip
            return
        self.found.values["unit_id"] = unit_id
