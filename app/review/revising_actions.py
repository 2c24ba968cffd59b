"""Change the rubric after scoring was opened: sheets convert or are reopened, in one transaction.

Clause: "Frozen when scoring opens; a change afterwards is a new version that converts or is
refused, never a stale total."
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.audit.actions import move, record
from app.ideas.models import Idea
from app.ideas.states import DECIDED, IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import Actor
from app.kernel.refusals import Blocked, Blocker, require, require_ready
from app.kernel.text import T, Text
from app.review import notices, revising, rules
from app.review.models import Mark, Result, Sheet
from app.review.queries import IN_TABLE, chunks
from app.review.results import refresh_results
from app.review.revising import Converted, Pairing
from app.review.rules import MarkDraft, SheetDraft
from app.review.states import SHEET_LIFECYCLE, Proposal, SheetState
from app.rounds import policy as round_policy
from app.rounds.models import Band, Criterion, Round, Rubric
from app.rounds.queries import rubric_is_frozen, rubric_of
from app.rounds.rubric_actions import touch
from app.rounds.rubric_rules import blockers_in_rubric
from app.rounds.rubrics import CriterionDraft, RubricDraft, RubricView
from app.rounds.settings_versions import keep_version

NOT_OPEN = Blocker("", T("Chưa mở chấm điểm: sửa thang điểm ở trang thang điểm của đợt"))
PAST_SCORING = (IdeaState.BEFORE_COUNCIL, *DECIDED)


@dataclass(frozen=True, slots=True)
class Again:
    """A locked sheet that goes back to its reviewer, and why."""

    idea_id: int
    reviewer_id: int
    reasons: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A dossier whose official score changes."""

    idea_id: int
    was: Decimal | None
    now_is: Decimal | None


@dataclass(frozen=True, slots=True)
class Revised:
    """Everything the change does; the dry run shows it, the act does it."""

    changes: tuple[Text, ...]
    stay_locked: int
    recomputed: int
    drafts: int
    again: tuple[Again, ...]
    moved: tuple[Moved, ...]
    proposals_dropped: int


def revise_rubric(
    session: Session,
    actor: Actor,
    round_: Round,
    draft: RubricDraft,
    origins: Sequence[int | None],
    reason: str,
    now: datetime,
) -> Revised:
    """A new edition of a rubric by which scores have been given already.

    A sheet whose points can be carried over exactly keeps its state and gets its new total; one
    that cannot is reopened, its reviewer told why. Results follow, proposals on changed results
    fall. Refused once a dossier is before the council. The old edition is kept with the settings.
    """
    require(round_policy.manage(actor, round_))
    old = rubric_of(session, round_.id)
    if old is None or not rubric_is_frozen(session, round_, now):
        raise Blocked([NOT_OPEN])
    require_ready(blockers_in_rubric(draft))
    pairs = revising.pairing(old, draft, origins)
    changes = revising.changes_between(old, draft, pairs)
    require_ready(revising.blockers_to_revise(reason, changes, _past_scoring(session, round_)))
    ideas = _ideas_to_change(session, round_)
    _put_edition(session, round_, draft, pairs, reason, now)
    sheets, marks = _sheets_to_change(session, round_), _marks_of(session, round_)
    new = rubric_of(session, round_.id)
    if new is None:
        raise Blocked([NOT_OPEN])
    again, recomputed = _carry(session, actor, sheets, marks, old, new, now)
    moved, dropped = _follow(session, actor, round_, ideas, again, reason, now)
    touch(session, round_)
    record(session, actor, "round:rubric_revised", round_, now, reason=reason, edition=new.edition,
           changes=[str(one) for one in changes], recomputed=recomputed, reopened=len(again),
           criteria=_numbers(old))  # fmt: skip
    keep_version(session, actor, round_, "rubric_revised", now)
    _tell(session, ideas, again, reason, now)
    states = [sheet.state for sheet in sheets]
    return Revised(
        tuple(changes), states.count(SheetState.LOCKED), recomputed,
        states.count(SheetState.DRAFT) + states.count(SheetState.REOPENED) - len(again),
        tuple(again), tuple(moved), dropped,
    )  # fmt: skip


