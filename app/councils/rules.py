"""What the entry of a council must say."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.kernel.refusals import Blocker
from app.kernel.text import T

NAME_LIMIT, NUMBER_LIMIT = 200, 60


@dataclass(frozen=True, slots=True)
class CouncilDraft:
    """A council as typed. `last_day`: the last day of the term."""

    name: str
    kind: str
    decision_number: str
    decided_on: date
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
