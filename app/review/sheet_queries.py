"""What a reviewer's pages show: own sheets and the dossiers to score. Never others' scores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from app.database.reading import rows_of
from app.files.inline import shown_inline
from app.ideas.blinding import redacted_idea, redacted_titles, redactors
from app.ideas.models import Idea
from app.ideas.queries import BlindIdea, OpenIdea, open_idea
from app.ideas.states import DECIDED, IdeaState
from app.kernel.actor import Actor
from app.kernel.refusals import NOT_FOUND, Denied
from app.review.models import Mark, Result, Sheet
from app.review.policy import SheetStanding
from app.review.queries import draft_of, standing_of_sheet
from app.review.rules import SheetDraft
from app.review.stage_queries import earlier_scores, round_of_sheet
from app.review.states import OPEN_SHEETS, SheetState
from app.rounds.models import Category, Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import CriterionView, RubricView
from app.rounds.states import BlindMode, RoundState

ACTIVE = (SheetState.NOT_STARTED, SheetState.DRAFT, SheetState.REOPENED, SheetState.LOCKED)
SHOWN = (IdeaState.ELIGIBLE, IdeaState.SCORING, IdeaState.SCORED, IdeaState.BEFORE_COUNCIL,
         IdeaState.RECOGNISED, IdeaState.DECLINED, IdeaState.REVOKED)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MyRound:
    """A round in which I have sheets."""

    round_id: int
    code: str
    title: str
    opens_at: datetime
    closes_at: datetime


def my_rounds(session: Session, actor: Actor) -> list[MyRound]:
    """The rounds in which the actor has sheets, the newest first."""
    return [MyRound(*row) for row in rows_of(session, _my_rounds(), {"me": actor.user_id})]


@cache
def _my_rounds() -> Select[int, str, str, datetime, datetime]:
    """Put together once, as those below: a reviewer's pages ask them at every request."""
    mine = select(Sheet.round_id).where(Sheet.reviewer_id == bindparam("me"))
    return (
        select(Round.id, Round.code, Round.title, Round.scoring_opens_at, Round.scoring_closes_at)
        .where(Round.id.in_(mine), Round.state != RoundState.DRAFT)
        .order_by(Round.scoring_opens_at.desc(), Round.id.desc())
    )


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One of my sheets in the list."""

    sheet_id: int
    code: str
    title: str
    category_name: str
    state: SheetState
    criteria_done: int
    total: Decimal | None
    saved_at: datetime | None
    outcome: IdeaState | None
    """What was decided on the dossier, once it is."""


@cache
def _mine() -> Select[int]:
    """Asked with `_whose`."""
    return (
        select(Sheet.id)
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(
            Sheet.reviewer_id == bindparam("me"),
            Sheet.round_id == bindparam("round"),
            Idea.state.in_(SHOWN),
        )
    )


def _whose(actor: Actor, round_id: int, **more: Any) -> dict[str, Any]:
    return {"me": actor.user_id, "round": round_id, **more}


def my_counts(session: Session, actor: Actor, round_id: int) -> dict[SheetState, int]:
    """How many of my sheets stand in each state, zeros included."""
    rows = rows_of(session, _my_counts(), _whose(actor, round_id))
    return dict.fromkeys(SheetState, 0) | {state: count for state, count in rows}


@cache
def _my_counts() -> Select[SheetState, int]:
    return _mine().with_only_columns(Sheet.state, func.count()).group_by(Sheet.state)


def my_lines(
    session: Session,
    actor: Actor,
    round_id: int,
    state: SheetState | None,
    *,
    limit: int,
    offset: int,
) -> list[SheetLine]:
    """My sheets in my own order; without a state, all but the declined."""
    states = ACTIVE if state is None else (state,)
    asked = _whose(actor, round_id, states=states, limit=limit, offset=offset)
    rows = rows_of(session, _my_lines(), asked)
    titles = redacted_titles(session, {row[-1]: row[2] for row in rows})
    return [
        SheetLine(key, code or "", titles[idea_id], category or "", standing, count, total, saved,
                  state if state in DECIDED else None)
        for key, code, _title, category, standing, count, total, saved, state, idea_id in rows
    ]  # fmt: skip


@cache
def _my_lines() -> Select[*tuple[Any, ...]]:
    done = (
        select(func.count())
        .where(Mark.sheet_id == Sheet.id, Mark.points.is_not(None))
        .correlate(Sheet)
        .scalar_subquery()
    )
    return (
        _mine()
        .outerjoin(Category, Category.id == Idea.category_id)
        .with_only_columns(Sheet.id, Idea.code, Idea.title, Category.name, Sheet.state, done,
                           Sheet.total, Sheet.saved_at, Idea.state, Idea.id)
        .where(Sheet.state.in_(bindparam("states", expanding=True)))
        .order_by(Sheet.position, Sheet.id)
        .limit(bindparam("limit"))
        .offset(bindparam("offset"))
    )  # fmt: skip


def totals_so_far(session: Session, actor: Actor, round_id: int) -> list[Decimal]:
    """The totals of my complete sheets of a round: how I spread my points."""
    rows = rows_of(session, _totals(), _whose(actor, round_id))
    return [total for (total,) in rows if total is not None]


@cache
def _totals() -> Select[Decimal | None]:
    return select(Sheet.total).where(
        Sheet.reviewer_id == bindparam("me"),
        Sheet.round_id == bindparam("round"),
        Sheet.state.in_(ACTIVE),
        Sheet.total.is_not(None),
    )


def scale_of(session: Session, round_id: int) -> Decimal:
    """The most a dossier of this round can get; 0 without a rubric."""
    rubric = rubric_of(session, round_id)
    return rubric.maximum if rubric else Decimal()


def criteria_of(session: Session, round_id: int) -> tuple[CriterionView, ...]:
    """The criteria in force; none without a rubric."""
    rubric = rubric_of(session, round_id)
    return rubric.criteria if rubric else ()


def next_sheet(session: Session, actor: Actor, round_id: int, after: Sheet | None) -> int | None:
    """The sheet to go on with: not begun before begun, the least reviewed dossier first.

    Within that, round and round in the reviewer's own order, so that what was left for later
    does not come back at once. None when nothing is left to score.
    """
    here = {"here": after.position, "key": after.id} if after else {"here": -1, "key": 0}
    rows = rows_of(session, _next(), _whose(actor, round_id, **here))
    return next((key for (key,) in rows), None)


@cache
def _next() -> Select[int]:
    return (
        _mine()
        .outerjoin(Result, Result.idea_id == Sheet.idea_id)
        .where(
            Sheet.state.in_(OPEN_SHEETS),
            Idea.state == IdeaState.SCORING,
            Sheet.id != bindparam("key"),
        )
        .order_by(
            Sheet.state != SheetState.NOT_STARTED,
            func.coalesce(Result.sheets_done, 0),
            case((Sheet.position > bindparam("here"), 0), else_=1),
            Sheet.position,
            Sheet.id,
        )
        .limit(1)
    )


def neighbours(session: Session, actor: Actor, sheet: Sheet) -> tuple[int | None, int | None]:
    """My sheets before and after this one, in my own order."""
    asked = _whose(actor, sheet.round_id, here=sheet.position, key=sheet.id)
    ((before, after),) = rows_of(session, _neighbours(), asked)
    return before, after


@cache
def _neighbours() -> Select[int | None, int | None]:
    others = _mine().where(Sheet.state.in_(ACTIVE))
    here, key = bindparam("here", type_=Integer()), bindparam("key", type_=Integer())
    before = or_(Sheet.position < here, (Sheet.position == here) & (Sheet.id < key))
    after = or_(Sheet.position > here, (Sheet.position == here) & (Sheet.id > key))
    backwards = others.where(before).order_by(Sheet.position.desc(), Sheet.id.desc())
    onwards = others.where(after).order_by(Sheet.position, Sheet.id)
    return select(backwards.limit(1).scalar_subquery(), onwards.limit(1).scalar_subquery())


@dataclass(frozen=True, slots=True)
class SheetPage:
    """Everything the scoring page may show. `open` is None in a blind round."""

    sheet: Sheet
    standing: SheetStanding
    round_title: str
    blind: BlindIdea
    open: OpenIdea | None
    rubric: RubricView
    draft: SheetDraft
    viewable: frozenset[int]
    """The files that are shown inside the page."""
    earlier: tuple[tuple[str, Decimal | None], ...] = ()
    """Names and official scores of ended stages, where the round lets reviewers read them."""


def own_sheet(session: Session, sheet_id: int) -> Sheet:
    """The sheet itself, to read; 404 if absent. Ask the policy before showing any of it."""
    sheet = session.get(Sheet, sheet_id)
    if sheet is None:
        raise Denied(NOT_FOUND)
    return sheet


def sheet_page(session: Session, actor: Actor, sheet: Sheet) -> SheetPage:
    """The dossier in the projection of the round's blind mode, the rubric, and what I gave."""
    round_ = round_of_sheet(session, sheet.round_id)
    blind, rubric = redacted_idea(session, sheet.idea_id), rubric_of(session, sheet.round_id)
    if blind is None or rubric is None:
        raise Denied(NOT_FOUND)
    shown = open_idea(session, sheet.idea_id) if round_.blind is BlindMode.OPEN else None
    return SheetPage(
        sheet=sheet,
        standing=standing_of_sheet(session, actor, sheet),
        round_title=round_.title,
        blind=blind,
        open=shown,
        rubric=rubric,
        earlier=tuple(earlier_scores(session, round_, sheet.idea_id)),
        draft=draft_of(session, sheet),
        viewable=shown_inline(session, [f.file_id for f in blind.files if not f.held]),
    )


