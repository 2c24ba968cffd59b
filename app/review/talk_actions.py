"""Write to the thread of a dossier; ask its authors through the secretary."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor
from app.kernel.numbers import integer_text
from app.kernel.refusals import AlreadyDone, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean
from app.review import policy, queries, talk_notices, talk_policy, talk_queries
from app.review.models import Sheet
from app.review.talk_models import AuthorQuestion, DiscussionNote
from app.rounds.models import Round

TALK_LIMIT = 2000


def note_as_reviewer(
    session: Session, actor: Actor, sheet: Sheet, body: str, now: datetime
) -> None:
    """A reviewer writes, after locking the own sheet."""
    require(talk_policy.join_discussion(actor, queries.standing_of_sheet(session, actor, sheet)))
    _note(session, actor, session.get_one(Idea, sheet.idea_id), body, now)


def note_as_office(session: Session, actor: Actor, idea: Idea, body: str, now: datetime) -> None:
    """Secretary or chair writes; never in a conflict, never with an own sheet still open."""
    _require_office(session, actor, idea)
    _note(session, actor, idea, body, now)


def _note(session: Session, actor: Actor, idea: Idea, body: str, now: datetime) -> None:
    text = clean(body)
    require_ready(_blockers_of("body", text))
    session.add(DiscussionNote(idea_id=idea.id, author_id=actor.user_id or 0, body=text,
                               written_at=now))  # fmt: skip
    record(session, actor, "discussion:note", idea, now)
    readers = [k for k in talk_queries.locked_reviewers(session, idea.id) if k != actor.user_id]
    title = T("Có trao đổi mới về hồ sơ %(code)s", code=idea.code)
    talk_notices.to_reviewers(session, idea, readers, title, now)
    talk_notices.to_secretaries(session, idea, title, now, but=actor.user_id)


def _require_office(session: Session, actor: Actor, idea: Idea) -> None:
    round_ = session.get_one(Round, idea.round_id)
    shut = queries.shut_codes(session, actor, [idea.id])
    require(policy.work_on(actor, round_.council_id, shut))


def _blockers_of(field: str, text: str) -> list[Blocker]:
    if not text:
        return [Blocker(field, T("Nhập nội dung"))]
    if len(text) > TALK_LIMIT:
        most, length = integer_text(TALK_LIMIT), integer_text(len(text))
        message = T("Nội dung không được quá %(most)s ký tự (hiện có %(n)s ký tự)",
                    most=most, n=length)  # fmt: skip
        return [Blocker(field, message)]
    return []


def ask_author(session: Session, actor: Actor, sheet: Sheet, text: str, now: datetime) -> None:
    """A reviewer asks; the authors read only what the secretary sends, and no name."""
    require(policy.score(actor, queries.standing_of_sheet(session, actor, sheet), now))
    question = clean(text)
    require_ready(_blockers_of("question", question))
    idea = session.get_one(Idea, sheet.idea_id)
    session.add(AuthorQuestion(idea_id=idea.id, asked_by=actor.user_id or 0, question=question,
                               asked_at=now))  # fmt: skip
    record(session, actor, "author_question:ask", idea, now)
    title = T("Có câu hỏi chờ chuyển cho tác giả hồ sơ %(code)s", code=idea.code)
    talk_notices.to_secretaries(session, idea, title, now, but=actor.user_id)


def send_question(
    session: Session, actor: Actor, asked: AuthorQuestion, text: str, now: datetime
) -> None:
    """The secretary sends it in own words, so that the asker is not told by the wording."""
    idea = session.get_one(Idea, asked.idea_id)
    _require_office(session, actor, idea)
    _require_open(asked)
    worded = clean(text)
    require_ready([*_blockers_of("text", worded), *_blockers_of_state(idea)])
    asked.sent_text, asked.sent_at, asked.handled_by = worded, now, actor.user_id
    record(session, actor, "author_question:send", idea, now)
    talk_notices.to_authors(session, idea, talk_queries.author_ids(session, idea), now)


def refuse_question(
    session: Session, actor: Actor, asked: AuthorQuestion, reason: str, now: datetime
) -> None:
    """Not sent, for a reason that the asker reads."""
    idea = session.get_one(Idea, asked.idea_id)
    _require_office(session, actor, idea)
    _require_open(asked)
    why = clean(reason)
    require_ready(_blockers_of("text", why))
    asked.refusal, asked.refused_at, asked.handled_by = why, now, actor.user_id
    record(session, actor, "author_question:refuse", idea, now)
    title = T("Câu hỏi về hồ sơ %(code)s không được chuyển", code=idea.code)
    talk_notices.to_reviewers(session, idea, [asked.asked_by], title, now)


def _require_open(asked: AuthorQuestion) -> None:
    if asked.sent_at is not None or asked.refused_at is not None:
        raise AlreadyDone(T("Câu hỏi này đã được xử lý"))


def _blockers_of_state(idea: Idea) -> list[Blocker]:
    if idea.state is IdeaState.SCORING:
        return []
    return [Blocker("text", T("Hồ sơ không còn ở giai đoạn chấm điểm"))]


def answer_question(
    session: Session, actor: Actor, asked: AuthorQuestion, text: str, now: datetime
) -> None:
    """One of the authors answers, once; the secretary reads it before any reviewer does."""
    idea = session.get_one(Idea, asked.idea_id)
    require(talk_policy.answer_author_question(actor, talk_queries.author_ids(session, idea)))
    if asked.answered_at is not None:
        raise AlreadyDone(T("Câu hỏi này đã được trả lời"))
    answer = clean(text)
    gone = asked.sent_at is None
    require_ready([*_blockers_of("answer", answer), *_blockers_of_state(idea)]
                  + ([Blocker("answer", T("Câu hỏi chưa được gửi"))] if gone else []))  # fmt: skip
    asked.answer, asked.answered_at, asked.answered_by = answer, now, actor.user_id
    record(session, actor, "author_question:answer", idea, now)
    title = T("Tác giả đã trả lời câu hỏi về hồ sơ %(code)s", code=idea.code)
    talk_notices.to_secretaries(session, idea, title, now, but=None)


def release_answer(session: Session, actor: Actor, asked: AuthorQuestion, now: datetime) -> None:
    """The secretary lets the dossier's reviewers read question and answer."""
    idea = session.get_one(Idea, asked.idea_id)
    _require_office(session, actor, idea)
    if asked.released_at is not None:
        raise AlreadyDone(T("Câu trả lời này đã được chuyển cho người chấm"))
    ready = asked.answered_at is not None
    require_ready([] if ready else [Blocker("answer", T("Tác giả chưa trả lời"))])
    asked.released_at = now
    record(session, actor, "author_question:release", idea, now)
    title = T("Có trả lời của tác giả về hồ sơ %(code)s", code=idea.code)
    talk_notices.to_reviewers(session, idea, queries.active_reviewers(session, idea.id), title, now)
