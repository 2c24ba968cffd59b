"""Writes: statement of difference, links and their end, versions of the words."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas.models import Idea
from app.ideas.queries import standing_of
from app.ideas.states import EDITABLE
from app.kernel.actor import Actor
from app.kernel.refusals import (
    NOT_FOUND,
    Blocked,
    Blocker,
    Denied,
    blockers_of_reason,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.novelty import policy, queries, rules, words_queries
from app.novelty.lexicon import parse, write
from app.novelty.models import REASON_LIMIT, STATEMENT_LIMIT, Link, Statement, Words
from app.novelty.states import LinkKind

NOTE_LIMIT = 300


def say_difference(
    session: Session, actor: Actor, idea: Idea, text: str, now: datetime
) -> Statement:
    """One line by an author; a later one replaces it until the dossier is out of their hands."""
    require(policy.state_difference(actor, standing_of(session, idea)))
    if idea.state not in EDITABLE:
        raise Blocked([Blocker("", T("Hồ sơ đã nộp, không sửa được điểm khác biệt"))])
    line = clean_line(text)
    require_ready(rules.blockers_of_statement(line, STATEMENT_LIMIT))
    statement = session.get(Statement, idea.id)
    if statement is None:
        statement = Statement(idea_id=idea.id, text=line, said_by=actor.user_id, said_at=now)
        session.add(statement)
    elif statement.text == line:
        return statement
    statement.text, statement.said_by, statement.said_at = line, actor.user_id, now
    record(session, actor, "novelty:difference", idea, now)
    return statement


def link(
    session: Session, actor: Actor, idea: Idea, other: Idea, kind: LinkKind, reason: str,
    now: datetime,
) -> Link:  # fmt: skip
    """Say how the dossier stands to another one. Changes neither; can be ended."""
    require(policy.link(actor, standing_of(session, idea), standing_of(session, other)))
    reason = clean(reason)
    linked = queries.open_link(session, idea.id, other.id) is not None
    require_ready(rules.blockers_to_link(idea.id, other.id, linked=linked)
                  + blockers_of_reason(reason, REASON_LIMIT))  # fmt: skip
    made = Link(idea_id=idea.id, other_id=other.id, kind=kind, reason=reason,
                made_by=actor.user_id, made_at=now)  # fmt: skip
    session.add(made)
    session.flush()
    record(session, actor, "novelty:link", idea, now, reason=reason, kind=str(kind),
           other=other.code)  # fmt: skip
    return made


def unlink(session: Session, actor: Actor, made: Link, reason: str, now: datetime) -> None:
    """End a link; it stays in the history."""
    idea, other = session.get_one(Idea, made.idea_id), session.get_one(Idea, made.other_id)
    require(policy.link(actor, standing_of(session, idea), standing_of(session, other)))
    if made.ended_at is not None:
        raise Blocked([Blocker("", T("Liên kết này đã được bỏ"))])
    reason = clean(reason)
    require_ready(blockers_of_reason(reason, REASON_LIMIT))
    made.ended_at, made.ended_by, made.end_reason = now, actor.user_id, reason
    record(session, actor, "novelty:unlink", idea, now, reason=reason, kind=str(made.kind),
           other=other.code)  # fmt: skip


def keep_words(
    session: Session, actor: Actor, content: str, note: str, based_on: int, now: datetime
) -> Words:
    """A new version of the table; the worker reads all dossiers again with it.

    Raises `Blocked` with everything that is wrong, also when somebody kept a version after
    `based_on` was shown.
    """
    require(policy.change_words(actor))
    rows, problems = parse(content)
    note = clean_line(note)
    if not note or len(note) > NOTE_LIMIT:
        problems.append(Blocker("note", T("Ghi một dòng về thay đổi (không quá %(n)s ký tự)",
                                          n=NOTE_LIMIT)))  # fmt: skip
    last = session.scalar(select(func.max(Words.number))) or 0
    if based_on != last:
        problems.append(
            Blocker("", T("Bảng từ đã có phiên bản %(n)s mới hơn bản đang sửa", n=last))
        )
    require_ready(problems)
    words = Words(number=last + 1, content=write(rows), note=note, made_by=actor.user_id,
                  made_at=now)  # fmt: skip
    session.add(words)
    record(session, actor, "novelty:words", "novelty:words", now, number=last + 1, note=note)
    return words


def restore_words(session: Session, actor: Actor, number: int, now: datetime) -> Words:
    """An old version (0: the shipped one) becomes the newest."""
    require(policy.change_words(actor))
    old = words_queries.words_of(session, number)
    if old is None:
        raise Denied(NOT_FOUND)
    last = session.scalar(select(func.max(Words.number))) or 0
    note = str(T("Khôi phục phiên bản %(n)s", n=number))
    return keep_words(session, actor, old.content, note, last, now)
