"""Take a plan document into the system, as issued, and open its reporting periods."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.audit.actions import record
from app.kernel.actor import Actor
from app.kernel.refusals import AlreadyDone, Blocker, require, require_ready
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.plan import policy, rules
from app.plan.models import Plan, PlanBasis, PlanCooperation, PlanGroup, PlanItem, ReportingPeriod
from app.plan.states import TaskState

_ALL_WARDS = re.compile(r"(?:UBND|Ủy ban nhân dân)(?: các)?(?: \d+)? phường", re.IGNORECASE)


def load_plan(session: Session, actor: Actor, data: Mapping[str, Any], now: datetime) -> Plan:
    """Store a plan given as `plan_52.yaml` gives one, word by word.

    Slips in the text are kept: they are shown to the officer, never mended (`doubtful_citations`).
    Units are found by code. "UBND 12 phường" links every ward; what names no unit of ours stays
    text. Raises `Blocked` when the number is known already or a lead unit is not.
    """
    require(policy.keep_plan(actor))
    head = data["plan"]
    units = {unit.code: unit for unit in session.scalars(select(Unit))}
    require_ready(_blockers(session, str(head["number"]), data["tasks"], units))
    plan = Plan(
        number=clean_line(head["number"]),
        title=clean_line(head["title"]),
        issuer=clean_line(head["issuer"]),
        issued_on=head["issued_on"],
        year_from=head["period"]["from"],
        year_to=head["period"]["to"],
    )
    session.add(plan)
    record(session, actor, "plan:load", plan, now, number=plan.number)
    cited = [*head.get("legal_basis", ()), *head.get("related_documents", ())]
    session.add_all(_bases(plan.id, cited))
    names = {unit["code"]: unit["name"] for unit in data.get("units", ())}
    for position, group in enumerate(data["tasks"], start=1):
        _add_group(session, plan.id, group, position, units, names)
    session.flush()
    return plan


def _blockers(
    session: Session, number: str, groups: Iterable[Mapping[str, Any]], units: Mapping[str, Unit]
) -> list[Blocker]:
    found = [
        Blocker("lead", T("Nhóm nhiệm vụ %(ref)s: không có đơn vị mã %(code)s để chủ trì",
                          ref=group["ref"], code=group["lead"]))
        for group in groups
        if group["lead"] not in units
    ]  # fmt: skip
    if session.scalar(select(Plan.id).where(Plan.number == clean_line(number))):
        found.append(Blocker("number", T("Kế hoạch số %(number)s đã được nạp", number=number)))
    return found


def _bases(plan_id: int, cited: Iterable[Mapping[str, Any]]) -> list[PlanBasis]:
    return [
        PlanBasis(
            plan_id=plan_id,
            position=position,
            number=clean_line(basis["number"]),
            issued_on=basis.get("date"),
            issuer=clean_line(basis.get("issuer")),
            subject=clean(basis.get("subject")),
            note=clean(basis.get("note")),
        )
        for position, basis in enumerate(cited, start=1)
    ]


def _add_group(
    session: Session, plan_id: int, data: Mapping[str, Any], position: int,
    units: Mapping[str, Unit], names: Mapping[str, str],
) -> None:  # fmt: skip
    named: list[str] = data.get("cooperating", [])
    group = PlanGroup(
        plan_id=plan_id,
        ref=data["ref"],
        title=clean_line(data["title"]),
        position=position,
        lead_unit_id=units[data["lead"]].id,
        cooperation_text="; ".join(
            units[name].name if name in units else names.get(name, name) for name in named
        ),
    )
    session.add(group)
    session.flush()
    helpers = _cooperating(named, units) - {group.lead_unit_id}
    session.add_all(PlanCooperation(group_id=group.id, unit_id=unit) for unit in sorted(helpers))
    session.add_all(
        PlanItem(
            group_id=group.id,
            ref=item["ref"],
            text=clean(item["text"]),
            position=place,
            state=TaskState.NOT_STARTED,
            due_on=_last_day(item.get("due")),
        )
        for place, item in enumerate(data["items"], start=1)
    )


def _cooperating(named: Iterable[str], units: Mapping[str, Unit]) -> set[int]:
    found: set[int] = set()
    for name in named:
        if name in units:
            found.add(units[name].id)
        elif _ALL_WARDS.fullmatch(name):
            found |= {unit.id for unit in units.values() if unit.kind == "ward"}
    return found


def _last_day(due: int | date | None) -> date | None:
    """ "đến năm 2030" is kept until the end of that year."""
    return date(due, 12, 31) if isinstance(due, int) else due


def open_periods(
    session: Session, actor: Actor, plan: Plan, year: int, now: datetime, inclusive: bool = False
) -> list[ReportingPeriod]:
    """Open the three reporting periods of a year.

    "trước ngày 15/6" is kept until 14/6; with `inclusive`, as many offices count, until 15/6.
    `AlreadyDone` when they are open; `Blocked` outside the plan's years.
    """
    require(policy.keep_plan(actor))
    require_ready(rules.blockers_to_open(year, plan.year_from, plan.year_to))
    if session.scalar(
        select(ReportingPeriod.id)
        .where(ReportingPeriod.plan_id == plan.id, ReportingPeriod.year == year)
        .limit(1)
    ):
        message = T("Các kỳ báo cáo năm %(year)s đã được mở trước đó.", year=year)
        raise AlreadyDone(message, "plan.reports")
    drafts = rules.periods_of(year, plan.year_from, inclusive=inclusive)
    periods = [
        ReportingPeriod(
            plan_id=plan.id,
            name=draft.name,
            year=year,
            covers_from=draft.covers_from,
            covers_to=draft.covers_to,
            due_text=draft.due_text,
            last_day=draft.last_day,
            consolidated=draft.consolidated,
        )
        for draft in drafts
    ]
    session.add_all(periods)
    record(session, actor, "plan:open_periods", plan, now, year=year, inclusive=inclusive)
    session.flush()
    return periods
