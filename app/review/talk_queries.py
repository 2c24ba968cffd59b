"""What is read of the talk about a dossier; under which name depends on who reads."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.database.reading import rows_of
from app.ideas.blinding import redactors
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.text import T, Text
from app.review.models import Sheet
from app.review.states import SheetState
from app.review.talk_models import AuthorQuestion, DiscussionNote
from app.rounds.models import Round
from app.rounds.stage_models import RoundStage
from app.rounds.states import BlindMode


@dataclass(frozen=True, slots=True)
class Note:
    """One note as its reader sees it."""

    voice: Text | str
    mine: bool
    body: str
    written_at: datetime


def thread(
    session: Session, idea: Idea, actor: Actor, *, masked: bool, office: bool = False
) -> list[Note]:
    """The notes of a dossier, oldest first. Masked: "Ủy viên 2", the same number in every note."""
    names = _numbers(session, idea.id) if masked else {}
    rows = session.execute(
        select(DiscussionNote, Account.full_name)
        .join(Account, Account.id == DiscussionNote.author_id)
        .where(DiscussionNote.idea_id == idea.id, *([] if office else [_of_this_stage(idea)]))
        .order_by(DiscussionNote.id)
    )
    return [
        Note(_voice(note.author_id, name, names, masked=masked), note.author_id == actor.user_id,
             note.body, note.written_at)
        for note, name in rows
    ]  # fmt: skip


def _of_this_stage(idea: Idea) -> ColumnElement[bool]:
    """Reviewers of a later stage read no talk of an earlier one, unless the round says so."""
    began = (
        select(func.max(RoundStage.ended_at))
        .join(Round, Round.id == RoundStage.round_id)
        .where(RoundStage.round_id == idea.round_id, Round.stage > 1, ~Round.shows_earlier)
        .scalar_subquery()
    )
    return or_(began.is_(None), DiscussionNote.written_at >= began)


def _voice(key: int, name: str, numbers: dict[int, int], *, masked: bool) -> Text | str:
    if not masked:
        return name
    if key in numbers:
        return T("Ủy viên %(n)s", n=numbers[key])
    return T("Thư ký, chủ tịch Hội đồng")


def _numbers(session: Session, idea_id: int) -> dict[int, int]:
    """A number for each reviewer of the dossier, in an order that tells nothing of the names."""
    keys = session.scalars(
        select(Sheet.reviewer_id).where(Sheet.idea_id == idea_id).order_by(Sheet.position, Sheet.id)
    )
    return {key: number for number, key in enumerate(keys, start=1)}


def is_masked(session: Session, idea: Idea) -> bool:
    """Whether reviewers do not know of each other: in every round that is not open."""
    return (
        session.scalar(select(Round.blind).where(Round.id == idea.round_id)) is not BlindMode.OPEN
    )


@dataclass(frozen=True, slots=True)
class ReleasedAnswer:
    """A question and its answer as the dossier's reviewers read them."""

    sent_text: str
    answer: str
    answered_at: datetime | None


def released_questions(session: Session, idea_id: int) -> list[ReleasedAnswer]:
    """What the secretary has let through; in a blind round the authors' names are hidden in it."""
    words = redactors(session, [idea_id])[idea_id]
    rows = session.execute(
        select(AuthorQuestion.sent_text, AuthorQuestion.answer, AuthorQuestion.answered_at)
        .where(AuthorQuestion.idea_id == idea_id, AuthorQuestion.released_at.is_not(None))
        .order_by(AuthorQuestion.id)
    )
    return [ReleasedAnswer(words.text("question", asked), words.text("reply", answer), at)
            for asked, answer, at in rows]  # fmt: skip


def own_questions(session: Session, idea_id: int, actor: Actor) -> list[AuthorQuestion]:
    """What this reviewer has asked, answered or not."""
    return list(
        session.scalars(
            select(AuthorQuestion)
            .where(AuthorQuestion.idea_id == idea_id, AuthorQuestion.asked_by == actor.user_id)
            .order_by(AuthorQuestion.id)
        )
    )


