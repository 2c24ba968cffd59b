"""Words that the papers of a list share: what is missing, heads, signatures, one solution."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from app.awards.compiled import CompiledList, Heading, Line, LineSolution
from app.awards.dossier_facts import (
    NOTHING_YET,
    Applied,
    Decisions,
    Dossier,
    LineDecision,
    SolutionFacts,
    SubjectFacts,
)
from app.awards.papers import trace
from app.awards.states import ROLE_TITLES, AwardFamily, BasisRole
from app.documents.model import AdministrativeDocument, Letterhead, RichText, Run, Signature
from app.documents.qr import qr_png
from app.kernel.dates import day_text, document_day
from app.kernel.money import dong_text
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.vietnamese import clean_line

CELL_MISSING = "[chưa có]"
BY_HAND = "…………"
TEXT_LIMIT = 2_000
"""A report has a few pages: what a dossier says at length is told there."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What each paper is made of: the list, what stands beyond it, and how it is to be named.

    `code` is that of the locked list; "" for a draft. `decision` and `decided_on` are known once
    the decision was issued. `lookups` are the codes of the public page: see `verification`.
    """

    compiled: CompiledList
    dossier: Dossier
    code: str = ""
    decision: str = ""
    decided_on: date | None = None
    decisions: Decisions = NOTHING_YET
    lookups: Mapping[str, str] = field(default_factory=dict)

    def became(self, line: Line) -> LineDecision:
        """What became of a line after the list was locked."""
        return next(
            (one for one in self.decisions.lines if one.nomination_id == line.nomination_id),
            LineDecision(line.nomination_id),
        )

    @property
    def honoured(self) -> CompiledList:
        """The list without the lines that get no award."""
        lines = (line for line in self.compiled.lines if not self.became(line).why_not)
        return replace(self.compiled, lines=tuple(lines))

    @property
    def in_decision(self) -> CompiledList:
        """The lines of the list's own decision: a line held back has one of its own later."""
        lines = (
            line for line in self.honoured.lines if self.became(line).number in {"", self.decision}
        )
        return replace(self.compiled, lines=tuple(lines))

    @property
    def head(self) -> Heading:
        """The list itself."""
        return self.compiled.heading

    @property
    def trace(self) -> str:
        """The small last line: which state of which list this is."""
        return trace(self.compiled, self.code, self.lookups.get("list", ""))

    @property
    def qr(self) -> bytes:
        """The picture that leads to the public page of the list's code; of a draft none."""
        code, base = self.lookups.get("list", ""), self.lookups.get("base", "")
        return qr_png(f"{base}{code}") if code and base else b""

    def kind(self, name: str) -> str:
        """The kind of a paper: of a draft it says that it is one."""
        return name if self.code else f"{name} (DỰ THẢO)"

    def solution(self, code: str) -> SolutionFacts | None:
        """The solution of that code."""
        return next((one for one in self.dossier.solutions if one.code == code), None)

    def subject(self, line: Line) -> SubjectFacts:
        """What is known of the person or collective of a line."""
        return next(
            (one for one in self.dossier.subjects if one.nomination_id == line.nomination_id),
            SubjectFacts(line.nomination_id),
        )


def known(label: str, value: str, what: str) -> RichText:
    """ "Chức vụ: Công chức"; a value that is not there stands marked: "[chưa có chức vụ]"."""
    shown = Run(value) if value else Run(f"[chưa có {what}]", marked=True)
    return (Run(f"{label}: "), shown, Run("."))


def cell(value: str) -> str:
    """A table cell; what is not there is told, never left blank."""
    return value or CELL_MISSING


def missing_in(document: AdministrativeDocument) -> list[str]:
    """What a paper still lacks, each once, in the order of the paper."""
    return list(dict.fromkeys(_missing(document)))


