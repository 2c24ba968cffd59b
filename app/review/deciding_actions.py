"""From scores to a decision: settle, propose, bring to the council, record the decision."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.audit.actions import move, record
from app.ideas.models import Idea, IdeaAuthor
from app.ideas.states import IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied, require, require_ready
from app.kernel.text import T
from app.review import notices, policy, queries, rules, stage_queries
from app.review.models import InitiativeCertificate, Recognition, Result, Sheet
from app.review.rules import Decision, DecisionLine, ScoredIdea
from app.review.states import OPEN_SHEETS, Proposal
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.sittings.ballot_queries import Voted, voted_on

KEY_BYTES = 16
"""120 bits: cannot be guessed, and short enough to be typed from paper."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A dossier that could not be settled: too few sheets, or some still open."""

    idea_id: int
    code: str
    sheets_done: int
    sheets_wanted: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What settling did."""

    count: int
    lacking: tuple[Lacking, ...]


def settle_round(session: Session, actor: Actor, round_: Round, now: datetime) -> Settled:
    """Fix the scores of the dossiers that have their quorum; the others are listed.

    Before the closing time a dossier with open sheets waits for them; afterwards the quorum is
    enough, and open sheets count for nothing.
    """
    require(policy.settle(actor, round_.council_id))
    ideas = session.scalars(
        select(Idea)
        .where(Idea.round_id == round_.id, Idea.state == IdeaState.SCORING)
        .order_by(Idea.id)
        .with_for_update()
    ).all()
    counts = _counts_while_scoring(session, round_)
    waiting = set() if now >= round_.scoring_closes_at else _with_open_sheets(session, round_)
    lacking: list[Lacking] = []
    for idea in ideas:
        ready, done, wanted = counts.get(idea.id, (False, 0, round_.reviews_wanted))
        if ready and idea.id not in waiting:
            move(session, actor, idea, IDEA_LIFECYCLE, "settle", now)
        else:
            lacking.append(Lacking(idea.id, idea.code or "", done, wanted))
    count = len(ideas) - len(lacking)
    require_ready([] if count else [Blocker("idea", T("Chưa có hồ sơ nào đủ phiếu đã chốt để khóa "
                                                      "kết quả"))])  # fmt: skip
    return Settled(count, tuple(lacking))


def _counts_while_scoring(session: Session, round_: Round) -> dict[int, tuple[bool, int, int]]:
    rows = session.execute(
        select(Result.idea_id, Result.mean, Result.sheets_done, Result.sheets_wanted)
        .join(Idea, Idea.id == Result.idea_id)
        .where(Result.round_id == round_.id, Idea.state == IdeaState.SCORING)
    )
    return {key: (mean is not None, done, wanted) for key, mean, done, wanted in rows}


def _with_open_sheets(session: Session, round_: Round) -> set[int]:
    return set(
        session.scalars(
            select(Sheet.idea_id).where(
                Sheet.round_id == round_.id, Sheet.state.in_(OPEN_SHEETS)
            ).distinct()
        )
    )  # fmt: skip


def propose(
    session: Session,
    actor: Actor,
    round_: Round,
    idea_ids: Sequence[int],
    proposal: Proposal,
    reason: str,
    now: datetime,
) -> int:
    """Set what is proposed to the council for these dossiers; returns how many.

    All of them or none. Only settled dossiers of this round; see `rules.blockers_to_propose`.
    """
    ideas = _ideas_to_change(session, actor, round_, idea_ids)
    facts = scored_ideas(session, [idea.id for idea in ideas])
    rubric = rubric_of(session, round_.id)
    pass_mark = rubric.pass_mark if rubric else Decimal()
    blockers = rules.blockers_to_propose(facts, proposal, reason, pass_mark)
    blockers += [_not_settled(idea) for idea in ideas if idea.state is not IdeaState.SCORED]
    require_ready(blockers)
    results = {row.idea_id: row for row in _results_to_change(session, [i.id for i in ideas])}
    for idea in ideas:
        result = results[idea.id]
        record(session, actor, "idea:propose", idea, now, before=str(result.proposal),
               after=str(proposal), reason=reason)  # fmt: skip
        result.proposal, result.proposal_reason = proposal, reason
        result.proposed_by, result.proposed_at = actor.user_id, now
    return len(ideas)


def _not_settled(idea: Idea) -> Blocker:
    return Blocker("idea", T("Hồ sơ %(code)s chưa khóa kết quả chấm hoặc đã trình Hội đồng",
                             code=idea.code))  # fmt: skip


def _ideas_to_change(
    session: Session, actor: Actor, round_: Round, idea_ids: Collection[int]
) -> list[Idea]:
    """The dossiers, locked in order; refused when one is not of this round or in conflict."""
    shut = queries.shut_codes(session, actor, idea_ids)
    require(policy.work_on(actor, round_.council_id, shut))
    found: list[Idea] = []
    for keys in queries.chunks(idea_ids):
        found += session.scalars(
            select(Idea)
            .where(Idea.id.in_(keys), Idea.round_id == round_.id)
            .order_by(Idea.id)
            .with_for_update()
        )
    if len(found) != len(set(idea_ids)):
        raise Denied(NOT_FOUND)
    return found


def _results_to_change(session: Session, keys: Collection[int]) -> list[Result]:
    found: list[Result] = []
    for part in queries.chunks(keys):
        found += session.scalars(
            select(Result)
            .where(Result.idea_id.in_(part))
            .order_by(Result.idea_id)
            .with_for_update()
        )
    return found


def scored_ideas(session: Session, idea_ids: Collection[int]) -> list[ScoredIdea]:
    """What rules look at, for these dossiers, in the order of their codes."""
    found: list[ScoredIdea] = []
    for keys in queries.chunks(idea_ids):
        rows = session.execute(
            select(
                Idea.id,
                Idea.code,
                Result.mean,
                Result.below_floor,
                Idea.first_applied_on,
                Result.vetoed,
            )
            .outerjoin(Result, Result.idea_id == Idea.id)
            .where(Idea.id.in_(keys))
        )
        found += [
            ScoredIdea(key, code or "", mean, bool(floor), applied, bool(lost))
            for key, code, mean, floor, applied, lost in rows
        ]
    return sorted(found, key=lambda idea: (idea.code, idea.idea_id))


def bring_to_council(
    session: Session, actor: Actor, round_: Round, idea_ids: Sequence[int], now: datetime
) -> int:
    """Put these settled dossiers before the council; each needs a proposal. Returns how many."""
    ideas = _ideas_to_change(session, actor, round_, idea_ids)
    require_ready([] if ideas else [Blocker("idea", T("Chọn ít nhất một hồ sơ"))])
    proposals = {r.idea_id: r.proposal for r in _results_to_change(session, idea_ids)}
    require_ready(
        [
            Blocker("idea", T("Hồ sơ %(code)s chưa có đề xuất", code=idea.code))
            for idea in ideas
            if proposals.get(idea.id, Proposal.NONE) is Proposal.NONE
        ]
    )
    running = stage_queries.still_running(session, round_, idea_ids)
    require_ready([Blocker("idea", T("Đợt còn vòng sau: chuyển vòng trước khi trình Hội đồng hồ sơ "
                                     "%(codes)s", codes=", ".join(running[:5])))]
                  if running else [])  # fmt: skip
    for idea in ideas:
        move(session, actor, idea, IDEA_LIFECYCLE, "bring", now)
    return len(ideas)


def record_decision(
    session: Session,
    actor: Actor,
    round_: Round,
    lines: Sequence[DecisionLine],
    decision: Decision,
    now: datetime,
) -> int:
    """Write down the head's decision on these dossiers, with the council's votes.

    Recognition wants the round's share of votes (Điều lệ Sáng kiến: two thirds), compared as
    fractions, and an application before the sitting; a refusal wants a reason. Where a closed
    sitting voted on a dossier its minutes are the votes and the day. Certificates are
    issued to the authors, who are told by mail in the same words whatever was decided.
    """
    ideas = _ideas_to_change(session, actor, round_, [line.idea_id for line in lines])
    said = votes_in_minutes(session, [idea.id for idea in ideas])
    require_ready(_blockers_to_record(session, lines, said, round_, decision, now))
    by_id = {line.idea_id: line for line in lines}
    serial = _certificates_so_far(session, round_)
    for idea in sorted(ideas, key=lambda idea: (idea.code or "", idea.id)):
        line = by_id[idea.id]
        verb = "recognise" if line.recognised else "decline"
        move(session, actor, idea, IDEA_LIFECYCLE, verb, now, reason=line.reason,
             decision=decision.number, votes=f"{line.votes_for}/{line.votes_of}")  # fmt: skip
        recognition = _recognition(idea, line, decision, said.get(idea.id), actor, now)
        session.add(recognition)
        session.flush()
        if line.recognised:
            serial = _issue_certificates(session, round_, recognition, serial, now)
        notices.decided(session, idea, decision, now)
    notices.outcome_known(session, round_, [idea.id for idea in ideas], now)
    record(session, actor, "review:decide", round_, now, number=decision.number,
           decided_on=decision.decided_on, count=len(lines))  # fmt: skip
    return len(lines)


def _blockers_to_record(
    session: Session,
    lines: Sequence[DecisionLine],
    said: Mapping[int, Voted],
    round_: Round,
    decision: Decision,
    now: datetime,
) -> list[Blocker]:
    if len({line.idea_id for line in lines}) != len(lines) or not lines:
        raise Blocked([Blocker("idea", T("Chọn ít nhất một hồ sơ, mỗi hồ sơ một lần"))])
    share = (round_.vote_numerator, round_.vote_denominator)
    by_id = {line.idea_id: line for line in lines}
    found = rules.blockers_of_paper(decision, local_date(now))
    for idea in scored_ideas(session, list(by_id)):
        line, minutes = by_id[idea.idea_id], said.get(idea.idea_id)
        sat_on = minutes.sat_on if minutes else decision.sat_on
        found += rules.blockers_to_decide(line, idea, sat_on, share)
        found += _blockers_of_minutes(line, idea.code, minutes) if minutes else []
    return found


def _blockers_of_minutes(line: DecisionLine, code: str, minutes: Voted) -> list[Blocker]:
    """Votes that are not those of the minutes; recognition of what the council did not pass."""
    if (line.votes_for, line.votes_of) != (minutes.yes, minutes.base):
        text = T("Hồ sơ %(code)s: biên bản họp ghi %(votes)s/%(of)s phiếu đồng ý. Tải lại trang; "
                 "nếu biên bản sai, đính chính ở phiên họp trước", code=code, votes=minutes.yes,
                 of=minutes.base)  # fmt: skip
        return [Blocker(f"votes_{line.idea_id}", text)]
    if line.recognised and not minutes.passed:
        text = T("Hồ sơ %(code)s: Hội đồng không thông qua (%(votes)s/%(of)s phiếu đồng ý)",
                 code=code, votes=minutes.yes, of=minutes.base)  # fmt: skip
        return [Blocker(f"votes_{line.idea_id}", text)]
    return []


def votes_in_minutes(session: Session, idea_ids: Collection[int]) -> dict[int, Voted]:
    """What closed sittings decided on these dossiers; one query."""
    subjects = {f"idea:{key}": key for key in idea_ids}
    return {subjects[name]: said for name, said in voted_on(session, list(subjects)).items()}


def _recognition(
    idea: Idea, line: DecisionLine, decision: Decision, minutes: Voted | None, actor: Actor,
    now: datetime,
) -> Recognition:  # fmt: skip
    return Recognition(
        idea_id=idea.id,
        round_id=idea.round_id,
        recognised=line.recognised,
        decision_number=decision.number,
        decided_on=decision.decided_on,
        sat_on=minutes.sat_on if minutes else decision.sat_on,
        votes_for=line.votes_for,
        votes_of=line.votes_of,
        reason=line.reason,
        unit_name=idea.unit_name,
        recorded_by=actor.user_id,
        recorded_at=now,
    )


def _certificates_so_far(session: Session, round_: Round) -> int:
    """Numbers run through the whole round; its row is locked so that none is given twice."""
    session.execute(select(Round.id).where(Round.id == round_.id).with_for_update())
    count = select(func.count(InitiativeCertificate.id)).where(
        exists().where(
            Recognition.id == InitiativeCertificate.recognition_id,
            Recognition.round_id == round_.id,
        )
    )
    return session.scalar(count) or 0


def _issue_certificates(
    session: Session, round_: Round, recognition: Recognition, serial: int, now: datetime
) -> int:
    """One for each author, numbered in their order; returns the last number given."""
    authors = session.scalars(
        select(IdeaAuthor.id)
        .where(IdeaAuthor.idea_id == recognition.idea_id)
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    ).all()
    for number, author_id in enumerate(authors, start=serial + 1):
        session.add(
            InitiativeCertificate(
                recognition_id=recognition.id,
                author_id=author_id,
                number=f"{number:03d}/GCNSK-{round_.code}"[:40],
                key=secrets.token_urlsafe(KEY_BYTES),
                issued_at=now,
            )
        )
    return serial + len(authors)