def questions_of(session: Session, idea_id: int) -> list[AuthorQuestion]:
    """All questions about a dossier, for the office."""
    return list(
        session.scalars(
            select(AuthorQuestion).where(AuthorQuestion.idea_id == idea_id)
            .order_by(AuthorQuestion.id)
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentQuestion:
    """A question as its authors read it: never who asked, never the reviewer's own words."""

    question_id: int
    text: str
    sent_at: datetime
    answer: str
    answered_at: datetime | None


def sent_questions(session: Session, idea_id: int) -> list[SentQuestion]:
    """What the secretary has sent to the authors of a dossier."""
    rows = session.execute(
        select(AuthorQuestion.id, AuthorQuestion.sent_text, AuthorQuestion.sent_at,
               AuthorQuestion.answer, AuthorQuestion.answered_at)
        .where(AuthorQuestion.idea_id == idea_id, AuthorQuestion.sent_at.is_not(None))
        .order_by(AuthorQuestion.id)
    )  # fmt: skip
    return [
        SentQuestion(key, words, sent_at, answer, answered_at)
        for key, words, sent_at, answer, answered_at in rows
        if sent_at is not None
    ]


def author_ids(session: Session, idea: Idea) -> frozenset[int]:
    """The accounts of everybody who wrote the dossier."""
    rows = session.scalars(
        select(IdeaAuthor.account_id).where(
            IdeaAuthor.idea_id == idea.id, IdeaAuthor.account_id.is_not(None)
        )
    )
    return frozenset({idea.owner_id, *rows} - {None})


def locked_reviewers(session: Session, idea_id: int) -> list[int]:
    """Who may read the thread among the reviewers."""
    return list(
        session.scalars(
            select(Sheet.reviewer_id)
            .where(Sheet.idea_id == idea_id, Sheet.state == SheetState.LOCKED)
            .order_by(Sheet.reviewer_id)
        )
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier with something to do about a question."""

    idea_id: int
    round_id: int
    code: str


def to_answer(session: Session, actor: Actor) -> list[Waiting]:
    """The actor's dossiers with a question that nobody has answered."""
    return _found(session, _to_answer(), {"me": actor.user_id})


@cache
def _to_answer() -> Select[int, int, str | None]:
    me = bindparam("me", type_=Integer())
    own = select(IdeaAuthor.idea_id).where(IdeaAuthor.account_id == me)
    return _waiting(
        AuthorQuestion.sent_at.is_not(None) & AuthorQuestion.answered_at.is_(None),
        (Idea.owner_id == me) | Idea.id.in_(own),
    )


def to_handle(session: Session, actor: Actor) -> list[Waiting]:
    """Questions to send on and answers to let through, in the councils where I am secretary."""
    councils = actor.councils_as(Role.SECRETARY)
    fresh = AuthorQuestion.sent_at.is_(None) & AuthorQuestion.refused_at.is_(None)
    answered = AuthorQuestion.answered_at.is_not(None) & AuthorQuestion.released_at.is_(None)
    return _found(session, _waiting(fresh | answered, Round.council_id.in_(councils)))


def _waiting(
    question: ColumnElement[bool], dossier: ColumnElement[bool]
) -> Select[int, int, str | None]:
    """Begins at the questions, which are few, not at the dossiers."""
    return (
        select(Idea.id, Idea.round_id, Idea.code)
        .join(Round, Round.id == Idea.round_id)
        .where(Idea.id.in_(select(AuthorQuestion.idea_id).where(question)), dossier,
               Idea.state == IdeaState.SCORING)
        .order_by(Idea.id)
    )  # fmt: skip


def _found(
    session: Session, statement: Select[int, int, str | None], asked: dict[str, Any] | None = None
) -> list[Waiting]:
    rows = rows_of(session, statement, asked)
    return [Waiting(key, round_id, code or "") for key, round_id, code in rows]
