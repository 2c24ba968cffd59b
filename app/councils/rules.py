"""What the entry of a council must say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.councils.states import FITTING, OFFICE_TITLES, Office
from app.kernel.actor import Role
from app.kernel.refusals import Blocker
from app.kernel.text import T

NAME_LIMIT, NUMBER_LIMIT, ISSUER_LIMIT = 200, 60, 200


@dataclass(frozen=True, slots=True)
class CouncilDraft:
    """A council as typed. `last_day`: the last day of the term."""

    name: str
    kind: str
    decision_number: str
    decided_on: date
    decided_by: str
    term_from: date
    last_day: date | None = None

    @property
    def term_to(self) -> date | None:
        """The exclusive end of the term."""
        return None if self.last_day is None else self.last_day + timedelta(days=1)


def blockers_in_council(draft: CouncilDraft) -> list[Blocker]:
    """The term follows the decision that set the council up, and does not end before it begins."""
    found: list[Blocker] = []
    if draft.term_from < draft.decided_on:
        found.append(Blocker("term_from", T("Nhiệm kỳ bắt đầu từ ngày quyết định hoặc sau đó")))
    if draft.last_day is not None and draft.last_day < draft.term_from:
        found.append(Blocker("last_day", T("Ngày cuối nhiệm kỳ không được trước ngày bắt đầu")))
    return found


@dataclass(frozen=True, slots=True)
class OfficeDraft:
    """An office as typed: who, what, by which decision, from which day on."""

    account_id: int
    office: Office
    decision_number: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class HeldOffice:
    """An office as known: of whom, from a day to a day (exclusive)."""

    account_id: int
    office: Office
    valid_from: date
    valid_to: date | None


def blockers_to_give(
    draft: OfficeDraft, roles: Collection[Role], held: Sequence[HeldOffice],
    chairs: Collection[int], today: date,
) -> list[Blocker]:  # fmt: skip
    """A change is dated, never before today: sittings held so far keep who was what.

    `roles`: those that the person holds in the council on that day; `chairs`: who else holds the
    chair's role then without another office.
    """
    found: list[Blocker] = []
    if draft.valid_from < today:
        found.append(Blocker("valid_from", T("Chức danh bắt đầu từ hôm nay hoặc một ngày sau đó")))
    mine = [one for one in held if one.account_id == draft.account_id]
    if any(one.valid_from > draft.valid_from for one in mine):
        found.append(Blocker("valid_from", T("Đã có chức danh bắt đầu sau ngày này")))
    if not FITTING[draft.office] & set(roles):
        found.append(Blocker("office", T("Vai trò của người này trong Hội đồng vào ngày đó không "
                                         "hợp với chức danh %(title)s",
                                         title=OFFICE_TITLES[draft.office])))  # fmt: skip
    others = [one for one in held if one.account_id != draft.account_id
              and one.office is Office.CHAIR and _holds(one, draft.valid_from)]  # fmt: skip
    if draft.office is Office.CHAIR and (others or set(chairs) - {draft.account_id}):
        found.append(Blocker("office", T("Hội đồng đã có Chủ tịch vào ngày đó")))
    return found


def _holds(one: HeldOffice, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or one.valid_to > day)
