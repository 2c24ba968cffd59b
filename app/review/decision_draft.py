"""Dự thảo Quyết định công nhận sáng kiến, from the frozen minutes of a council's sitting.

The council advises (TT 18/2013, Điều 8): number and day stay blank, and no dossier changes its
state until the head's signed decision is recorded. Made of content alone: same data, same bytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Column,
    Letterhead,
    NumberedArticle,
    Paragraph,
    Row,
    Signature,
    Table,
    decision,
)
from app.documents.phrases import attached_to
from app.ideas.models import IdeaAuthor
from app.kernel.dates import document_day
from app.kernel.numbers import count_in_words, integer_text
from app.review.recognition_bases import bases_on
from app.sittings.rules import percent_text

_COLUMNS = (
    Column("STT", 5, Align.CENTER),
    Column("Mã hồ sơ", 12),
    Column("Tên sáng kiến", 36),
    Column("Tác giả, đồng tác giả", 30),
    Column("Đơn vị", 18),
    Column("Tỷ lệ đồng ý", 12, Align.CENTER),
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A dossier that the council agreed to, with its authors in their order."""

    code: str
    title: str
    unit_name: str
    authors: tuple[str, ...]
    yes: int
    base: int


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What the draft says. `sat_on`: the day of the sitting; `bases`: its "Căn cứ" lines."""

    superior: str
    agency: str
    place: str
    symbol: str
    head_title: str
    council: str
    council_number: str
    council_day: date
    council_by: str
    sat_on: date
    bases: tuple[str, ...]
    agreed: tuple[Agreed, ...]


def agreed_of(content: Mapping[str, Any], kind: str) -> list[tuple[int, dict[str, Any]]]:
    """The dossiers that passed, with their lines in the frozen minutes."""
    return [
        (int(item["subject"].partition(":")[2]), item)
        for item in content["items"]
        if item["passed"] and item["subject"].partition(":")[0] == kind
    ]


def facts_of_draft(
    session: Session, content: Mapping[str, Any], agency: Agency, sat_on: date, kind: str
) -> DraftFacts:
    """One query for the authors, whatever their number, and one for the acts it rests on."""
    passed = agreed_of(content, kind)
    rows = session.execute(
        select(IdeaAuthor.idea_id, IdeaAuthor.full_name)
        .where(IdeaAuthor.idea_id.in_([key for key, _item in passed]))
        .order_by(IdeaAuthor.idea_id, IdeaAuthor.position, IdeaAuthor.id)
    )
    authors: dict[int, list[str]] = {}
    for key, name in rows:
        authors.setdefault(key, []).append(name)
    number, day = content["council_decision"]
    return DraftFacts(
        superior=agency.superior_name, agency=agency.name, place=agency.place,
        symbol=agency.symbol, head_title=agency.head_title, council=content["council"],
        council_number=number, council_day=date.fromisoformat(day),
        council_by=content.get("council_decided_by") or agency.name, sat_on=sat_on,
        bases=bases_on(session, sat_on),
        agreed=tuple(
            Agreed(item["code"], item["title"], item["unit"], tuple(authors.get(key, ())),
                   item["yes"], item["base"])
            for key, item in passed
        ),
    )  # fmt: skip


def draft_decision(facts: DraftFacts) -> AdministrativeDocument:
    """The Quyết định with its list as an annex."""
    head = Letterhead(facts.superior, facts.agency, f"QĐ-{facts.symbol}", facts.place,
                      year=facts.sat_on.year)  # fmt: skip
    return decision(
        abstract="Về việc công nhận sáng kiến",
        letterhead=head,
        authority=f"{facts.head_title} {facts.agency}".upper(),
        legal_bases=(
            *facts.bases,
            f"Căn cứ Quyết định số {facts.council_number} {document_day(facts.council_day)} "
            f"của {facts.council_by} về việc thành lập {facts.council}",
        ),
        proposed_by=f"{facts.council} tại Biên bản họp {document_day(facts.sat_on)}",
        articles=_articles(facts),
        # The head decides, not the committee: no "TM.".
        signature=Signature((facts.head_title.upper(),)),
        recipients=("Như Điều 4", facts.council, "Lưu: VT"),
        annexes=(_annex(facts, head),),
    )


def _articles(facts: DraftFacts) -> tuple[Block, ...]:
    counted = count_in_words(len(facts.agreed), pad=True)
    return (
        NumberedArticle(f"Công nhận {counted} sáng kiến tại danh sách kèm theo Quyết định này."),
        NumberedArticle(
            "Tác giả, đồng tác giả có tên trong danh sách được cấp Giấy chứng nhận sáng kiến và "
            "hưởng các quyền lợi theo quy định của Điều lệ Sáng kiến."
        ),
        NumberedArticle("Quyết định này có hiệu lực kể từ ngày ký."),
        NumberedArticle(
            "Thủ trưởng các đơn vị có liên quan và các tác giả, đồng tác giả có tên trong danh "
            "sách chịu trách nhiệm thi hành Quyết định này."
        ),
    )


def _annex(facts: DraftFacts, head: Letterhead) -> Annex:
    rows = tuple(_row(place, one) for place, one in enumerate(facts.agreed, start=1))
    counted = count_in_words(len(facts.agreed), pad=True)
    people = len({name for one in facts.agreed for name in one.authors})
    closing = Paragraph(
        f"Danh sách này có {counted} sáng kiến của {integer_text(people)} tác giả, đồng tác giả."
    )
    return Annex(
        title="Danh sách sáng kiến được công nhận",
        relates_to=attached_to("Quyết định", head, f"{facts.head_title} {facts.agency}"),
        body=(Table(_COLUMNS, rows), closing),
        landscape=True,
    )


def _row(place: int, one: Agreed) -> Row:
    share = f"{one.yes}/{one.base} ({percent_text(one.yes, one.base)}%)"
    return Row((str(place), one.code, one.title, _listed(one.authors), one.unit_name, share))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
