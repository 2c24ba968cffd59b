"""Publishing the results: held mails leave; what authors are told of their scores."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.ideas.models import Idea
from app.ideas.states import DECIDED
from app.kernel.actor import Actor
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker, require, require_ready
from app.kernel.text import T
from app.outbox.actions import let_go_held
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from app.review import notices, policy, queries, rules
from app.review.detail_queries import SheetDetail, sheets_of_idea
from app.review.figure_models import ReleasedLetter
from app.review.models import Result
from app.review.past_stage_queries import outcome_of, past_sheets, rubric_as_lived
from app.review.stage_queries import stage_of_result
from app.review.states import SheetState
from app.rounds.models import Round
from app.rounds.queries import rubric_of
from app.rounds.rubrics import CriterionView

LEAST_SHEETS = 2
GENERAL = 0
"""Stands for the remark on the whole sheet where the key of a criterion is asked for."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One criterion: the middle of the points given, its level, the remarks that were released."""

    name: str
    median: str
    maximum: str
    band: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """What authors read. No reviewer, no single sheet, no number of sheets is in it."""

    lines: tuple[LetterLine, ...]
    remarks: tuple[str, ...]
    failed: tuple[str, ...] = ()
    """Criteria in which the dossier is "không đạt" (under the veto line); never how many sheets."""


def held_letters(session: Session, round_: Round) -> list[OutboxMessage]:
    """The mails of this round that wait for publication."""
    decided = session.scalars(
        select(Idea).where(Idea.round_id == round_.id, Idea.state.in_(DECIDED))
    )
    abouts = {idea.subject for idea in decided}
    held = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.kind == "review_decided", OutboxMessage.state == MessageState.HELD)
        .order_by(OutboxMessage.id)
    )
    return [message for message in held if message.about in abouts]


def publish(session: Session, actor: Actor, round_: Round, now: datetime) -> int:
    """Let the held mails of the round go, all at once; how many. Secretary or chair."""
    require(policy.settle(actor, round_.council_id))
    letters = held_letters(session, round_)
    require_ready([] if letters else [Blocker("round", T("Không còn thư nào chờ công bố"))])
    count = let_go_held(session, actor, letters, now)
    record(session, actor, "review:publish", round_, now, letters=count)
    return count


def release(
    session: Session,
    actor: Actor,
    round_: Round,
    idea: Idea,
    chosen: Collection[tuple[int, int]],
    now: datetime,
) -> Letter:
    """Tell the authors their medians, levels and the chosen remarks: (sheet, criterion or 0).

    Only of a decided dossier, by an office without conflict; asked again, the letter is replaced.
    """
    require(policy.work_on(actor, round_.council_id, queries.shut_codes(session, actor, [idea.id])))
    blockers = []
    if idea.state not in DECIDED:
        blockers.append(Blocker("idea", T("Chỉ gửi góp ý khi hồ sơ đã có quyết định")))
    stopped = stage_of_result(session, round_, idea.id)
    every = past_sheets(session, stopped, idea.id) if stopped else sheets_of_idea(session, idea.id)
    sheets = [s for s in every if s.state is SheetState.LOCKED]
    if len(sheets) < LEAST_SHEETS:
        blockers.append(Blocker("idea", T("Cần ít nhất %(n)s phiếu đã chốt: ít hơn thì lộ điểm của "
                                          "một người", n=LEAST_SHEETS)))  # fmt: skip
    require_ready(blockers)
    lived = rubric_as_lived(stopped, round_.id) if stopped else None
    rubric = lived or rubric_of(session, round_.id)
    result = outcome_of(session, stopped, idea.id) if stopped else session.get(Result, idea.id)
    letter = letter_from(sheets, rubric.criteria if rubric else (), set(chosen),
                         result.vetoed if result else "")  # fmt: skip
    row = session.get(ReleasedLetter, idea.id) or ReleasedLetter(idea_id=idea.id)
    row.content = json.dumps(asdict(letter), ensure_ascii=False)
    row.released_by, row.released_at = actor.user_id or 0, now
    session.add(row)
    remarks = len(letter.remarks) + sum(len(line.remarks) for line in letter.lines)
    record(session, actor, "idea:release_letter", idea, now, remarks=remarks)
    notices.letter_released(session, idea, now)
    return letter


def letter_from(
    sheets: Sequence[SheetDetail],
    criteria: Sequence[CriterionView],
    chosen: Collection[tuple[int, int]],
    vetoed: str = "",
) -> Letter:
    """The letter about these locked sheets. Remarks stand in the order of their words, so that
    their place does not tell whose they are.
    """
    lines = []
    for criterion in criteria:
        key = criterion.criterion_id
        marks = {s.sheet_id: s.marks[key] for s in sheets if key in s.marks}
        points = [mark.points for mark in marks.values() if mark.points is not None]
        remarks = {m.remark for sheet, m in marks.items() if m.remark and (sheet, key) in chosen}
        lines.append(_line(criterion, rules.median(points), remarks))
    general = {s.remark for s in sheets if s.remark and (s.sheet_id, GENERAL) in chosen}
    lost = tuple(c.name for c in criteria if str(c.position) in vetoed.split(","))
    return Letter(tuple(lines), tuple(sorted(general)), lost)


def _line(criterion: CriterionView, middle: Decimal | None, remarks: Collection[str]) -> LetterLine:
    below = [b for b in criterion.bands if middle is not None and b.low <= middle]
    return LetterLine(
        name=criterion.name,
        median="" if middle is None else decimal_text(middle),
        maximum=decimal_text(criterion.maximum),
        band=max(below, key=lambda band: band.low).label if below else "",
        remarks=tuple(sorted(remarks)),
    )


def letter_of(session: Session, idea_id: int) -> Letter | None:
    """The letter as it was released; None when none was."""
    row = session.get(ReleasedLetter, idea_id)
    if row is None:
        return None
    content: Mapping[str, list[dict[str, object]]] = json.loads(row.content)
    lines = tuple(LetterLine(**line) for line in content["lines"])  # type: ignore[arg-type]
    failed = tuple(str(name) for name in content.get("failed", ()))
    return Letter(lines, tuple(str(text) for text in content["remarks"]), failed)
