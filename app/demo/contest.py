"""Scoring and deciding a demo round, through the same actions as the pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.demo.basis import Basis
from app.demo.sittings import hold
from app.extensions import db
from app.ideas.choices import SECTORS
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.actor import Actor, Role
from app.kernel.dates import local_date
from app.review import actions as review
from app.review.analysis_actions import make_analysis
from app.review.board_queries import suggestion
from app.review.conflicts import DeclaredGround
from app.review.expertise import Profile, declare
from app.review.models import Result, Sheet
from app.review.rules import Decision, DecisionLine, MarkDraft, SheetDraft
from app.review.states import OPEN_SHEETS, Proposal
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import CriterionView, RubricView
from app.rounds.stage_actions import set_stages
from app.rounds.stages import StageDraft, StageRule
from app.rounds.states import BlindMode
from app.sittings.ballot_queries import Voted

BATCH = 100
MOST_VOTED = 6
REMARKS = (
    "Số liệu trước và sau rõ, nêu được cách đo.",
    "Cần nói rõ hơn người kiểm tra kết quả của công cụ.",
    "Có thể dùng ở đơn vị khác sau khi tập huấn ngắn.",
    "Điểm mới nằm ở cách ghi lại chỗ sai để sửa hằng tuần.",
)
WORDS = ("hồ sơ", "trợ lý ảo", "chatbot", "văn bản", "giao thông", "học sinh", "người dân",
         "camera", "dữ liệu", "khám bệnh", "phản ánh", "đào tạo")  # fmt: skip
NOT_CHOSEN = "Chưa nêu được số liệu đủ để so sánh trước và sau khi áp dụng."


def declare_fields(basis: Basis, now: datetime) -> None:
    """Each reviewer says what they know: some sectors, a few words."""
    with transaction() as session:
        for place, reviewer in enumerate(basis.reviewers):
            sectors = (SECTORS[(3 * place + step) % len(SECTORS)] for step in range(4))
            words = (WORDS[(2 * place + step) % len(WORDS)] for step in range(3))
            declare(session, reviewer, Profile(tuple(sectors), ", ".join(words)), now)
    db.session.remove()


def assign(basis: Basis, round_id: int, now: datetime) -> int:
    """Open scoring and apply the proposal of the page; gives the number of sheets."""
    secretary = basis.first[Role.SECRETARY]
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        review.open_scoring(session, secretary, round_, now)
        made = suggestion(session, secretary, round_, local_date(now))
        change = review.Change(add=made.pairs)
        count, _removed = review.apply_assignment(session, secretary, round_, change, now,
                                                  tell_now=True)  # fmt: skip
    db.session.remove()
    return count


def plan_stages(basis: Basis, round_id: int, now: datetime) -> None:
    """Sơ khảo takes eight dossiers into the chung khảo, in which reviewers see the authors."""
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        ends = round_.scoring_closes_at
        last = StageDraft(
            "Chung khảo", blind=BlindMode.OPEN, scoring_opens_at=ends,
            scoring_closes_at=ends + timedelta(days=4),
        )  # fmt: skip
        first = StageDraft("Sơ khảo", rule=StageRule.TOP, count=8)
        set_stages(session, basis.first[Role.SECRETARY], round_, (first, last), now)
    db.session.remove()


@dataclass(frozen=True, slots=True)
class Panel:
    """How the invented panel judges: each dossier has a worth, each reviewer a strictness."""

    worth: dict[int, float]
    strictness: dict[int, float]


def score(basis: Basis, round_id: int, now: datetime, *, share: float = 1.0) -> int:
    """Score and lock (a share of) the sheets; gives how many were locked."""
    with transaction() as session:
        rubric = rubric_of(session, round_id)
        keys = session.execute(
            select(Sheet.id, Sheet.idea_id, Sheet.reviewer_id)
            .where(Sheet.round_id == round_id, Sheet.state.in_(OPEN_SHEETS))
            .order_by(Sheet.id)
        ).all()
    if rubric is None:
        raise RuntimeError("a demo round has a rubric")
    random = basis.random
    panel = Panel(
        {idea: random.gauss(0.70, 0.13) for idea in sorted({k.idea_id for k in keys})},
        {who: random.gauss(0.0, 0.05) for who in sorted({k.reviewer_id for k in keys})},
    )
    actors = {actor.user_id: actor for actor in basis.reviewers}
    wanted = [key for key in keys if share >= 1 or random.random() < share]
    for first in range(0, len(wanted), BATCH):
        with transaction() as session:
            for offset, (key, idea_id, reviewer_id) in enumerate(wanted[first : first + BATCH]):
                level = panel.worth[idea_id] - panel.strictness[reviewer_id]
                minute = now + timedelta(seconds=first + offset)
                _fill(session, actors[reviewer_id], key, level, rubric, random, minute)
        db.session.remove()
    _analyse(basis, round_id, now + timedelta(seconds=len(wanted)))
    return len(wanted)


def _analyse(basis: Basis, round_id: int, now: datetime) -> None:
    """The analysis beside the scores, for a fifth of the dossiers as places."""
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        scored = session.scalar(select(func.count()).where(Result.round_id == round_id)) or 0
        make_analysis(session, basis.first[Role.SECRETARY], round_, max(1, scored // 5), now)
    db.session.remove()


def _fill(
    session: Session, reviewer: Actor, key: int, level: float, rubric: RubricView,
    random: Random, now: datetime,
) -> None:  # fmt: skip
    sheet = to_change(session, Sheet, key)
    marks = tuple(_mark(criterion, level, random) for criterion in rubric.criteria)
    draft = SheetDraft(marks, random.choice(REMARKS))
    saved = review.save_sheet(session, reviewer, sheet, draft, now, sheet.version)
    review.lock_sheet(session, reviewer, sheet, now, saved.version)


def _mark(criterion: CriterionView, level: float, random: Random) -> MarkDraft:
    """Points on the criterion's step, in a band, with a remark (some bands want one)."""
    raw = Decimal(str(min(1.0, max(0.05, random.gauss(level, 0.06))))) * criterion.maximum
    points = (raw / criterion.step).to_integral_value() * criterion.step
    band = criterion.band_of(points)
    return MarkDraft(criterion.criterion_id, points, band.band_id if band else None,
                     random.choice(REMARKS))  # fmt: skip