def _numbers(rubric: RubricView) -> dict[str, str]:
    """What the numbers of criteria in older records meant."""
    return {str(c.criterion_id): f"{c.name}, {c.maximum} × {c.weight}" for c in rubric.criteria}


def _past_scoring(session: Session, round_: Round) -> list[str]:
    here = Idea.round_id == round_.id, Idea.state.in_(PAST_SCORING)
    codes = session.scalars(select(Idea.code).where(*here).order_by(Idea.code))
    return [code or "" for code in codes]


def _ideas_to_change(session: Session, round_: Round) -> dict[int, Idea]:
    """Locked before the sheets, as every lock of a sheet does."""
    found = session.scalars(
        select(Idea)
        .where(Idea.round_id == round_.id, Idea.state.in_(IN_TABLE))
        .order_by(Idea.id)
        .with_for_update()
    )
    return {idea.id: idea for idea in found}


def _sheets_to_change(session: Session, round_: Round) -> list[Sheet]:
    found = session.scalars(
        select(Sheet).where(Sheet.round_id == round_.id).order_by(Sheet.id).with_for_update()
    )
    return list(found)


def _marks_of(session: Session, round_: Round) -> Mapping[int, list[Mark]]:
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    here = select(Mark).join(Sheet, Sheet.id == Mark.sheet_id).where(Sheet.round_id == round_.id)
    for mark in session.scalars(here.order_by(Mark.criterion_id)):
        found[mark.sheet_id].append(mark)
    return found


def _put_edition(
    session: Session, round_: Round, draft: RubricDraft, pairs: Pairing, reason: str, now: datetime
) -> None:
    """Write the rubric over the rows in force: a kept criterion keeps its row, its marks follow."""
    rubric_id = session.scalars(
        select(Rubric.id).where(Rubric.round_id == round_.id).with_for_update()
    ).one()
    keys = [*pairs.kept, *(c.criterion_id for c in pairs.removed)]
    gone = [c.criterion_id for c in pairs.removed]
    session.flush()
    run = partial(session.execute, execution_options={"synchronize_session": False})
    run(update(Mark).where(Mark.criterion_id.in_(keys)).values(band_id=None))
    run(delete(Band).where(Band.criterion_id.in_(keys)))
    run(delete(Mark).where(Mark.criterion_id.in_(gone)))
    run(delete(Criterion).where(Criterion.id.in_(gone)))
    by_place = {place: key for key, place in pairs.kept.items()}
    for place, typed in enumerate(draft.criteria):
        values, key = _columns(typed, place + 1), by_place.get(place)
        if key is None:
            made = insert(Criterion).values(rubric_id=rubric_id, **values).returning(Criterion.id)
            key = session.scalars(made).one()
        else:
            run(update(Criterion).where(Criterion.id == key).values(**values))
        run(insert(Band), [{"criterion_id": key, "position": n, **asdict(band)}
                           for n, band in enumerate(typed.bands, start=1)])  # fmt: skip
    head = {"name": draft.name, "note": draft.note, "pass_mark": draft.pass_mark,
            "veto_reviewers": draft.veto_reviewers, "edition": Rubric.edition + 1,
            "frozen_at": func.coalesce(Rubric.frozen_at, now), "revised_at": now,
            "revision_reason": reason}  # fmt: skip
    run(update(Rubric).where(Rubric.id == rubric_id).values(head))
    _forget(session, round_)


def _columns(typed: CriterionDraft, position: int) -> dict[str, Any]:
    """A criterion's row."""
    names = [field.name for field in fields(typed) if field.name != "bands"]
    return {"position": position, **{name: getattr(typed, name) for name in names}}


def _forget(session: Session, round_: Round) -> None:
    """What the session still holds of the old edition is read anew."""
    for thing in list(session.identity_map.values()):
        if isinstance(thing, Band | Mark):
            session.expunge(thing)
        elif isinstance(thing, Rubric | Criterion):
            session.expire(thing)
    session.expire(round_, ["rubric"])
    session.info.pop("frozen_rubrics", None)


