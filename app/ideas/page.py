"""What several pages of this room share: opening a dossier, its tasks, its history."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.audit.queries import AuditLine, history_of
from app.extensions import db
from app.ideas import policy, queries, rules
from app.ideas.drafts import SECTION_TITLES, Section
from app.ideas.eligibility import is_condition
from app.ideas.models import Idea
from app.ideas.policy import Rule, Standing
from app.ideas.sections import PROGRESS_TAGS, Progress, SectionState
from app.ideas.states import EXTENDED, IDEA_LIFECYCLE, IDEA_SHAPES, IDEA_TITLES, IdeaState
from app.kernel.dates import instant_text
from app.kernel.refusals import NOT_FOUND, Blocker, Denied, require
from app.kernel.text import T, Text
from app.rounds.models import Round
from app.web.access import actor


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier that the actor may read, with its round."""

    session: Session
    idea: Idea
    round_: Round
    standing: Standing

    def may(self, move: str) -> bool:
        """Whether the actor could make this move now (buttons are shown by it)."""
        allowed = policy.MOVES[move](actor(), self.standing) is None
        return allowed and IDEA_LIFECYCLE.allows(self.idea.state, move)


def opened(idea_id: int, rule: Rule = policy.read) -> Opened:
    """Open a dossier for reading; 404 when it does not exist or is hidden."""
    session = db.session()
    idea = session.get(Idea, idea_id)
    if idea is None:
        raise Denied(NOT_FOUND)
    round_ = session.get_one(Round, idea.round_id)  # held here: `standing_of` finds it again
    standing = queries.standing_of(session, idea)
    require(rule(actor(), standing))
    return Opened(session, idea, round_, standing)


def section_url(section: Section, idea_id: int) -> str:
    """Where a section is written."""
    return url_for(f"ideas.{section.name.lower()}", idea_id=idea_id)


def linked(blockers: Iterable[Blocker], idea_id: int) -> list[Blocker]:
    """Reasons with the address where each is mended."""
    found = []
    for blocker in blockers:
        if is_condition(blocker.field):
            url = url_for("ideas.conditions", idea_id=idea_id, _anchor=blocker.field)
            found.append(replace(blocker, url=url))
            continue
        section = rules.section_of(blocker.field)
        if section is None and blocker.field in set(Section):
            section = Section(blocker.field)
        anchor = "" if section is None or blocker.field in {"shares", section} else blocker.field
        url = f"{section_url(section, idea_id)}#{anchor}".rstrip("#") if section else ""
        found.append(replace(blocker, url=url))
    return found


def task_lines(states: list[SectionState], idea_id: int, *, ready: bool) -> list[dict[str, Any]]:
    """The task list: the sections, then check and submit, which opens when nothing is missing."""
    lines: list[dict[str, Any]] = [
        {
            "number": number,
            "title": SECTION_TITLES[state.section],
            "url": section_url(state.section, idea_id),
            "hint": state.hint,
            "state": PROGRESS_TAGS[state.progress],
        }
        for number, state in enumerate(states, start=1)
    ]
    lines.append(
        {
            "number": len(lines) + 1,
            "title": T("Kiểm tra và nộp"),
            "url": url_for("ideas.check", idea_id=idea_id) if ready else None,
            "hint": T("Xem lại toàn bộ hồ sơ trước khi nộp")
            if ready
            else T("Mở khi các phần bắt buộc đã xong"),
            "state": ("none", T("Chưa thực hiện")) if ready else ("no", T("Chưa thể thực hiện")),
        }
    )
    return lines


def done_count(states: list[SectionState]) -> int:
    """How many sections are done."""
    return sum(state.progress is Progress.DONE for state in states)


# What an author reads about a negative result (wording.md).
AUTHOR_TITLES = {**IDEA_TITLES, IdeaState.DECLINED: T("Chưa được chọn trong đợt này")}
# A receipt may be checked by anybody: scoring and the council's table are one thing to them.
PUBLIC_TITLES = {
    **AUTHOR_TITLES,
    IdeaState.SCORED: T("Đang xét"),
    IdeaState.SCORING: T("Đang xét"),
    IdeaState.BEFORE_COUNCIL: T("Đang xét"),
}
PUBLIC_SHAPES = {**IDEA_SHAPES, IdeaState.SCORED: "doing", IdeaState.BEFORE_COUNCIL: "doing"}

_MOVE_TITLES = {f"idea:{move.name}": move.title for move in IDEA_LIFECYCLE.moves}
_MOVE_TITLES["idea:start"] = T("Tạo hồ sơ")
_MOVE_TITLES[EXTENDED] = T("Gia hạn bổ sung")


def history(session: Session, idea: Idea, *, names: bool) -> list[dict[str, Any]]:
    """What happened, oldest first. Authors see reasons but not who acted (`names`)."""
    lines = [line for line in history_of(session, idea.subject) if line.verb in _MOVE_TITLES]
    return [_entry(line, names=names) for line in lines]


def _entry(line: AuditLine, *, names: bool) -> dict[str, Any]:
    number = line.detail.get("number")
    text: Text = _MOVE_TITLES[line.verb]
    if number and number > 1:
        text = T("%(what)s, lần %(n)s", what=text, n=number)
    return {
        "when": instant_text(line.at),
        "datetime": line.at.isoformat(),
        "text": text,
        "who": line.actor_name if names else "",
        "note": line.reason,
    }


def steps_after(round_: Round, state: IdeaState, now: datetime) -> list[dict[str, Any]]:
    """What comes next after submitting, with the round's ends."""
    steps = [
        (T("Đơn vị xác nhận"), round_.endorse_until, {IdeaState.AWAITING_UNIT}),
        (T("Thư ký Hội đồng kiểm tra"), round_.checked_until,
         {IdeaState.SUBMITTED, IdeaState.SUPPLEMENT_ASKED, IdeaState.SUPPLEMENTED}),
        (T("Chấm điểm"), round_.scoring_closes_at, {IdeaState.ELIGIBLE, IdeaState.SCORING}),
    ]  # fmt: skip
    here = next((place for place, step in enumerate(steps) if state in step[2]), None)
    found: list[dict[str, Any]] = []
    for place, (text, end, _states) in enumerate(steps):
        past = place < here if here is not None else now >= end
        shown = "now" if place == here else "past" if past else ""
        found.append({"text": text, "end": end, "state": shown})
    return found
