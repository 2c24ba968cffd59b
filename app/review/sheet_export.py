"""Locked sheets as a workbook from which anybody with a spreadsheet finds the official scores."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from app.community.models import CommunityPoll
from app.documents.xlsx_writer import Cell, Kind, SheetColumn, to_xlsx
from app.documents.xlsx_writer import Sheet as Page
from app.ideas.models import Idea
from app.kernel.actor import Actor
from app.kernel.numbers import decimal_text
from app.review.models import Mark, Result, Sheet
from app.review.queries import shut_for
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.rubrics import RubricView


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One locked sheet. `points`: per criterion; None: it does not apply."""

    code: str
    label: str
    points: Mapping[int, Decimal | None]
    total: Decimal


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One dossier: its locked sheets and its official score (None below the quorum)."""

    code: str
    sheets: int
    mean: Decimal | None
    community: Decimal | None = None
    """Points of the community's vote, where they are part of the score."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a stranger must know to compute again. `shares`: of each stage, in per cent, with the
    maximum of its scale, where the official score is put together of several stages.
    """

    title: str
    quorum: int
    digits: int
    shares: tuple[tuple[str, Decimal, Decimal], ...] = ()


def sheet_lines(session: Session, actor: Actor, round_: Round) -> list[SheetLine]:
    """Locked sheets the reader may see, by code; reviewers as R001… in the order of their ids."""
    rows = session.execute(
        select(Sheet.id, Idea.code, Sheet.reviewer_id, Sheet.total)
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(Sheet.round_id == round_.id, Sheet.state == SheetState.LOCKED,
               ~shut_for(session, actor))
        .order_by(Idea.code, Sheet.reviewer_id)
    ).all()  # fmt: skip
    points: defaultdict[int, dict[int, Decimal | None]] = defaultdict(dict)
    for sheet_id, criterion_id, given, skipped in session.execute(
        select(Mark.sheet_id, Mark.criterion_id, Mark.points, Mark.skipped)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.round_id == round_.id, Sheet.state == SheetState.LOCKED)
    ):
        points[sheet_id][criterion_id] = None if skipped else given
    labels = labels_of(row.reviewer_id for row in rows)
    return [
        SheetLine(code or "", labels[person], points[key], total or Decimal())
        for key, code, person, total in rows
    ]


def labels_of(people: Iterable[int]) -> dict[int, str]:
    """R001… in the order of the ids: nobody is named."""
    return {key: f"R{number:03d}" for number, key in enumerate(sorted(set(people)), start=1)}


def score_lines(session: Session, actor: Actor, round_: Round) -> list[ScoreLine]:
    """The official scores of the dossiers the reader may see, by code."""
    rows = session.execute(
        select(
            Idea.code,
            Result.sheets_done,
            Result.mean,
            case((CommunityPoll.counts, Result.community), else_=None),
        )
        .join(Idea, Idea.id == Result.idea_id)
        .outerjoin(CommunityPoll, CommunityPoll.round_id == Result.round_id)
        .where(Result.round_id == round_.id, ~shut_for(session, actor))
        .order_by(Idea.code, Idea.id)
    )
    return [ScoreLine(code or "", *rest) for code, *rest in rows]


def sheets_xlsx(
    sheets: Sequence[SheetLine], scores: Sequence[ScoreLine], terms: Terms, rubric: RubricView
) -> bytes:
    """Three pages: the sheets with the points as given, the official scores, how to compute.

    Cells hold numbers and no formulas; a total has up to four decimals, also where two are shown.
    """
    columns = (
        SheetColumn("Mã hồ sơ", 18),
        SheetColumn("Người chấm", 12),
        *(SheetColumn(f"{c.position}. {c.name}", 14, Kind.DECIMAL) for c in rubric.criteria),
        SheetColumn("Tổng phiếu", 12, Kind.DECIMAL),
    )
    rows: list[tuple[Cell, ...]] = [
        (line.code, line.label,
         *(line.points.get(c.criterion_id) for c in rubric.criteria), line.total)
        for line in sheets
    ]  # fmt: skip
    totals: tuple[SheetColumn, ...] = (
        SheetColumn("Mã hồ sơ", 18),
        SheetColumn("Phiếu đã chốt", 12, Kind.INTEGER),
        SheetColumn("Điểm chính thức", 14, Kind.DECIMAL),
    )
    voted = any(line.community is not None for line in scores)
    if voted:
        totals = (*totals, SheetColumn("Điểm bình chọn", 14, Kind.DECIMAL))
    pages = [
        Page(name="Phiếu", columns=columns, rows=tuple(rows),
             title=f"Phiếu đã chốt – {terms.title}"),
        Page(name="Điểm chính thức", columns=totals,
             rows=tuple((line.code, line.sheets, line.mean, line.community)[: len(totals)]
                        for line in scores),
             title=f"Điểm chính thức – {terms.title}"),
        Page(name="Cách tính", columns=(SheetColumn("Cách tính lại", 110),),
             rows=tuple((line,) for line in _how(terms, rubric, voted=voted)),
             title="Cách tính lại"),
    ]  # fmt: skip
    return to_xlsx(pages)


def _how(terms: Terms, rubric: RubricView, *, voted: bool) -> list[str]:
    weights = "; ".join(
        f"{c.position}. {c.name}: hệ số {decimal_text(c.weight)}, tối đa {decimal_text(c.maximum)}"
        for c in rubric.criteria
    )
    return [
        f"Tiêu chí – {weights}.",
        "Tổng phiếu = tổng của (điểm tiêu chí × hệ số).",
        "Ô trống là “không áp dụng”: lấy tổng các tiêu chí còn lại × (tối đa của cả thang ÷ tối "
        "đa của các tiêu chí còn lại, tính cả hệ số), làm tròn 4 số lẻ, nửa đơn vị lên.",
        "Điểm chính thức = trung bình cộng tổng phiếu của hồ sơ, làm tròn "
        f"{terms.digits} chữ số, nửa đơn vị làm tròn lên.",
        f"Hồ sơ có dưới {max(terms.quorum, 1)} phiếu đã chốt chưa có điểm chính thức.",
        *([_shares(terms, rubric)] if terms.shares else []),
        *(["Thể lệ của đợt: điểm chính thức đã gồm điểm bình chọn của cộng đồng, cộng sau khi làm "
           "tròn trung bình cộng."] if voted else []),
    ]  # fmt: skip


def _shares(terms: Terms, rubric: RubricView) -> str:
    parts = "; ".join(
        f"{name} {decimal_text(share)} %, thang {decimal_text(most)}"
        for name, share, most in terms.shares
    )
    return (
        f"Điểm chính thức gồm nhiều vòng ({parts}): lấy điểm của từng vòng (đã làm tròn như trên) "
        f"× tỷ lệ ÷ 100 × {decimal_text(rubric.maximum)} ÷ thang của vòng, cộng lại rồi làm tròn "
        f"{terms.digits} chữ số, nửa đơn vị lên. Phiếu của vòng trước ở tệp của vòng đó."
    )
