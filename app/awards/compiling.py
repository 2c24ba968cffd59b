"""Draft lists as values: every nomination with the answers of the rules of its list's day.

The number of queries does not depend on how many lists or nominations there are.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries import agency_on
from app.accounts.units_queries import workplace_on
from app.awards.catalogue_queries import citations_on, salary_on
from app.awards.compiled import CompiledList, Heading, Line, LineSolution, Override
from app.awards.facts import Answer, Facts
from app.awards.judging import judged
from app.awards.models import BaseSalary, NominationList
from app.awards.nominated import Nominated
from app.awards.rules import amount, answers_of, override_holds


def compile_list(session: Session, list_: NominationList) -> CompiledList:
    """The draft as it would be locked now."""
    salary = salary_on(session, list_.judged_on)
    return CompiledList(
        heading=heading_of(session, list_, salary),
        lines=tuple(judged_lines(session, [list_], salary.amount if salary else None)[list_.id]),
    )


def heading_of(session: Session, list_: NominationList, salary: BaseSalary | None) -> Heading:
    """The list itself, and who makes, signs and receives its Tờ trình."""
    day = list_.judged_on
    agency = agency_on(session, day)
    code, compiler = workplace_on(session, list_.created_by, day)
    return Heading(
        list_id=list_.id, number=list_.number, year=list_.year, title=list_.title,
        movement=list_.movement, judged_on=day, family=list_.family, upward=list_.upward,
        money_limit=list_.money_limit,
        agency=agency.name if agency else "", superior=agency.superior_name if agency else "",
        place=agency.place if agency else "", symbol=agency.symbol if agency else "",
        head_title=agency.head_title if agency else "",
        compiler=compiler, compiler_code=code,
        signer_title=list_.signer_title, signer_name=list_.signer_name,
        salary=salary.amount if salary else None, salary_basis=salary.basis if salary else "",
        legal_bases=citations_on(session, day),
    )  # fmt: skip


def judged_lines(
    session: Session, lists: Sequence[NominationList], salary: int | None,
    *, only: Collection[int] | None = None,
) -> dict[int, list[Line]]:  # fmt: skip
    """The lines of each list, or only these, judged by the rules of the list's own day."""
    found, known = judged(session, lists, only=only)
    names = _names(session, {
        key
        for one in found
        for key in (one.row.override_by, one.row.override_confirmed_by)
        if key
    })  # fmt: skip
    result: dict[int, list[Line]] = {list_.id: [] for list_ in lists}
    for one in found:
        rules = known.rules_for(one.list_.judged_on, one.facts.award_code)
        answers = answers_of(one.facts, rules)
        result[one.list_.id].append(_line(one.row, one.facts, answers, salary, names))
    return result


def _names(session: Session, keys: set[int]) -> dict[int, str]:
    if not keys:
        return {}
    rows = session.execute(select(Account.id, Account.full_name).where(Account.id.in_(keys)))
    return {key: name for key, name in rows}


def _line(
    row: Nominated, facts: Facts, answers: list[Answer], salary: int | None, names: dict[int, str]
) -> Line:
    kind = row.award_kind
    return Line(
        nomination_id=row.id, version=row.version, subject_kind=row.subject_kind,
        account_id=row.account_id, name=row.name, job_title=row.job_title,
        unit_name=row.unit_name, award_code=kind.code, award_name=kind.name,
        award_clause=kind.clause, factor=kind.money_factor,
        amount=None if salary is None else amount(kind.money_factor, salary),
        achievement=row.achievement,
        solutions=tuple(
            LineSolution(one.code, one.title, one.role, one.share) for one in facts.solutions
        ),
        parts=facts.parts_wanted, present=facts.parts_present, answers=tuple(answers),
        override=_override(row, answers, names), gender=row.gender,
        position_kind=row.position_kind, months_worked=row.months_worked,
        maternity_months=row.maternity_months,
    )  # fmt: skip


def _override(row: Nominated, answers: list[Answer], names: dict[int, str]) -> Override | None:
    if row.override_verdict is None:
        return None
    holds = override_holds(answers, frozenset(row.override_covers.split()))
    return Override(
        row.override_verdict, row.override_reason, names.get(row.override_by or 0, ""), holds,
        row.override_by, row.override_confirmed_by is not None,
        names.get(row.override_confirmed_by or 0, ""),
    )  # fmt: skip
