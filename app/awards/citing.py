"""Which rules and entries of the catalogue name an act, and the acts a clause is picked from."""

from collections.abc import Collection, Iterator
from datetime import date

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.models import AwardKind, EligibilityRule, NominationList, RuleSet
from app.citations.acts import Act
from app.citations.references import Citer, cites, doubts_of_clause, may_cite, offers_on
from app.kernel.text import T, Text


def citers_of(session: Session, act: Act) -> Iterator[Citer]:
    """Two queries: rules of every set, entries of every version; one that several awards share
    is told once.
    """
    rules = session.execute(
        select(EligibilityRule.rule_set_id, EligibilityRule.id, EligibilityRule.message,
               EligibilityRule.clause, RuleSet.name)
        .join(RuleSet, RuleSet.id == EligibilityRule.rule_set_id)
        .where(may_cite(EligibilityRule.clause, act))
        .order_by(EligibilityRule.rule_set_id.desc(), EligibilityRule.position)
    )  # fmt: skip
    asked: set[tuple[int, str, str]] = set()
    for set_id, key, message, clause, name in rules:
        if cites(clause, act) and (set_id, message, clause) not in asked:
            asked.add((set_id, message, clause))
            url = url_for("awards.rule_set", set_id=set_id, _anchor=f"qt-{key}")
            yield Citer(T("%(set)s: %(rule)s", set=name, rule=message), clause, url)
    kinds = session.execute(
        select(AwardKind.code, AwardKind.name, AwardKind.clause)
        .where(may_cite(AwardKind.clause, act))
        .order_by(AwardKind.position, AwardKind.valid_from)
    )
    told: set[tuple[str, str]] = set()
    for code, name, clause in kinds:
        if cites(clause, act) and (code, clause) not in told:
            told.add((code, clause))
            yield Citer(T("Danh mục khen thưởng: %(name)s (%(code)s)", name=name, code=code),
                        clause, url_for("awards.kind", code=code))  # fmt: skip


def list_names(session: Session, keys: Collection[int]) -> dict[int, tuple[Text, str]]:
    """Lists whose locked papers cite an act, with their pages: one query."""
    rows = session.execute(
        select(NominationList.id, NominationList.number, NominationList.year, NominationList.title)
        .where(NominationList.id.in_(keys))
    )  # fmt: skip
    return {
        key: (T("Danh sách khen thưởng số %(n)s/%(year)s: %(title)s", n=f"{number:02d}", year=year,
                title=title), url_for("awards.show", list_id=key))
        for key, number, year, title in rows
    }  # fmt: skip


def picker(session: Session, clause: str | None, day: date) -> dict[str, object]:
    """What the field of a clause shows: acts in force on that day, and doubts about what stands."""
    return {
        "acts": offers_on(session, day), "doubts": doubts_of_clause(session, clause or "", day),
        "acts_day": day,
    }  # fmt: skip
