"""A record as a draft and back, and what differs when it is edited twice at once."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.adoption.models import Adoption
from app.adoption.rules import AdoptionDraft
from app.audit.edits import stale_edit
from app.kernel.dates import day_text
from app.kernel.numbers import decimal_text, integer_text
from app.kernel.refusals import Difference, StaleEdit
from app.kernel.text import T, Text

LABELS: dict[str, Text] = {
    "since": T("Áp dụng từ ngày"),
    "what": T("Cách áp dụng tại đơn vị"),
    "indicator": T("Chỉ tiêu đã đo"),
    "before": T("Trước khi áp dụng"),
    "after": T("Sau khi áp dụng"),
    "measure": T("Đơn vị tính"),
    "method": T("Cách đo"),
    "sample_size": T("Số lượt đo"),
    "saved_vnd": T("Giá trị làm lợi một năm"),
}
"""The boxes of the form, as the form names them."""


def write(adoption: Adoption, draft: AdoptionDraft) -> None:
    """Put what was typed into the record; the unit is not part of an edit."""
    adoption.since, adoption.extent, adoption.what = draft.since, draft.extent, draft.what
    adoption.indicator, adoption.measure = draft.indicator, draft.measure
    adoption.before_value, adoption.after_value = draft.before, draft.after
    adoption.method, adoption.sample_size = draft.method, draft.sample_size
    adoption.saved_vnd = draft.saved_vnd


def draft_of(adoption: Adoption) -> AdoptionDraft:
    """What a stored record says."""
    return AdoptionDraft(
        unit_id=adoption.unit_id,
        since=adoption.since,
        extent=adoption.extent,
        what=adoption.what,
        indicator=adoption.indicator,
        before=adoption.before_value,
        after=adoption.after_value,
        measure=adoption.measure,
        method=adoption.method,
        sample_size=adoption.sample_size,
        saved_vnd=adoption.saved_vnd,
    )


def stale(session: Session, adoption: Adoption, draft: AdoptionDraft) -> StaleEdit:
    """The conflict page's facts: who saved last, when, and the boxes that differ."""
    mine, theirs = _as_typed(draft), _as_typed(draft_of(adoption))
    differences = [
        Difference(name, label, mine[name], theirs[name])
        for name, label in LABELS.items()
        if mine[name] != theirs[name]
    ]
    return stale_edit(session, adoption, differences)


def _as_typed(draft: AdoptionDraft) -> dict[str, str]:
    """The draft as it stands in the boxes of the form."""
    return {
        "since": day_text(draft.since),
        "what": draft.what,
        "indicator": draft.indicator,
        "before": _exact(draft.before),
        "after": _exact(draft.after),
        "measure": draft.measure,
        "method": draft.method,
        "sample_size": _whole(draft.sample_size),
        "saved_vnd": _whole(draft.saved_vnd),
    }


def _exact(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def _whole(value: int | None) -> str:
    return "" if value is None else integer_text(value)
