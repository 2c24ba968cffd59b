"""What a form hands to an action: one frozen record for each part of the dossier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.ideas.births import birth_text
from app.ideas.choices import LISTS, title_of
from app.ideas.fields import LABELS, LIMITS, SECTION_TITLES, Section
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text, integer_text

__all__ = [
    "LABELS", "LIMITS", "MOST_AUTHORS", "MOST_FILES", "MOST_PARTICIPANTS", "MOST_VND",
    "NOTE_LIMIT", "SECTION_OF", "SECTION_TITLES", "AiSheet", "AuthorLine", "Draft", "Effect",
    "Information", "ParticipantLine", "Section", "Texts", "typed_text",
]  # fmt: skip


MOST_AUTHORS, MOST_PARTICIPANTS, MOST_FILES, NOTE_LIMIT = 20, 30, 10, 200
MOST_VND = 10**15


@dataclass(frozen=True, slots=True)
class Information:
    """What the solution is called and where it belongs."""

    title: str = ""
    category_id: int | None = None
    sector: str = ""
    summary: str = ""
    investor: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """The problem, the solution and what is new in it; the confidential part apart."""

    problem: str = ""
    solution: str = ""
    novelty: str = ""
    conditions: str = ""
    confidential: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """Since when it is applied and what came of it. `saved_vnd` in whole đồng."""

    first_applied_on: date | None = None
    application: str = ""
    effect: str = ""
    saved_vnd: int | None = None
    applied_stage: str = ""
    effect_by_others: str = ""


@dataclass(frozen=True, slots=True)
class AiSheet:
    """What the solution uses of artificial intelligence and what it does with data."""

    ai_kind: str = ""
    ai_product: str = ""
    data_location: str = ""
    personal_data: str = ""
    human_check: str = ""
    risk_level: str = ""
    risk_reason: str = ""
    uses_ai: str = ""
    state_secret: str = ""
    decision_role: str = ""
    ai_label: str = ""
    risk_line: str = ""
    classification_no: str = ""
    dpia_no: str = ""
    test_results: str = ""
    stop_plan: str = ""


@dataclass(frozen=True, slots=True)
class AuthorLine:
    """One author; `share` in per cent with at most two decimals. An e-mail links an account.

    `number` is the row on the page the line was typed in (edit conflicts name boxes by it).
    """

    full_name: str = ""
    workplace: str = ""
    job_title: str = ""
    email: str = ""
    share: Decimal = Decimal(0)
    born: str = ""
    qualification: str = ""
    number: int = field(default=-1, compare=False)


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """Somebody who helped to apply the solution for the first time, and with what."""

    full_name: str = ""
    born: str = ""
    workplace: str = ""
    job_title: str = ""
    qualification: str = ""
    support: str = ""
    number: int = field(default=-1, compare=False)


Draft = Information | Texts | Effect | AiSheet
SECTION_OF: Mapping[type[object], Section] = {
    Information: Section.INFORMATION,
    Texts: Section.TEXTS,
    Effect: Section.EFFECT,
    AiSheet: Section.AI_SHEET,
}


def typed_text(name: str, value: object) -> str:
    """How a value is written in its box (edit conflicts compare and post these)."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return day_text(value)
    if name == "born":
        return birth_text(str(value))
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int):
        return integer_text(value) if name == "saved_vnd" else str(value)
    return str(title_of(name, str(value))) if name in LISTS else str(value)
