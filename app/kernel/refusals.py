"""Why something cannot be done: not allowed (`Denial`), not ready (`Blocker`), not from here.

Policies return a `Denial` or None; rules return every `Blocker` at once; the exceptions carry
them to the one module (`app.web.refusals`) that turns them into pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.numbers import integer_text
from app.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class Denial:
    """Not allowed. `hidden` denials look exactly like something that does not exist."""

    code: str
    reason: Text
    hidden: bool = False

    @property
    def lacks_role(self) -> bool:
        """Whether somebody can give what is missing: codes of roles are "role" and "not_…".

        Nobody can give what a deadline, a conflict or one's own dossier takes away.
        """
        return self.code == "role" or self.code.startswith("not_")


@dataclass(frozen=True, slots=True)
class Blocker:
    """Not ready. `field` names what has to be mended; `url` leads to it once a view adds it."""

    field: str
    message: Text
    url: str = ""


class Refusal(Exception):
    """Base of all refusals; nothing was changed."""


class Denied(Refusal):
    """The actor may not do this."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(str(denial.reason))
        self.denial = denial


class Blocked(Refusal):
    """The thing is not ready for this act."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__("; ".join(str(blocker.message) for blocker in blockers))
        self.blockers = tuple(blockers)


class IllegalMove(Refusal):
    """The life cycle has no such move from this state."""

    def __init__(self, name: str, state: object, possible: Sequence[str]) -> None:
        super().__init__(f"{name} is not possible from {state}; possible: {', '.join(possible)}")
        self.name, self.state, self.possible = name, state, tuple(possible)


class Missing(Refusal):
    """There is no such thing, or it is hidden from the actor."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of an edit conflict: what I typed and what is stored, as the form posts them.

    `shown`: the words for both where the form posts a key that says nothing to its reader.
    """

    name: str
    label: Text
    mine: str
    theirs: str
    shown: tuple[str, str] | None = None

    @property
    def words(self) -> tuple[str, str]:
        """What the page says for mine and theirs."""
        return self.shown or (self.mine, self.theirs)


class StaleEdit(Refusal):
    """Somebody else saved first; both texts are kept and shown.

    `marks`: of a page that saves field by field, what each field is stored with now.
    """

    def __init__(
        self, who: str, when_text: str, differences: Sequence[Difference] = (), version: int = 0
    ) -> None:
        super().__init__(f"changed by {who} at {when_text}")
        self.who, self.when_text = who, when_text
        self.differences, self.version = tuple(differences), version
        self.marks: Mapping[str, str] = {}


class AlreadyDone(Refusal):
    """A once-only act was asked for again: show what happened the first time."""

    def __init__(self, message: Text, endpoint: str = "", **values: object) -> None:
        super().__init__(str(message))
        self.message, self.endpoint, self.values = message, endpoint, values


NOT_FOUND = Denial(
    "missing",
    T("Không tìm thấy nội dung, hoặc tài khoản chưa được cấp quyền xem nội dung này."),
    hidden=True,
)


NO_REASON = T("Nhập lý do")


def blockers_of_reason(
    reason: str, most: int, missing: Text = NO_REASON, field: str = "reason"
) -> list[Blocker]:
    """Why a reason, as it will be stored, cannot be taken: it is missing or too long."""
    if not reason:
        return [Blocker(field, missing)]
    if len(reason) > most:
        return [Blocker(field, T("Lý do không được quá %(n)s ký tự", n=integer_text(most)))]
    return []


def require(denial: Denial | None) -> None:
    """Stop here when a policy refuses. Call it first in every action."""
    if denial is not None:
        raise Denied(denial)


def require_ready(blockers: Sequence[Blocker]) -> None:
    """Stop here when a rule lists reasons; all of them are shown at once."""
    if blockers:
        raise Blocked(blockers)