def _carry(
    session: Session, actor: Actor, sheets: Sequence[Sheet], marks: Mapping[int, list[Mark]],
    old: RubricView, new: RubricView, now: datetime,
) -> tuple[list[Again], int]:  # fmt: skip
    """Every sheet onto the new rubric; which go back to their reviewers, how many totals change."""
    again: list[Again] = []
    recomputed = 0
    for sheet in sheets:
        stored = [MarkDraft(m.criterion_id, m.points, None, m.remark, m.skipped)
                  for m in marks.get(sheet.id, ())]  # fmt: skip
        found = revising.converted(SheetDraft(tuple(stored), sheet.remark), old, new)
        before = sheet.total
        _write_marks(session, sheet, marks.get(sheet.id, ()), found)
        sheet.total = rules.sheet_total(found.draft, new.criteria)
        # What a reviewer has open in a browser was typed on the old scale: it must not be taken.
        flag_modified(sheet, "position")
        if sheet.state is not SheetState.LOCKED:
            continue
        reasons = revising.why_again(found, new)
        if reasons:
            words = "; ".join(str(one) for one in reasons)
            move(session, actor, sheet, SHEET_LIFECYCLE, "reopen", now, reason=words)
            sheet.locked_at = None
            again.append(Again(sheet.idea_id, sheet.reviewer_id, reasons))
        elif sheet.total != before:
            recomputed += 1
            record(session, actor, "sheet:convert", sheet, now, was=str(before),
                   total=str(sheet.total))  # fmt: skip
    session.flush()
    return again, recomputed


def _write_marks(session: Session, sheet: Sheet, stored: Sequence[Mark], found: Converted) -> None:
    """Onto the rows there are; a sheet that was not begun has none and gets none."""
    rows = {mark.criterion_id: mark for mark in stored}
    for mark in found.draft.marks if rows else ():
        row = rows.get(mark.criterion_id)
        if row is None:
            row = Mark(sheet_id=sheet.id, criterion_id=mark.criterion_id)
            session.add(row)
        row.points, row.band_id, row.skipped = mark.points, mark.band_id, mark.skipped
        row.remark = mark.remark


_Shape = tuple[Decimal | None, str, str]


def _shapes(session: Session, keys: Sequence[int]) -> dict[int, _Shape]:
    found: dict[int, _Shape] = {}
    for part in chunks(keys):
        columns = select(Result.idea_id, Result.mean, Result.below_floor, Result.vetoed)
        for key, mean, weak, lost in session.execute(columns.where(Result.idea_id.in_(part))):
            found[key] = (mean, weak, lost)
    return found


def _follow(
    session: Session, actor: Actor, round_: Round, ideas: Mapping[int, Idea],
    again: Sequence[Again], reason: str, now: datetime,
) -> tuple[list[Moved], int]:  # fmt: skip
    """Results from the new totals; settled dossiers with a reopened sheet are scored again."""
    keys = sorted(ideas)
    before = _shapes(session, keys)
    back = {one.idea_id for one in again}
    for key in sorted(back):
        if ideas[key].state is IdeaState.SCORED:
            move(session, actor, ideas[key], IDEA_LIFECYCLE, "reopen_scoring", now, reason=reason)
    refresh_results(session, round_, keys, now)
    after = _shapes(session, keys)
    changed = [key for key in keys if before.get(key) != after.get(key)]
    dropped = 0
    for part in chunks({*changed, *back}):
        proposed = Result.idea_id.in_(part), Result.proposal != Proposal.NONE
        for result in session.scalars(select(Result).where(*proposed)):
            result.proposal, result.proposal_reason = Proposal.NONE, ""
            result.proposed_by = result.proposed_at = None
            dropped += 1
    moved = [Moved(key, before[key][0], after[key][0]) for key in changed
             if key in before and before[key][0] != after[key][0]]  # fmt: skip
    return moved, dropped


def _tell(
    session: Session, ideas: Mapping[int, Idea], again: Sequence[Again], reason: str, now: datetime
) -> None:
    """One mail to each reviewer with the dossiers to look at again."""
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for one in again:
        codes[one.reviewer_id].append(ideas[one.idea_id].code or "")
    notices.rubric_revised(session, codes, reason, now)
