"""A draft as its page shows it: the lines of the page judged now, the others with what was kept."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.catalogue_queries import salary_on
from app.awards.compiled import CompiledList, Line
from app.awards.compiling import compile_list, heading_of, judged_lines
from app.awards.judging import ORDER
from app.awards.models import AwardKind, Nomination, NominationList
from app.awards.rules import amount, letters_of, parts_of
from app.awards.states import Verdict
from app.awards.verdicts import Kept, fresh, kept_verdicts

Shows = Callable[[CompiledList], Collection[int]]
"""Which lines a page shows of a list."""


LOST = Kept(Verdict.ASK, waits=False)
"""Of a line of which nothing is kept; the digest differs then, so that nobody sees it."""


@dataclass(frozen=True, slots=True)
class KeptLine(Line):
    """A line that is counted and not shown: its answers are not there, its verdict is."""

    kept: Kept = LOST

    @property
    def computed(self) -> Verdict:
        """What counts; what the rules alone said is not kept."""
        return self.kept.verdict

    @property
    def verdict(self) -> Verdict:
        """As it was kept."""
        return self.kept.verdict

    @property
    def waits(self) -> bool:
        """As it was kept."""
        return self.kept.waits


def drafted(session: Session, list_: NominationList, shows: Shows) -> CompiledList:
    """The draft for its page. Whenever what was kept is not that of today, all of it is judged."""
    kept = kept_verdicts(session, list_)
    if kept is None:
        return compile_list(session, list_)
    salary = salary_on(session, list_.judged_on)
    money = salary.amount if salary else None
    counted = CompiledList(
        heading_of(session, list_, salary), tuple(_kept_lines(session, list_, kept, money))
    )
    shown = set(shows(counted))
    judged = judged_lines(session, [list_], money, only=shown)[list_.id]
    if not fresh(kept, judged):
        return compile_list(session, list_)
    now = {line.nomination_id: line for line in judged}
    return replace(
        counted, lines=tuple(now.get(line.nomination_id, line) for line in counted.lines)
    )


def _kept_lines(
    session: Session, list_: NominationList, kept: dict[int, Kept], salary: int | None
) -> list[Line]:
    rows = session.execute(
        select(
            Nomination.id, Nomination.version, Nomination.subject_kind, Nomination.account_id,
            Nomination.name, Nomination.job_title, Nomination.unit_name, Nomination.achievement,
            Nomination.parts_present, Nomination.gender, Nomination.position_kind,
            AwardKind.code, AwardKind.name, AwardKind.clause, AwardKind.money_factor,
            AwardKind.parts,
        )
        .join(AwardKind, AwardKind.id == Nomination.award_kind_id)
        .where(Nomination.list_id == list_.id)
        .order_by(*ORDER)
    )  # fmt: skip
    money = {}
    found: list[Line] = []
    for (key, version, kind, account, name, job, unit, achievement, present, gender, position,
         code, award, clause, factor, parts) in rows:  # fmt: skip
        if salary is not None and factor not in money:
            money[factor] = amount(factor, salary)
        found.append(KeptLine(
            nomination_id=key, version=version, subject_kind=kind, account_id=account, name=name,
            job_title=job, unit_name=unit, award_code=code, award_name=award, award_clause=clause,
            factor=factor, amount=money.get(factor), achievement=achievement, solutions=(),
            parts=parts_of(parts), present=letters_of(present), answers=(), gender=gender,
            position_kind=position, kept=kept.get(key, LOST),
        ))  # fmt: skip
    return found