def rubric_of_own(session: Session, actor: Actor, sheet: Sheet) -> RubricView:
    """The rubric for reading what the sheet's reviewer sent; for anybody else there is no sheet."""
    rubric = rubric_of(session, sheet.round_id)
    if rubric is None or actor.user_id != sheet.reviewer_id:
        raise Denied(NOT_FOUND)
    return rubric


def title_of_sheet(session: Session, sheet: Sheet) -> tuple[str, str]:
    """Code and title of the sheet's dossier: what its reviewer has already been shown."""
    code, title = session.execute(
        select(Idea.code, Idea.title).where(Idea.id == sheet.idea_id)
    ).one()
    return code or "", redacted_titles(session, {sheet.idea_id: title})[sheet.idea_id]


def texts_of_sheets(
    session: Session, sheet_ids: Collection[int], names: Sequence[str]
) -> dict[int, dict[str, str]]:
    """These texts of the dossiers on these sheets, as their reviewer may read them."""
    rows = session.execute(
        select(Sheet.id, Idea.id, *[getattr(Idea, name) for name in names])
        .join(Idea, Idea.id == Sheet.idea_id)
        .where(Sheet.id.in_(list(sheet_ids)))
    ).all()
    words = redactors(session, [row[1] for row in rows])
    return {
        key: {name: words[idea_id].text(name, raw) for name, raw in zip(names, parts, strict=True)}
        for key, idea_id, *parts in rows
    }
