"""Quotas of a day with the figures they are a share of, and all of them for their page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Unit
from app.accounts.units_queries import names_on
from app.achievements.queries import ratings_of
from app.awards.catalogue_queries import on
from app.awards.compiled import CompiledList
from app.awards.models import AwardKind, Nomination
from app.awards.quota_models import AwardQuota
from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.awards.quotas import Filled, Quota, decimal_text_of, filled


def quotas_of(session: Session, compiled: CompiledList) -> list[Filled]:
    """How far the list fills the quotas of its day: one query, three where a share is asked for."""
    found = quotas_on(session, compiled.heading.judged_on)
    shares = any(one.measure is QuotaMeasure.SHARE for one in found)
    figures = _advanced(session, compiled) if shares else {}
    return filled(compiled, found, figures)


def quotas_on(session: Session, day: date) -> list[Quota]:
    """Those of the day."""
    rows = session.scalars(_quotas(), {"day": day}).all()
    names = names_on(session, [row.unit_id for row in rows if row.unit_id], day) if rows else {}
    return [
        Quota(row.award_code, row.scope, row.measure, row.hundredths, row.refuse, row.clause,
              row.valid_from, row.valid_to,
              names.get(row.unit_id or 0, ""))
        for row in rows
    ]  # fmt: skip


@cache
def _quotas() -> Select[AwardQuota]:
    in_force = on(AwardQuota, bindparam("day", type_=Date()))
    return select(AwardQuota).where(in_force).order_by(AwardQuota.id)


def _advanced(session: Session, compiled: CompiledList) -> dict[str, int]:
    rows = session.execute(
        select(Nomination.unit_name, Nomination.unit_id)
        .where(Nomination.list_id == compiled.heading.list_id, Nomination.unit_id.is_not(None))
        .distinct()
    )
    units = {unit_id: name for name, unit_id in rows if unit_id is not None}
    return {
        units[one.unit_id]: one.progressive
        for one in ratings_of(session, (), list(units))
        if one.unit_id and one.year == compiled.heading.year and one.progressive is not None
        and one.subject_key == f"unit:{one.unit_id}"
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One quota on its page."""

    quota_id: int
    award_code: str
    award_name: str
    scope: QuotaScope
    unit_name: str
    measure: QuotaMeasure
    hundredths: int
    refuse: bool
    clause: str
    valid_from: date
    valid_to: date | None
    set_by: str

    @property
    def number(self) -> str:
        """ "25" or "12,5%"."""
        return decimal_text_of(self.hundredths) + (
            "%" if self.measure is QuotaMeasure.SHARE else ""
        )


def quota_rows(session: Session) -> Sequence[QuotaRow]:
    """All of them, the newest first."""
    names = dict(
        session.execute(select(AwardKind.code, AwardKind.name).order_by(AwardKind.valid_from)).all()
    )
    rows = session.execute(
        select(AwardQuota, Unit.name, Account.full_name)
        .outerjoin(Unit, Unit.id == AwardQuota.unit_id)
        .outerjoin(Account, Account.id == AwardQuota.set_by)
        .order_by(AwardQuota.valid_from.desc(), AwardQuota.id.desc())
    )
    return [
        QuotaRow(row.id, row.award_code, names.get(row.award_code, row.award_code), row.scope,
                 unit or "", row.measure, row.hundredths, row.refuse, row.clause, row.valid_from,
                 row.valid_to, who or "")
        for row, unit, who in rows
    ]  # fmt: skip
