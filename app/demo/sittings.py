"""A sitting of each kind of council, closed with its minutes: members, one letter, one absent."""

from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import actor_of
from app.audit.actions import record
from app.councils.models import Council, CouncilKind, CouncilOffice
from app.councils.states import Office
from app.database.transaction import to_change, transaction
from app.demo.basis import SINCE, Basis, person
from app.extensions import db
from app.kernel.actor import SYSTEM, Actor, Role
from app.sittings import (
    agenda_queries,
    balloting,
    closing,
    letters,
    planning,
    queries,
    running,
)
from app.sittings.agenda import offered
from app.sittings.ballot_queries import Voted, voted_on
from app.sittings.models import Sitting
from app.sittings.rules import Share, SittingDraft
from app.sittings.states import BallotKind, Choice

MINUTE = timedelta(minutes=1)
EMULATION = (
    ("chu-tich-tdkt", Role.CHAIR, "VP", "Phó Chủ tịch Ủy ban nhân dân"),
    ("thu-ky-tdkt", Role.SECRETARY, "PNV", "Chuyên viên"),
    *((f"tdkt-{n}", Role.REVIEWER, code, "Trưởng phòng")
      for n, code in enumerate(("PNV", "PKT", "PVHTT", "PGDDT", "VP", "P9", "PNV"), start=3)),
)  # fmt: skip


def hold(council_id: int, title: str, at: datetime, wanted: Collection[str]) -> dict[str, Voted]:
    """Put these subjects before a council; the last member answers in writing."""
    with transaction() as session:
        members = _members(session, council_id, at)
        secretary, chair = _runners(members, council_id)
        away, here = members[-1], [one.user_id or 0 for one in members[:-1]]
        council = session.get_one(Council, council_id)
        draft = SittingDraft(title, at, "Phòng họp số 1 (minh họa)", Share(2, 3))
        sitting = planning.plan_sitting(session, secretary, council, draft, at - 60 * MINUTE)
        session.flush()
        for runner in (secretary, chair):
            for _source, found in offered(session, runner, council_id):
                chosen = [one for one in found if one.subject in wanted]
                if chosen:
                    planning.add_items(session, runner, sitting, chosen, at - 50 * MINUTE)
        planning.order_quietly(session, secretary, sitting, at - 45 * MINUTE)
        letters.send_letters(session, secretary, sitting, [away.user_id or 0], at,
                             at - 40 * MINUTE)  # fmt: skip
        session.flush()
        answers = {one.id: Choice.YES for one in agenda_queries.items_in_order(session, sitting.id)}
        letters.receive_letter(session, secretary, sitting, away.user_id or 0, answers,
                               at - 20 * MINUTE)  # fmt: skip
        running.open_sitting(session, secretary, sitting, at)
        running.note_presence(session, secretary, sitting, here, at, here=True)
        session.flush()
        key = sitting.id
    db.session.remove()
    return _vote(key, members, _runners(members, council_id), at, wanted)


def _runners(members: list[Actor], council_id: int) -> list[Actor]:
    """The secretary, then the chair."""
    return [next(one for one in members if one.in_council(council_id, role))
            for role in (Role.SECRETARY, Role.CHAIR)]  # fmt: skip


def _members(session: Session, council_id: int, at: datetime) -> list[Actor]:
    found = [seat.account_id for seat, _office in queries.seats_on(session, council_id, at)]
    return [actor_of(session, session.get_one(Account, key), at.date()) for key in found]


def _vote(
    key: int, members: list[Actor], runners: list[Actor], at: datetime, wanted: Collection[str]
) -> dict[str, Voted]:
    """Open votes, item by item; each third item has somebody against it."""
    with transaction() as session:
        sitting = to_change(session, Sitting, key)
        for number, item in enumerate(agenda_queries.items_in_order(session, key), start=1):
            then = at + number * 6 * MINUTE
            away = agenda_queries.recused_by_item(session, [item.id]).get(item.id, set())
            runner = next(one for one in runners if one.user_id not in away)
            running.call_item(session, runner, sitting, item, then)
            balloting.open_ballot(session, runner, sitting, item, BallotKind.OPEN, then + MINUTE)
            session.flush()
            for place, one in enumerate(members[:-1]):
                if one.user_id in away:
                    continue
                against = number % 3 == 0 and place == number % 7 + 1
                choice = Choice.NO if against else Choice.YES
                balloting.cast_vote(session, one, sitting, item, choice, then + 2 * MINUTE)
            balloting.close_ballot(session, runner, sitting, item, then + 4 * MINUTE)
            session.flush()
        closing.close_sitting(session, runners[0], sitting, at + 120 * MINUTE)
        session.flush()
        return voted_on(session, list(wanted))


def set_up_emulation_council(basis: Basis, now: datetime) -> tuple[int, Actor]:
    """Hội đồng thi đua - khen thưởng of nine, with a vice chair and an alternate; and its chair."""
    invented = Basis(Random(52), units=basis.units)  # noqa: S311 - invented names, not secrets
    with transaction() as session:
        council = Council(
            name="Hội đồng thi đua - khen thưởng Quận 3", kind=CouncilKind.EMULATION,
            decision_number="00/QĐ-UBND (minh họa)", decided_on=SINCE,
            decided_by="Chủ tịch Ủy ban nhân dân Quận 3", term_from=SINCE,
        )  # fmt: skip
        session.add(council)
        record(session, SYSTEM, "council:add", council, now, name=council.name,
               decision=council.decision_number, issuer=council.decided_by)  # fmt: skip
        session.flush()
        invented.council_id = council.id
        made = [person(session, invented, name, role, code, position, now)
                for name, role, code, position in EMULATION]  # fmt: skip
        spare = person(session, invented, "tdkt-du-khuyet", Role.REVIEWER, "PKT", "Chuyên viên",
                       now)  # fmt: skip
        for one, office in ((made[2], Office.VICE_CHAIR), (spare, Office.ALTERNATE)):
            session.add(
                CouncilOffice(council_id=council.id, account_id=one.user_id, office=office,
                              decision_number=council.decision_number, valid_from=SINCE)
            )  # fmt: skip
        return council.id, made[0]
