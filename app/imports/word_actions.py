"""A dossier from a Word application that a person has compared, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.audit.actions import record
from app.database.once import earlier_result
from app.files.rules import judge
from app.ideas import actions as ideas
from app.ideas.behalf import Person, start_for
from app.ideas.drafts import AuthorLine, Effect, Information, ParticipantLine, Texts
from app.ideas.models import Idea
from app.ideas.writing import save_participants
from app.imports.word_reading import Application, NoApplication, read_application
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Blocked, Blocker, require_ready
from app.kernel.text import T
from app.rounds.models import Round

MOST_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class Compared:
    """What the person confirmed."""

    information: Information
    texts: Texts
    effect: Effect
    authors: Sequence[AuthorLine]
    participants: Sequence[ParticipantLine]


def look_into(stream: BinaryIO, name: str) -> Application:
    """Read a Word file; nothing of it is kept. Raises `Blocked` with the reason."""
    if not name.lower().endswith(".docx"):
        raise _bad(T("Chọn tệp .docx; tệp .doc mở bằng Word rồi lưu lại ở dạng .docx"))
    size = stream.seek(0, 2)
    if size > MOST_BYTES:
        raise _bad(T("Tệp phải nhỏ hơn %(n)s MB", n=MOST_BYTES >> 20))
    facts = judge(stream, name, size)
    if isinstance(facts, Blocker):
        raise Blocked([facts])
    stream.seek(0)
    try:
        return read_application(stream.read())
    except NoApplication:
        raise _bad(T("Tệp không có mục nào của đơn yêu cầu công nhận sáng kiến. Dùng mẫu đơn ở "
                     "trang này, hoặc khai trực tiếp")) from None  # fmt: skip


def recognise(found: Application, actor: Actor) -> None:
    """Give the reader's own line their address: it is what ties an author to an account.

    The application has no column for it. Two lines of that name stay as they are: a person decides.
    """
    own = [place for place, line in enumerate(found.authors)
           if line.full_name.casefold() == actor.name.casefold() and not line.email]  # fmt: skip
    if len(own) == 1:
        found.authors[own[0]] = replace(found.authors[own[0]], email=actor.email)
    elif found.authors and actor.has(Role.AUTHOR):
        found.author_notes.append(T("Tên của bạn (%(name)s) không có, hoặc có hơn một lần, trong "
                                    "bảng tác giả: ghi thư điện tử của bạn vào dòng của mình, nếu "
                                    "bạn là tác giả", name=actor.name))  # fmt: skip


def _bad(text: object) -> Blocked:
    return Blocked([Blocker("file", text)])  # type: ignore[arg-type]


def begin_from_word(
    session: Session, actor: Actor, round_: Round, unit_id: int | None, compared: Compared,
    now: datetime, *, once_key: str = "",
) -> Idea:  # fmt: skip
    """Make the draft: an author's own, or for somebody without an account by an officer."""
    earlier = earlier_result(session, once_key, actor.user_id)
    if earlier:
        return session.get_one(Idea, int(earlier))
    if not compared.authors:
        require_ready([Blocker("authors", T("Khai ít nhất một tác giả"))])
    if unit_id is not None and actor.has(Role.UNIT_CLERK, Role.SECRETARY):
        first = compared.authors[0]
        person = Person(first.full_name, first.workplace, first.job_title)
        reason = str(T("Nhập từ đơn Word"))
        idea = start_for(session, actor, round_, person, unit_id, reason, now, once_key=once_key)
    else:
        idea = ideas.start_idea(session, actor, round_, now, once_key=once_key)
    session.flush()
    ideas.save_information(session, actor, idea, compared.information, now, idea.version)
    ideas.save_texts(session, actor, idea, compared.texts, now, idea.version)
    ideas.save_effect(session, actor, idea, compared.effect, now, idea.version)
    ideas.save_authors(session, actor, idea, compared.authors, now, idea.version)
    save_participants(session, actor, idea, compared.participants, now, idea.version)
    record(session, actor, "idea:from_word", idea, now)
    return idea
