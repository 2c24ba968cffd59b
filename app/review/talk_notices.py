"""Mails about the talk on a dossier: that there is something, never what, never who."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.queries import holders
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.dates import local_date
from app.kernel.text import T, Text
from app.review.notices import accounts, tell
from app.rounds.models import Round

SIGN_IN = T("Đăng nhập hệ thống Sáng kiến số để đọc; nội dung không có trong thư.")


def to_reviewers(
    session: Session, idea: Idea, keys: Iterable[int], title: Text, now: datetime
) -> None:
    """To these reviewers, without a word of the content."""
    tell(session, accounts(session, sorted(keys)), "review_talk", idea.subject, now, title,
         SIGN_IN, discreet=True)  # fmt: skip


def to_secretaries(
    session: Session, idea: Idea, title: Text, now: datetime, *, but: int | None
) -> None:
    """To the council's secretaries, except who did it."""
    council_id = session.get_one(Round, idea.round_id).council_id
    found = holders(session, local_date(now), Role.SECRETARY, council_id=council_id)
    people = [(m.account_id, m.name, m.email) for m in found if m.account_id != but]
    tell(session, people, "review_talk", idea.subject, now, title, SIGN_IN, discreet=True)


def to_authors(session: Session, idea: Idea, keys: Iterable[int], now: datetime) -> None:
    """To the authors with an account: the council asks something."""
    tell(session, accounts(session, sorted(keys)), "review_question", idea.subject, now,
         T("Hội đồng có câu hỏi về hồ sơ %(code)s", code=idea.code),
         T("Hội đồng đề nghị tác giả trả lời câu hỏi về hồ sơ %(code)s.\nĐăng nhập hệ thống Sáng "
           "kiến số, mục Việc chờ tôi, để đọc và trả lời.", code=idea.code))  # fmt: skip
