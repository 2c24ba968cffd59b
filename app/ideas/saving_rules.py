"""Limits while a dossier is written: drafts may be incomplete, never too long or impossible."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from decimal import Decimal

from app.ideas.births import is_birth
from app.ideas.choices import LISTS
from app.ideas.drafts import (
    LABELS,
    LIMITS,
    MOST_AUTHORS,
    MOST_PARTICIPANTS,
    MOST_VND,
    NOTE_LIMIT,
    AuthorLine,
    Draft,
    ParticipantLine,
)
from app.kernel.numbers import integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T

WHOLE = Decimal(100)
SHARE_WRONG = T("Tỷ lệ đóng góp là số từ 0 đến 100, nhiều nhất hai chữ số thập phân")
EMAIL_TWICE = T("Mỗi tác giả chỉ khai một dòng; có địa chỉ thư bị trùng")
BIRTH_WRONG = T("Ngày sinh phải là ngày có thật hoặc một năm, ví dụ 05/02/1985 hoặc 1985")


def over_limits(draft: Draft | AuthorLine | ParticipantLine) -> list[Blocker]:
    """Texts that are longer than their limit; drafts may be incomplete, never too long."""
    found: list[Blocker] = []
    for field in fields(draft):
        value, most = getattr(draft, field.name), LIMITS.get(field.name)
        if most and isinstance(value, str) and len(value) > most:
            found.append(
                Blocker(
                    field.name,
                    T(
                        "%(what)s không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
                        what=LABELS[field.name],
                        most=integer_text(most),
                        length=integer_text(len(value)),
                    ),
                )
            )
    return found


def blockers_to_save(draft: Draft, categories: Iterable[int]) -> list[Blocker]:
    """Limits, and answers that were not on offer (a forged or outdated page)."""
    found = over_limits(draft)
    for name, offered in LISTS.items():
        value = getattr(draft, name, "")
        if value and value not in offered:
            found.append(Blocker(name, T("Chọn một mục trong danh sách")))
    category_id = getattr(draft, "category_id", None)
    if category_id is not None and category_id not in set(categories):
        found.append(Blocker("category_id", T("Chọn lĩnh vực dự thi")))
    saved = getattr(draft, "saved_vnd", None)
    if saved is not None and not 0 <= saved <= MOST_VND:
        found.append(Blocker("saved_vnd", T("Giá trị làm lợi phải từ 0 đồng trở lên")))
    return found


def blockers_of_authors(lines: Sequence[AuthorLine]) -> list[Blocker]:
    """Limits of the authors' table; the sum of the shares may still be open in a draft."""
    found = [blocker for line in lines for blocker in over_limits(line)]
    if len(lines) > MOST_AUTHORS:
        found.append(Blocker("authors", T("Khai tối đa %(n)s tác giả", n=MOST_AUTHORS)))
    for line in lines:
        if not 0 <= line.share <= WHOLE or line.share != line.share.quantize(Decimal("0.01")):
            found.append(Blocker("authors", SHARE_WRONG))
        if line.email and ("@" not in line.email[1:-1] or " " in line.email):
            found.append(Blocker("authors", T("Địa chỉ thư phải có dạng ten@coquan.example")))
    found += _blockers_of_births("authors", lines)
    emails = [line.email.casefold() for line in lines if line.email]
    if len(set(emails)) != len(emails):
        found.append(Blocker("authors", EMAIL_TWICE))
    return found


def blockers_of_note(note: str) -> list[Blocker]:
    """What a file proves, in a line; never shortened."""
    if len(note) <= NOTE_LIMIT:
        return []
    text = T("Ghi chú của tệp không được quá %(most)s ký tự (hiện có %(length)s ký tự)",
             most=NOTE_LIMIT, length=integer_text(len(note)))  # fmt: skip
    return [Blocker("note", text)]


def blockers_of_participants(lines: Sequence[ParticipantLine]) -> list[Blocker]:
    """Limits of the list of those who helped to apply first; each of them has a name."""
    found = [blocker for line in lines for blocker in over_limits(line)]
    if len(lines) > MOST_PARTICIPANTS:
        text = T("Khai tối đa %(n)s người tham gia áp dụng", n=MOST_PARTICIPANTS)
        found.append(Blocker("participants", text))
    return found + _blockers_of_births("participants", lines)


def _blockers_of_births(
    name: str, lines: Sequence[AuthorLine] | Sequence[ParticipantLine]
) -> list[Blocker]:
    wrong = any(not is_birth(line.born) for line in lines)
    return [Blocker(name, BIRTH_WRONG)] if wrong else []
