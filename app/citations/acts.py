"""Acts as plain values, and what may be said of them on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.citations.states import (
    ISSUER_LIMIT,
    KIND_LIMIT,
    LAWS,
    NOTE_LIMIT,
    NUMBER_LIMIT,
    REASON_LIMIT,
    REGISTER,
    SUBJECT_LIMIT,
    Certainty,
)
from app.kernel.dates import document_day
from app.kernel.refusals import Blocker, blockers_of_reason
from app.kernel.text import T
from app.kernel.vietnamese import clean_line


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the registry."""

    act_id: int
    kind: str
    number: str
    issuer: str
    issued_on: date | None
    subject: str
    valid_from: date
    valid_to: date | None
    replaced_by: str = ""
    certainty: Certainty = Certainty.UNSURE
    used_for: str = REGISTER

    def in_force(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)

    @property
    def last_day(self) -> date | None:
        """The last day it holds."""
        return None if self.valid_to is None else self.valid_to - timedelta(days=1)

    @property
    def name(self) -> str:
        """ "Nghị định số 152/2025/NĐ-CP"; a law by its subject."""
        if self.kind in LAWS:
            return f"{self.kind} {self.subject}"
        return f"{self.kind} số {self.number}" if self.number else f"{self.kind} {self.subject}"


@dataclass(frozen=True, slots=True)
class ActDraft:
    """An act as typed; `last_day` is the last day it holds."""

    kind: str
    number: str
    issuer: str
    issued_on: date | None
    subject: str
    valid_from: date
    last_day: date | None = None
    replaced_by: str = ""
    certainty: Certainty = Certainty.UNSURE
    note: str = ""
    used_for: str = REGISTER
    position: int = 0

    @property
    def valid_to(self) -> date | None:
        """The exclusive end."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)


def citation_line(kind: str, number: str, issuer: str, issued_on: date | None, subject: str) -> str:
    """One line "Căn cứ …": kind, number, day, issuer, subject.

    A law has neither number nor issuer there (NĐ 30/2020/NĐ-CP, Phụ lục I).
    """
    day = document_day(issued_on) if issued_on else ""
    if kind in LAWS:
        return " ".join(filter(None, (f"Căn cứ {kind} {subject}", day)))
    numbered = f"số {number}" if number else ""
    by = f"của {issuer}" if issuer else ""
    return " ".join(filter(None, ("Căn cứ", kind, numbered, day, by, subject)))


def citation(act: Act) -> str:
    """The "Căn cứ" line of an act of the registry."""
    return citation_line(act.kind, act.number, act.issuer, act.issued_on, act.subject)


def blockers_in_act(draft: ActDraft) -> list[Blocker]:
    """An act has a kind, a number (or is a law with a name), a subject and a first day."""
    found = []
    if not clean_line(draft.kind):
        found.append(Blocker("kind", T("Nhập loại văn bản")))
    if not clean_line(draft.number):
        found.append(Blocker("number", T("Nhập số, ký hiệu")))
    if not clean_line(draft.subject):
        found.append(Blocker("subject", T("Nhập trích yếu")))
    limits = (("kind", draft.kind, KIND_LIMIT), ("number", draft.number, NUMBER_LIMIT),
              ("issuer", draft.issuer, ISSUER_LIMIT), ("subject", draft.subject, SUBJECT_LIMIT),
              ("note", draft.note, NOTE_LIMIT),
              ("replaced_by", draft.replaced_by, 200))  # fmt: skip
    found += [Blocker(field, T("Nội dung dài quá %(n)s ký tự", n=most))
              for field, text, most in limits if len(text) > most]  # fmt: skip
    if draft.last_day is not None and draft.last_day < draft.valid_from:
        found.append(Blocker("last_day", T("Ngày hết hiệu lực không được trước ngày có hiệu lực")))
    if draft.issued_on is not None and draft.issued_on > draft.valid_from:
        found.append(Blocker("issued_on", T("Ngày ban hành không được sau ngày có hiệu lực")))
    return found


def blockers_in_reason(reason: str) -> list[Blocker]:
    """A new version says why."""
    return blockers_of_reason(clean_line(reason), REASON_LIMIT, T("Nhập lý do sửa"))
