"""Writes of a draft of rules: a copy of another set, its rows added, changed, taken out."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import record
from app.awards import policy
from app.awards.models import AwardKind, EligibilityRule, RuleSet
from app.awards.rule_checks import RuleDraft, blockers_in_rule
from app.awards.rule_states import BASIS_LIMIT, MOST_RULES, RULE_SET_LIFECYCLE, RuleSetState
from app.awards.states import NAME_LIMIT
from app.kernel.actor import Actor
from app.kernel.refusals import (
    NOT_FOUND,
    Blocker,
    Denied,
    IllegalMove,
    StaleEdit,
    require,
    require_ready,
)
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

_COPIED = tuple(one.name for one in fields(RuleDraft))


@dataclass(frozen=True, slots=True)
class SetDraft:
    """What a set is about. `valid_from`: the day from which it is meant to count."""

    name: str
    basis: str
    valid_from: date | None


def draft_of_rule(row: EligibilityRule) -> RuleDraft:
    """A stored rule as it would be typed."""
    return RuleDraft(**{name: getattr(row, name) for name in _COPIED})


def create_rule_set(
    session: Session, actor: Actor, source: RuleSet, draft: SetDraft, now: datetime
) -> RuleSet:
    """A new draft with a copy of every rule of another set; the other stays as it is."""
    require(policy.edit_catalogue(actor))
    require_ready(_blockers(draft))
    row = RuleSet(
        name=clean_line(draft.name), basis=clean_line(draft.basis), valid_from=draft.valid_from,
        copied_from=source.id, created_by=actor.user_id, created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    rules = rules_in(session, source.id)
    session.add_all(
        EligibilityRule(rule_set_id=row.id, position=rule.position, **asdict(draft_of_rule(rule)))
        for rule in rules
    )
    record(session, actor, "rule_set:create", row, now, copied_from=source.id, rules=len(rules))
    return row


def change_rule_set(
    session: Session, actor: Actor, row: RuleSet, draft: SetDraft, now: datetime, *, version: int
) -> None:
    """Name, basis and first day of a draft."""
    _require_draft(actor, row, version)
    require_ready(_blockers(draft))
    old = {"name": row.name, "basis": row.basis, "valid_from": row.valid_from}
    row.name, row.basis = clean_line(draft.name), clean_line(draft.basis)
    row.valid_from = draft.valid_from
    new = {"name": row.name, "basis": row.basis, "valid_from": row.valid_from}
    _touched(row)
    record(session, actor, "rule_set:change", row, now, old=old, new=new)


def add_rule(
    session: Session, actor: Actor, row: RuleSet, draft: RuleDraft, now: datetime, *, version: int
) -> EligibilityRule:
    """A rule at the end of a draft."""
    _require_draft(actor, row, version)
    draft = draft.cleaned()
    rules = rules_in(session, row.id)
    found = blockers_in_rule(draft, award_codes(session))
    if len(rules) >= MOST_RULES:
        found.append(Blocker("code", T("Một bộ có nhiều nhất %(n)s quy tắc", n=MOST_RULES)))
    require_ready(found + _twice(draft, rules, None))
    rule = EligibilityRule(
        rule_set_id=row.id, position=max((one.position for one in rules), default=0) + 10,
        **asdict(draft),
    )  # fmt: skip
    session.add(rule)
    session.flush()
    _touched(row)
    record(session, actor, "eligibility_rule:add", rule, now, rule_set=row.id,
           now_is=asdict(draft))  # fmt: skip
    return rule


def change_rule(
    session: Session, actor: Actor, row: RuleSet, rule_id: int, draft: RuleDraft, now: datetime,
    *, version: int,
) -> None:  # fmt: skip
    """A rule of a draft, changed; rules of an approved set never are."""
    _require_draft(actor, row, version)
    rule = rule_of(session, row, rule_id)
    draft = draft.cleaned()
    require_ready(
        blockers_in_rule(draft, award_codes(session))
        + _twice(draft, rules_in(session, row.id), rule.id)
    )
    was = asdict(draft_of_rule(rule))
    for name, value in asdict(draft).items():
        setattr(rule, name, value)
    _touched(row)
    record(session, actor, "eligibility_rule:change", rule, now, rule_set=row.id, was=was,
           now_is=asdict(draft))  # fmt: skip


def remove_rule(
    session: Session, actor: Actor, row: RuleSet, rule_id: int, now: datetime, *, version: int
) -> None:
    """A rule of a draft, taken out; the record keeps what it said."""
    _require_draft(actor, row, version)
    rule = rule_of(session, row, rule_id)
    record(session, actor, "eligibility_rule:remove", rule, now, rule_set=row.id,
           was=asdict(draft_of_rule(rule)))  # fmt: skip
    session.delete(rule)
    _touched(row)


def rule_of(session: Session, row: RuleSet, rule_id: int) -> EligibilityRule:
    """A rule of this set, or nothing."""
    rule = session.get(EligibilityRule, rule_id)
    if rule is None or rule.rule_set_id != row.id:
        raise Denied(NOT_FOUND)
    return rule


def award_codes(session: Session) -> frozenset[str]:
    """Every code of the catalogue, of any day."""
    return frozenset(session.scalars(select(AwardKind.code).distinct()))


def rules_in(session: Session, set_id: int) -> list[EligibilityRule]:
    return list(
        session.scalars(
            select(EligibilityRule)
            .where(EligibilityRule.rule_set_id == set_id)
            .order_by(EligibilityRule.position, EligibilityRule.id)
        )
    )


def _twice(draft: RuleDraft, rules: list[EligibilityRule], own: int | None) -> list[Blocker]:
    """What is found wanting is named by code and award: two rules of one name would mix them up."""
    if any(
        (one.code, one.award_code, one.valid_from) == (draft.code, draft.award_code,
                                                       draft.valid_from)
        for one in rules
        if one.id != own
    ):  # fmt: skip
        return [Blocker("code", T("Mã này đã dùng cho một quy tắc khác của cùng danh hiệu"))]
    return []


def _require_draft(actor: Actor, row: RuleSet, version: int) -> None:
    require(policy.edit_catalogue(actor))
    if row.state is not RuleSetState.DRAFT:
        raise IllegalMove("change", row.state, RULE_SET_LIFECYCLE.open_from(row.state))
    if version != row.version:
        raise StaleEdit("", "", version=row.version)


def _touched(row: RuleSet) -> None:
    """A change of a rule is a change of its set: the next save with the old version is refused."""
    row.edits = row.edits + 1


def _blockers(draft: SetDraft) -> list[Blocker]:
    found = []
    if not clean_line(draft.name):
        found.append(Blocker("name", T("Nhập tên bộ quy tắc")))
    for field, text, limit in (("name", draft.name, NAME_LIMIT),
                               ("basis", draft.basis, BASIS_LIMIT)):  # fmt: skip
        if len(clean_line(text)) > limit:
            found.append(Blocker(field, T("Không được quá %(n)s ký tự", n=limit)))
    return found
