"""What the page of a closed list shows beside its lines, and what the reader may do there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from app.awards import policy
from app.awards.closing_forms import (
    IssueForm,
    RecoveryForm,
    RefusalForm,
    ReopenForm,
    ReturnForm,
    RevocationForm,
)
from app.awards.compiled import CompiledList
from app.awards.holding import held_lines
from app.awards.models import NominationList
from app.awards.shaken import shaken_lines
from app.awards.states import LIST_LIFECYCLE, LineOutcome, ListState
from app.awards.upward import AnswerFromAbove, Standing, hooks
from app.awards.versions import (
    OpenRequest,
    OutcomeRow,
    VersionRow,
    outcomes_of,
    reopen_request,
    version_rows,
)
from app.kernel.actor import Actor


@dataclass(frozen=True)
class ClosingForms:
    """Forms of a closed list; one that was refused comes back as it was typed."""

    reopen: ReopenForm
    returning: ReturnForm
    issue: IssueForm
    refusal: RefusalForm
    revocation: RevocationForm
    recovery: RecoveryForm


@dataclass(frozen=True)
class Closing:
    """Moves that are open to the reader, the waiting request, versions and outcomes.

    `above`, `answer`: of a list that the higher level decides.
    """

    moves: frozenset[str]
    request: OpenRequest | None
    may_confirm: bool
    versions: Sequence[VersionRow]
    held: frozenset[int] = frozenset()
    outcomes: Mapping[int, OutcomeRow] = field(default_factory=dict)
    above: Standing | None = None
    answer: AnswerFromAbove | None = None
    shaken: frozenset[int] = frozenset()

    def count(self, outcome: str) -> int:
        """How many lines had this outcome."""
        return sum(1 for one in self.outcomes.values() if one.outcome == outcome)

    def granted(self, compiled: CompiledList) -> int:
        """The money of the awards that stand, in đồng: lines refused, held back or revoked have
        none.
        """
        return sum(
            line.amount or 0
            for line in compiled.lines
            if line.nomination_id in self.outcomes
            and self.outcomes[line.nomination_id].outcome is LineOutcome.ISSUED
        )

    @property
    def money_back(self) -> tuple[int, int]:
        """Of revoked awards: what was paid, and what came back."""
        found = [one.revocation for one in self.outcomes.values() if one.revocation]
        return sum(one.money for one in found), sum(one.money_recovered for one in found)


def closing_of(session: Session, actor: Actor, list_: NominationList) -> Closing:
    """A constant number of queries, whatever the size of the list."""
    waiting = reopen_request(session, list_.id) if list_.state is not ListState.DRAFT else None
    issued = list_.state is ListState.ISSUED
    return Closing(
        moves=_moves(actor, list_),
        request=waiting,
        may_confirm=waiting is not None and policy.confirm_reopen(actor, waiting.asked_by) is None,
        versions=version_rows(session, list_.id),
        held=frozenset() if issued else frozenset(held_lines(session, list_.id)),
        outcomes=outcomes_of(session, list_.id) if issued else {},
        above=hooks.standings(session, actor, [list_.id]).get(list_.id) if list_.upward else None,
        answer=hooks.answer(session, list_.id) if list_.upward else None,
        shaken=frozenset() if list_.state is ListState.DRAFT else shaken_lines(session, list_.id),
    )


def _moves(actor: Actor, list_: NominationList) -> frozenset[str]:
    allowed = {
        "vote": policy.compile_lists(actor), "submit": policy.compile_lists(actor),
        "issue": policy.compile_lists(actor), "reopen": policy.reopen(actor),
        "return": policy.return_list(actor, list_.locked_by),
    }  # fmt: skip
    return frozenset(
        name for name in LIST_LIFECYCLE.open_from(list_.state) if allowed.get(name, True) is None
    )


def line_acts(actor: Actor, account_id: int | None, row: OutcomeRow | None) -> frozenset[str]:
    """What an officer may note about one line of an issued list."""
    if row is None or policy.settle_line(actor, account_id) is not None:
        return frozenset()
    return {
        LineOutcome.HELD: frozenset({"issue", "refuse"}),
        LineOutcome.ISSUED: frozenset({"revoke"}),
        LineOutcome.REVOKED: frozenset({"recover"}),
    }.get(row.outcome, frozenset())
