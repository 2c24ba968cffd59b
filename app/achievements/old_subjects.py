"""Whom a row of an earlier years' list is about: people, units, and units to ask about."""

from dataclasses import replace
from datetime import date

from app.accounts.unit_names import nearest, spelled
from app.achievements import rules
from app.achievements.old_cells import born_of
from app.achievements.old_rows import Against, Here, Question
from app.achievements.rules import About
from app.achievements.states import Subject
from app.imports.names import looks_like_name, people_in
from app.imports.problems import Level as Weight
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, search_text

_COLLECTIVE = ("phong ", "uy ban ", "ubnd ", "truong ", "trung tam ", "ban ", "to ", "doi ",
               "chi bo", "hoi ", "tram ", "van phong", "cong ty", "khoa ", "tap the ", "bo phan ",
               "mttq", "doan ")  # fmt: skip


def question_of(text: str, ground: Against) -> Question:
    units = [(key, name) for name, keys in ground.units.items() for key in keys]
    near = [replace(one, name=ground.unit_names[one.unit_id]) for one in nearest(text, units)]
    return Question(text, tuple(near), ground.answers.get(search_text(text)))


def kind_of(here: Here, names: str, section: str) -> Subject:
    said = search_text(here.text("kind") or section)
    if "tap the" in said:
        return Subject.COLLECTIVE
    if "ca nhan" in said:
        return Subject.INDIVIDUAL
    folded = search_text(names)
    if folded in here.ground.units or folded.startswith(_COLLECTIVE):
        return Subject.COLLECTIVE
    return Subject.INDIVIDUAL


def abouts_of(here: Here, names: str, kind: Subject, section: str) -> list[About]:
    if kind is Subject.COLLECTIVE:
        name = clean_line(names)
        unit_id = _unit(here, "name", name, ask=not here.text("unit"))
        home = name if unit_id is None else here.ground.unit_names[unit_id]
        if unit_id is None and (text := clean_line(here.text("unit"))):
            home = text
        return [About(kind, name, unit_id=unit_id, unit_name=home)]
    people, doubts = people_in(names)
    for doubt in doubts:
        here.tell("name", Weight.NOTE if doubt.level is Weight.ASK else doubt.level, doubt.message)
    if len(people) > 1:
        here.tell("name", Weight.NOTE, T("Ô có %(n)s người; mỗi người được ghi một dòng",
                                         n=len(people)))  # fmt: skip
    text = clean_line(here.text("unit")) or _section_unit(here, section)
    unit_id = _unit(here, "unit", text, ask=bool(here.text("unit"))) if text else None
    unit_name = here.ground.unit_names[unit_id] if unit_id is not None else text
    born = born_of(here) if len(people) == 1 else None
    return [_person(here, one.name, unit_id, unit_name, born) for one in people]


def _section_unit(here: Here, section: str) -> str:
    return section if spelled(section) in here.ground.units else ""


def _person(here: Here, name: str, unit_id: int | None, unit_name: str, born: date | None) -> About:
    """The account of that name in that unit, when there is exactly one; else the name alone."""
    about = About(Subject.INDIVIDUAL, name, None, unit_id, unit_name, born)
    if not looks_like_name(name):
        here.tell("name", Weight.NOTE, T("“%(name)s” có thể không phải là tên một người",
                                         name=name[:80]))  # fmt: skip
    same = [key for key, unit in here.ground.accounts.get(rules.name_mark(name), ())
            if unit_id is not None and unit == unit_id]  # fmt: skip
    if len(same) == 1:
        return replace(about, account_id=same[0], born=None)
    if len(same) > 1:
        here.tell("name", Weight.NOTE, T("Có %(n)s tài khoản trùng họ tên trong đơn vị; ghi theo "
                                         "họ tên, gắn tài khoản sau", n=len(same)))  # fmt: skip
    return about


def _unit(here: Here, key: str, text: str, *, ask: bool) -> int | None:
    """The unit of a text: exactly, as answered, or asked about when only near."""
    found = here.ground.units.get(spelled(text), ())
    if len(found) == 1:
        return found[0]
    folded = search_text(text)
    if folded in here.ground.answers:
        return here.ground.answers[folded] or None
    if not ask:
        return None
    question = question_of(text, here.ground)
    if question.candidates:
        here.asks.add(text)
        here.tell(key, Weight.ASK, T("“%(text)s” gần giống %(unit)s; chọn ở phần câu hỏi",
                  text=text[:80], unit=question.candidates[0].name))  # fmt: skip
    else:
        here.tell(key, Weight.NOTE, T("Không có đơn vị “%(text)s” trong danh mục; ghi theo tên",
                                      text=text[:80]))  # fmt: skip
    return None