def _missing(part: Any) -> Iterator[str]:
    if isinstance(part, Run):
        if part.marked:
            yield part.text.strip("[]").removeprefix("chưa có ")
    elif isinstance(part, str):
        if part == CELL_MISSING:
            yield "ô của bảng"
    elif isinstance(part, tuple):
        for one in part:
            yield from _missing(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _missing(getattr(part, field.name))


def born_text(born: str) -> str:
    """ "12/03/1985" or "1985", as known."""
    try:
        return day_text(date.fromisoformat(born))
    except ValueError:
        return born


def honour(line: Line, family: AwardFamily) -> str:
    """ "tặng Giấy khen" or "tặng danh hiệu Lao động tiên tiến"."""
    return f"tặng {'danh hiệu ' if family is AwardFamily.TITLE else ''}{line.award_name}"


def recognised_by(one: SolutionFacts) -> str:
    """ "Quyết định số 455/QĐ-UBND ngày 20 tháng 9 năm 2026"; "" while not recognised."""
    if one.decided_on is None:
        return ""
    return f"Quyết định số {one.decision} {document_day(one.decided_on)}"


def role_of(basis: LineSolution) -> str:
    """ "Tác giả, tỷ lệ đóng góp 60%"."""
    share = "" if basis.share is None else f", tỷ lệ đóng góp {decimal_text(basis.share)}%"
    return f"{ROLE_TITLES[basis.role]}{share}"


def is_author(basis: LineSolution) -> bool:
    """Whether the subject wrote the solution."""
    return basis.role in {BasisRole.AUTHOR, BasisRole.CO_AUTHOR}


def authors_text(one: SolutionFacts) -> str:
    """ "Trần Ngọc Ánh (60%), Phạm Đình Ân (40%)"."""
    return ", ".join(f"{a.name} ({decimal_text(a.share)}%)" for a in one.authors)


def figure(value: Decimal | None, measure: str) -> str:
    """ "12,5 phút"; "" when it was not measured."""
    return "" if value is None else f"{decimal_text(value)} {measure}".strip()


def saved_text(one: Applied) -> str:
    """ "12.000.000" a year; "" when the unit states none."""
    return "" if one.saved_vnd is None else integer_text(one.saved_vnd)


def benefit(one: SolutionFacts) -> str:
    """ "đang áp dụng tại 02 đơn vị từ ngày …, tiết kiệm 12.000.000 đồng mỗi năm"."""
    if not one.applied:
        return ""
    since = min(applied.since for applied in one.applied)
    units = len({applied.unit for applied in one.applied})
    saved = f", tiết kiệm {dong_text(one.saved_vnd)} mỗi năm" if one.saved_vnd else ""
    return f"đang áp dụng tại {units:02d} đơn vị, từ {document_day(since)}{saved}"


def shortened(text: str, code: str) -> str:
    """The text, at most so long as a report has room for; what is left out is told."""
    if len(text) <= TEXT_LIMIT:
        return text
    cut = text[:TEXT_LIMIT]
    end = max(cut.rfind(". "), cut.rfind("\n"))
    whole = cut[: end + 1] if end > TEXT_LIMIT // 2 else cut.rstrip() + "…"
    return f"{whole.rstrip()} (Còn tiếp, xem hồ sơ {code}.)"


def council_of(paper: Paper) -> str:
    """The council's name; of an authority without one, the usual name."""
    council = paper.dossier.council
    return council.name if council else "Hội đồng Thi đua - Khen thưởng"


def unit_letterhead(paper: Paper, line: Line, symbol: str) -> Letterhead:
    """The head of a paper that the subject's own unit issues; a unit has letters in its name."""
    unit = clean_line(line.unit_name)
    issuer = unit if any(sign.isalpha() for sign in unit) else paper.head.agency
    return Letterhead(paper.head.agency, issuer, symbol, paper.head.place, year=paper.head.year)


def confirmation(who: str) -> Signature:
    """ "XÁC NHẬN CỦA THỦ TRƯỞNG ĐƠN VỊ", to be signed by hand."""
    return Signature((who,), note="(Ký, ghi rõ họ tên, đóng dấu)")
