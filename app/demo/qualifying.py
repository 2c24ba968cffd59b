"""Two members say whether each dossier of a round is eligible, and a third where they differ.

Through the acts of the pages; nothing here is drawn by chance, so that the rest of the demo is the
same with and without it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.demo.basis import Basis
from app.extensions import db
from app.ideas.models import Idea
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Verdict
from app.kernel.actor import Role
from app.kernel.dates import local_date
from app.review.qualifying_actions import assign, give
from app.review.qualifying_office_queries import proposal
from app.rounds.models import Round

ASKED = 4
YES = "Đủ giấy tờ, đúng đối tượng; giải pháp đã áp dụng thử trong năm xét."
NO = "Chưa có xác nhận của đơn vị áp dụng, đề nghị bổ sung trước khi chấm."


def qualify(basis: Basis, round_id: int, now: datetime) -> int:
    """Ask four members about what is with the office; gives how many questions were answered.

    The reviewer who signs in first keeps one dossier open and has answered the others.
    """
    people = [one.user_id or 0 for one in basis.reviewers[:ASKED]]
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        made = proposal(session, round_, people, local_date(now))
        assign(session, basis.first[Role.SECRETARY], round_, made.pairs, now)
    db.session.remove()
    with transaction() as session:
        number = _answer(session, basis, round_id, now + timedelta(hours=2))
    db.session.remove()
    return number


def _answer(session: Session, basis: Basis, round_id: int, now: datetime) -> int:
    actors = {one.user_id: one for one in basis.reviewers}
    me = basis.first[Role.REVIEWER].user_id
    rows = session.scalars(
        select(Qualification).join(Idea, Idea.id == Qualification.idea_id)
        .where(Idea.round_id == round_id).order_by(Qualification.idea_id, Qualification.id)
    ).all()  # fmt: skip
    mine = [row.id for row in rows if row.qualifier_id == me]
    dossiers = sorted({row.idea_id for row in rows})
    answered = [row for row in rows if row.id not in mine[-1:] and row.idea_id != dossiers[-1]]
    for place, row in enumerate(answered):
        fails = place == 0
        give(session, actors[row.qualifier_id], row, Verdict.FAIL if fails else Verdict.PASS,
             NO if fails else YES, now + timedelta(minutes=place), row.version)  # fmt: skip
    return len(answered)
