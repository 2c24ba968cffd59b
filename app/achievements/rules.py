"""What the ledger accepts, and how one subject is known again. Values in, values out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.achievements.states import (
    AWARD_LIMIT,
    FIRST_YEAR,
    ISSUER_LIMIT,
    NAME_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    TITLE_LIMIT,
    UNIT_LIMIT,
    Family,
    Ground,
    Level,
    RatingLevel,
    Source,
    StandingKind,
    Subject,
)
from app.kernel.refusals import Blocker, blockers_of_reason
from app.kernel.text import T
from app.kernel.vietnamese import clean_line, search_text, spelling


@dataclass(frozen=True, slots=True)
class About:
    """Whom a row is about, as given; `unit_id` of an individual is where the person worked."""

    kind: Subject
    name: str
    account_id: int | None = None
    unit_id: int | None = None
    unit_name: str = ""
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """An initiative an award rests on: a dossier of this installation, or a title."""

    idea_id: int | None = None
    title: str = ""
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class AwardDraft:
    """One award as it is to be recorded."""

    about: About
    award_name: str
    family: Family
    year: int
    award_code: str = ""
    level: Level = Level.BASE
    ground: Ground = Ground.UNKNOWN
    decision_number: str = ""
    decided_on: date | None = None
    issuer: str = ""
    uses: tuple[Use, ...] = ()
    source: Source = Source.MANUAL
    source_ref: str = ""


@dataclass(frozen=True, slots=True)
class RatingDraft:
    """A year's rating; the figures are of a collective."""

    about: About
    year: int
    rating: RatingLevel
    decision_number: str = ""
    members: int | None = None
    progressive: int | None = None
    fighters: int | None = None
    completed: int | None = None
    disciplined: int | None = None


@dataclass(frozen=True, slots=True)
class StandingDraft:
    """What stands against an award; `to_on` is exclusive."""

    about: About
    kind: StandingKind
    from_on: date
    to_on: date | None = None
    measure: str = ""
    document_number: str = ""
    note: str = ""


def subject_key(about: About) -> str:
    """One key for all rows about one subject: the account, the unit, or a digest of the name.

    Namesakes without an account are told apart by their day of birth and their unit.
    """
    if about.kind is Subject.COLLECTIVE and about.unit_id is not None:
        return f"unit:{about.unit_id}"
    if about.kind is Subject.INDIVIDUAL and about.account_id is not None:
        return f"account:{about.account_id}"
    where = str(about.unit_id or search_text(about.unit_name))
    parts = (str(about.kind), name_mark(about.name), str(about.born or ""), where)
    return f"name:{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()[:40]}"


def name_mark(name: str) -> str:
    """The name in lower case with its diacritics: "Hòa" and "Hoà" alike, "Hoa" another person."""
    return " ".join(_spelled(word) for word in clean_line(name).casefold().split())


def _spelled(word: str) -> str:
    letters, tones = spelling(word)
    return letters + tones


def fingerprint(draft: AwardDraft) -> str:
    """Equal for the same award given to the same subject in the same year by the same decision."""
    parts = (
        subject_key(draft.about),
        draft.award_code or search_text(draft.award_name),
        str(draft.year),
        search_text(draft.decision_number),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def blockers_in_subject(about: About) -> list[Blocker]:
    """A subject has a name; a collective of this authority is one of its units."""
    found: list[Blocker] = []
    if not clean_line(about.name):
        found.append(Blocker("name", T("Nhập họ và tên hoặc tên tập thể")))
    elif len(clean_line(about.name)) > NAME_LIMIT:
        found.append(Blocker("name", T("Tên dài quá %(n)s ký tự", n=NAME_LIMIT)))
    if len(clean_line(about.unit_name)) > UNIT_LIMIT:
        found.append(Blocker("unit_id", T("Tên đơn vị dài quá %(n)s ký tự", n=UNIT_LIMIT)))
    if about.kind is Subject.COLLECTIVE and (about.account_id or about.born):
        found.append(Blocker("name", T("Tập thể không có tài khoản và ngày sinh")))
    return found


def blockers_in_award(draft: AwardDraft, today: date) -> list[Blocker]:
    """An award has a name, a year that has begun, and texts that fit."""
    found = [*blockers_in_subject(draft.about), *_year(draft.year, today)]
    if not clean_line(draft.award_name):
        found.append(Blocker("award_name", T("Nhập tên danh hiệu hoặc hình thức khen thưởng")))
    limits = (("award_name", draft.award_name, AWARD_LIMIT),
              ("decision_number", draft.decision_number, NUMBER_LIMIT),
              ("issuer", draft.issuer, ISSUER_LIMIT),
              *(("uses", use.title, TITLE_LIMIT) for use in draft.uses))  # fmt: skip
    found += [Blocker(field, T("Nội dung dài quá %(n)s ký tự", n=most))
              for field, text, most in limits if len(text) > most]  # fmt: skip
    if draft.decided_on is not None and draft.decided_on > today:
        found.append(Blocker("decided_on", T("Ngày quyết định không được sau hôm nay")))
    if draft.decided_on is not None and draft.decided_on.year < draft.year:
        found.append(Blocker("decided_on", T("Quyết định không có trước năm thành tích")))
    for use in draft.uses:
        if use.idea_id is None and not clean_line(use.title):
            found.append(Blocker("uses", T("Nhập tên sáng kiến")))
        if use.share is not None and not 0 <= use.share <= 100:
            found.append(Blocker("uses", T("Tỷ lệ đóng góp từ 0 đến 100")))
    return found


def blockers_in_rating(draft: RatingDraft, today: date) -> list[Blocker]:
    """Figures are of a collective, and each part is at most the number of members."""
    found = [*blockers_in_subject(draft.about), *_year(draft.year, today)]
    parts = {"progressive": draft.progressive, "fighters": draft.fighters,
             "completed": draft.completed, "disciplined": draft.disciplined}  # fmt: skip
    given = {name: value for name, value in parts.items() if value is not None}
    if draft.about.kind is Subject.INDIVIDUAL and (given or draft.members is not None):
        found.append(Blocker("members", T("Chỉ tập thể có số liệu thành viên")))
        return found
    if draft.members is not None and draft.members < 1:
        found.append(Blocker("members", T("Số thành viên phải lớn hơn 0")))
    if given and draft.members is None:
        found.append(Blocker("members", T("Nhập số thành viên của tập thể")))
    most = draft.members if draft.members is not None else 0
    found += [Blocker(name, T("Số này phải từ 0 đến số thành viên"))
              for name, value in given.items()
              if draft.members is not None and not 0 <= value <= most]  # fmt: skip
    return found


def blockers_in_standing(draft: StandingDraft) -> list[Blocker]:
    """It ends after it begins."""
    found = blockers_in_subject(draft.about)
    if draft.to_on is not None and draft.to_on <= draft.from_on:
        found.append(Blocker("last_day", T("Ngày cuối không được trước ngày bắt đầu")))
    return found


def blockers_in_reason(reason: str) -> list[Blocker]:
    """A correction says why."""
    return blockers_of_reason(clean_line(reason), REASON_LIMIT, T("Nhập lý do sửa"))


def _year(year: int, today: date) -> Sequence[Blocker]:
    if FIRST_YEAR <= year <= today.year:
        return ()
    wrong = T("Năm phải từ %(first)s đến %(last)s", first=FIRST_YEAR, last=today.year)
    return (Blocker("year", wrong),)
