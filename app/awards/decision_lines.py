"""The page of a decision, line by line: what is offered there, and what was typed."""

from collections.abc import Collection, Mapping
from datetime import date

from app.awards.closing_forms import IssueForm
from app.awards.upward import AnswerFromAbove
from app.kernel.dates import day_text, parse_day
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T

REASON, NUMBER, DAY = "tc-", "qd-", "ngay-"
"""Names of the inputs of a line: why it was refused; its own decision, number and day."""


def offered_form(above: AnswerFromAbove | None) -> IssueForm:
    """Number and day of the higher level's decision, to be compared with the signed paper."""
    main = above.main if above else None
    if main is None:
        return IssueForm(None)
    return IssueForm(None, data={"number": main.number, "decided_on": main.decided_on})


def offered(above: AnswerFromAbove | None) -> dict[str, str]:
    """The inputs of the lines as the higher level answered."""
    if above is None:
        return {}
    found = {f"{REASON}{key}": reason for key, reason in above.refused.items()}
    for key, one in above.own.items():
        found[f"{NUMBER}{key}"] = one.number
        found[f"{DAY}{key}"] = day_text(one.decided_on) if one.decided_on else ""
    return found


def typed_reasons(form: Mapping[str, str]) -> dict[int, str]:
    """By line, why it was refused."""
    return _by_line(form, REASON)


def typed_decisions(
    form: Mapping[str, str], *, but: Collection[int]
) -> dict[int, tuple[str, date | None]]:
    """By line, the decision of its own; `but`: lines that were refused. Raises `Blocked`."""
    days, numbers = _by_line(form, DAY), _by_line(form, NUMBER)
    if days.keys() - numbers.keys() - set(but):
        raise Blocked([Blocker("number", T("Nhập số của quyết định riêng ở dòng đã ghi ngày"))])
    return {
        key: (number, _day(days.get(key, ""))) for key, number in numbers.items() if key not in but
    }


def _by_line(form: Mapping[str, str], name: str) -> dict[int, str]:
    return {
        int(key.removeprefix(name)): text
        for key, text in form.items()
        if key.startswith(name) and text.strip() and _is_key(key.removeprefix(name))
    }


def _is_key(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 12


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return parse_day(text)
    except ValueError:
        raise Blocked([Blocker("decided_on", T("Ngày của quyết định riêng phải là ngày có thật, "
                                               "ví dụ 05/02/2026"))]) from None  # fmt: skip