def declare_one_conflict(basis: Basis, round_id: int, now: datetime) -> None:
    """One reviewer asks not to score, so that the secretary has a gap to fill."""
    with transaction() as session:
        sheet = session.scalars(
            select(Sheet).where(Sheet.round_id == round_id, Sheet.state.in_(OPEN_SHEETS))
            .order_by(Sheet.id.desc()).limit(1)
        ).one()  # fmt: skip
        who = next(a for a in basis.reviewers if a.user_id == sheet.reviewer_id)
        ground = next(iter(DeclaredGround))
        review.decline_conflict(
            session, who, sheet, ground, "Có người thân trong nhóm tác giả", now
        )
    db.session.remove()


def decide(
    basis: Basis, round_id: int, settled: datetime, sat_on: date, now: datetime, number: str
) -> int:
    """Settle, propose by the pass mark, bring to the council, record the decision."""
    secretary, chair = basis.first[Role.SECRETARY], basis.first[Role.CHAIR]
    with transaction() as session:
        review.settle_round(session, secretary, to_change(session, Round, round_id), settled)
    db.session.remove()
    good, weak = _split(round_id)
    with transaction() as session:
        round_ = to_change(session, Round, round_id)
        for keys, proposal, reason in (
            (good, Proposal.RECOGNISE, ""), (weak, Proposal.DECLINE, NOT_CHOSEN),
        ):  # fmt: skip
            if keys:
                review.propose(session, chair, round_, keys, proposal, reason, settled)
                review.bring_to_council(session, chair, round_, keys, settled)
    db.session.remove()
    voted = hold(basis.council_id, "Họp Hội đồng sáng kiến xét công nhận",
                 now - timedelta(days=3), [f"idea:{key}" for key in good[:MOST_VOTED]])  # fmt: skip
    paper = Decision(number, now.date(), sat_on)
    return _record(basis, round_id, good, weak, paper, now, voted)


def _split(round_id: int) -> tuple[list[int], list[int]]:
    """The settled dossiers: those that pass, and the others."""
    session = db.session()
    rubric = rubric_of(session, round_id)
    rows = session.execute(
        select(Idea.id, Result.mean, Result.below_floor)
        .join(Result, Result.idea_id == Idea.id)
        .where(Idea.round_id == round_id, Idea.state == IdeaState.SCORED)
        .order_by(Idea.id)
    ).all()
    mark = rubric.pass_mark if rubric else Decimal(0)
    good = [key for key, mean, floor in rows if mean is not None and mean >= mark and not floor]
    chosen = set(good)
    db.session.remove()
    return good, [key for key, _mean, _floor in rows if key not in chosen]


def _record(
    basis: Basis, round_id: int, good: list[int], weak: list[int], paper: Decision, now: datetime,
    voted: Mapping[str, Voted],
) -> int:  # fmt: skip
    """The first dossiers with the votes of their sitting; the rest were voted on by hand."""
    members = 9
    lines = [DecisionLine(key, True, basis.random.randint(7, members), members) for key in good]
    lines = [_as_voted(line, voted.get(f"idea:{line.idea_id}")) for line in lines]
    lines += [DecisionLine(key, False, basis.random.randint(1, 4), members, NOT_CHOSEN)
              for key in weak]  # fmt: skip
    secretary = basis.first[Role.SECRETARY]
    for first in range(0, len(lines), BATCH * 5):
        with transaction() as session:
            round_ = to_change(session, Round, round_id)
            part = lines[first : first + BATCH * 5]
            review.record_decision(session, secretary, round_, part, paper, now)
        db.session.remove()
    return len(good)


def _as_voted(line: DecisionLine, said: Voted | None) -> DecisionLine:
    if said is None or not said.passed:
        return line
    return replace(line, votes_for=said.yes, votes_of=said.base)
