"""Open scoring and say who scores what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import deadline_text, local_date
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T
from app.review import assignment_letters, policy, queries, stage_queries
from app.review.assigning import Pair, shuffled
from app.review.conflicts import GROUND_TITLES, Ground
from app.review.models import Sheet
from app.review.redaction_queries import unjudged
from app.review.results import refresh_results
from app.review.states import SheetState
from app.rounds.actions import freeze_rubric
from app.rounds.models import Round
from app.rounds.states import BlindMode


@dataclass(frozen=True, slots=True)
class Change:
    """Pairs of dossier and reviewer to add and to remove, as one act."""

    add: tuple[Pair, ...] = ()
    remove: tuple[Pair, ...] = ()


def open_scoring(session: Session, actor: Actor, round_: Round, now: datetime) -> int:
    """Every eligible dossier goes to scoring and the rubric is frozen; returns how many went.

    May be asked again for dossiers that became eligible later.
    """
    require(policy.open_scoring(actor, round_.council_id))
    require_ready(_blockers_to_open(round_, now))
    if round_.stage > 1:
        raise Blocked([Blocker("idea", T("Đợt đã qua vòng đầu, không mở chấm thêm hồ sơ mới"))])
    freeze_rubric(session, actor, round_, now)
    ideas = session.scalars(
        select(Idea)
        .where(Idea.round_id == round_.id, Idea.state == IdeaState.ELIGIBLE)
        .order_by(Idea.id)
        .with_for_update()
    ).all()
    require_ready([] if ideas else [Blocker("idea", T("Không có hồ sơ đủ điều kiện nào chờ chấm"))])
    require_ready(_blockers_of_files(session, round_))
    for idea in ideas:
        move(session, actor, idea, IDEA_LIFECYCLE, "open_scoring", now)
    refresh_results(session, round_, [idea.id for idea in ideas], now)
    return len(ideas)


def _blockers_of_files(session: Session, round_: Round) -> list[Blocker]:
    """Where the round wants it, no blind scoring begins while there are files nobody looked at."""
    if round_.blind is BlindMode.OPEN or not round_.files_judged:
        return []
    left = unjudged(session, (Idea.round_id == round_.id) & (Idea.state == IdeaState.ELIGIBLE))
    if not left:
        return []
    text = T(
        "Còn %(files)s tệp của %(n)s hồ sơ chưa được xem: mở “Bản ẩn danh”, xem từng tệp rồi "
        "chọn không có tên hoặc rút khỏi bản ẩn danh", files=left.total(), n=len(left),
    )  # fmt: skip
    return [Blocker("files", text)]


def _blockers_to_open(round_: Round, now: datetime) -> list[Blocker]:
    if now < round_.scoring_opens_at:
        return [Blocker("scoring_opens_at", T("Chưa đến thời gian chấm điểm của đợt xét"))]
    if now >= round_.scoring_closes_at:
        end = deadline_text(round_.scoring_closes_at)
        return [Blocker("scoring_closes_at", T("Đã hết hạn chấm điểm lúc %(end)s", end=end))]
    return []


def apply_assignment(
    session: Session,
    actor: Actor,
    round_: Round,
    change: Change,
    now: datetime,
    expected_version: int | None = None,
    *,
    tell_now: bool = False,
) -> tuple[int, int]:
    """Add and remove pairs as one act; returns how many of each.

    The reviewers' letters wait until `assignment_letters.let_go`, or leave at once (`tell_now`).

    Refused as a whole when one pair is in conflict, not of this round and council, or has been
    started. `expected_version` is the round's version that the person saw: the board has
    changed since when it differs, and nothing is overwritten.
    """
    touched = sorted({idea for idea, _ in (*change.add, *change.remove)})
    shut = queries.shut_codes(session, actor, touched)
    require(policy.work_on(actor, round_.council_id, shut))
    if expected_version is not None and round_.version != expected_version:
        raise StaleDataError("the assignment board has changed since it was shown")
    require_ready([] if touched else [Blocker("pair", T("Chưa có thay đổi nào để áp dụng"))])
    sheets = _sheets_of(session, touched)
    require_ready(_blockers(session, round_, change, sheets, now))
    # The round's version stands for the board: two boards cannot be applied over each other.
    flag_modified(round_, "last_serial")
    for pair in sorted(set(change.remove)):
        _remove(session, actor, sheets[pair], now)
    added = [pair for pair in sorted(set(change.add)) if pair not in sheets]
    session.add_all(_new_sheet(round_, actor, pair, now) for pair in added)
    record(session, actor, "review:assign", round_, now, added=len(added),
           removed=len(change.remove))  # fmt: skip
    refresh_results(session, round_, touched, now)
    moved = {reviewer for _idea, reviewer in (*added, *change.remove)}
    assignment_letters.prepare(session, actor, round_, _loads(session, round_, moved), now,
                               held=not tell_now)  # fmt: skip
    return len(added), len(change.remove)


def _sheets_of(session: Session, idea_ids: Iterable[int]) -> dict[Pair, Sheet]:
    found: dict[Pair, Sheet] = {}
    for keys in queries.chunks(idea_ids):
        rows = session.scalars(
            select(Sheet).where(Sheet.idea_id.in_(keys)).order_by(Sheet.id).with_for_update()
        )
        found.update({(sheet.idea_id, sheet.reviewer_id): sheet for sheet in rows})
    return found


def _blockers(
    session: Session, round_: Round, change: Change, sheets: dict[Pair, Sheet], now: datetime
) -> list[Blocker]:
    """Every pair that cannot be added or removed, with its reason in words."""
    members = stage_queries.judges_of(session, round_, local_date(now))
    names = {member.account_id: member.name for member in members}
    panel = queries.panel_of(session, members)
    codes: dict[int, str] = {}
    grounds: dict[int, dict[int, Ground]] = {}
    for keys in queries.chunks(idea for idea, _ in change.add):
        here = Idea.id.in_(keys) & (Idea.round_id == round_.id)
        here = here & Idea.state.in_(queries.ASSIGNABLE)
        codes.update({key: code or "" for key, code in
                      session.execute(select(Idea.id, Idea.code).where(here))})  # fmt: skip
        facts = queries.facts_of(session, here)
        grounds.update({key: panel.grounds(fact) for key, fact in facts.items()})
    found = []
    for idea, reviewer in sorted(set(change.add)):
        if idea not in codes:
            found.append(Blocker("pair", T("Có hồ sơ không còn ở giai đoạn phân công")))
        elif reviewer not in names:
            found.append(Blocker("pair", T("Có người không còn là ủy viên của Hội đồng")))
        elif reviewer in grounds[idea]:
            found.append(_shut_out(names[reviewer], codes[idea], grounds[idea][reviewer]))
    return found + _blockers_to_remove(round_, change, sheets)


def _shut_out(name: str, code: str, ground: Ground) -> Blocker:
    return Blocker("pair", T("Không phân công được %(name)s chấm hồ sơ %(code)s: %(ground)s",
                             name=name, code=code, ground=GROUND_TITLES[ground]))  # fmt: skip


def _blockers_to_remove(round_: Round, change: Change, sheets: dict[Pair, Sheet]) -> list[Blocker]:
    found = []
    for pair in sorted(set(change.remove)):
        sheet = sheets.get(pair)
        if sheet is None or sheet.round_id != round_.id:
            found.append(Blocker("pair", T("Có phân công không còn tồn tại")))
        elif sheet.state is not SheetState.NOT_STARTED:
            found.append(Blocker("pair", T("Có phiếu đã bắt đầu chấm hoặc đã từ chối, không gỡ "
                                           "được")))  # fmt: skip
    return found


def _new_sheet(round_: Round, actor: Actor, pair: Pair, now: datetime) -> Sheet:
    idea, reviewer = pair
    return Sheet(
        round_id=round_.id,
        idea_id=idea,
        reviewer_id=reviewer,
        position=shuffled(reviewer, idea),
        assigned_at=now,
        assigned_by=actor.user_id,
    )


def _remove(session: Session, actor: Actor, sheet: Sheet, now: datetime) -> None:
    record(session, actor, "sheet:unassign", sheet, now, idea_id=sheet.idea_id,
           reviewer_id=sheet.reviewer_id)  # fmt: skip
    session.delete(sheet)


def _loads(session: Session, round_: Round, people: Collection[int]) -> dict[int, int]:
    """How many dossiers each of these reviewers has now."""
    rows = session.execute(
        select(Sheet.reviewer_id, func.count())
        .where(Sheet.round_id == round_.id, Sheet.state != SheetState.DECLINED)
        .group_by(Sheet.reviewer_id)
    )
    totals = {reviewer: count for reviewer, count in rows}
    return {reviewer: totals.get(reviewer, 0) for reviewer in sorted(people)}
