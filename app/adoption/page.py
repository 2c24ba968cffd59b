"""The page of one record: what it says, its history, and what the reader may do about it."""

from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.adoption import policy, review_queries
from app.adoption.forms import ReasonForm, StopForm
from app.adoption.queries import AdoptionDetail
from app.adoption.states import (
    ADOPTION_LIFECYCLE,
    ADOPTION_SHAPES,
    EXTENT_TITLES,
    UNCONFIRMED,
    AdoptionState,
)
from app.audit.queries import history_of
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import instant_text
from app.kernel.text import T
from app.web.access import Answer, actor

ACTS = {
    "adoption:report": T("Ghi nhận áp dụng"),
    "adoption:change": T("Sửa nội dung ghi nhận"),
    "adoption:attach": T("Thêm tài liệu minh chứng"),
    "adoption:confirm": T("Xác nhận áp dụng"),
    "adoption:reject": T("Không xác nhận"),
    "adoption:resend": T("Sửa và gửi lại để xác nhận"),
    "adoption:stop": T("Dừng áp dụng"),
    "adoption:follow_up": T("Ghi kết quả rà soát"),
}


def record_page(
    detail: AdoptionDetail,
    *,
    rejecting: ReasonForm | None = None,
    stopping: StopForm | None = None,
    status: int = 200,
) -> Answer:
    """The page; a form that was refused is shown again as it was typed."""
    page = render_template(
        "adoption/show.html",
        detail=detail,
        follow_ups=review_queries.follow_ups(db.session(), detail.id),
        solution=detail.solution,
        state=ADOPTION_LIFECYCLE.titles[detail.state],
        shape=ADOPTION_SHAPES[detail.state],
        extent=EXTENT_TITLES[detail.extent],
        history=_history(detail),
        form=rejecting or stopping,
        rejecting=rejecting or ReasonForm(formdata=None),
        stopping=stopping or StopForm(formdata=None),
        **_rights(detail),
    )
    return page, status


def _rights(detail: AdoptionDetail) -> dict[str, Any]:
    """Which acts are offered; a clerk who may not decide is told why."""
    person, standing = actor(), detail.solution.standing
    denial = policy.decide(person, detail, standing)
    undecided = detail.state in UNCONFIRMED
    is_clerk = person.in_unit(Role.UNIT_CLERK, detail.unit_id)
    running = detail.state is AdoptionState.CONFIRMED
    at, coming = review_queries.reviews(detail.confirmed_at or now(), now())
    return {
        "may_follow_up": running and bool(at) and denial is None,
        "coming_review": coming if running else None,
        "may_confirm": undecided and denial is None,
        "may_reject": detail.state is AdoptionState.REPORTED and denial is None,
        "why_not": denial.reason if undecided and is_clerk and denial else None,
        "may_change": undecided and policy.change(person, detail, standing) is None,
        "may_stop": running and policy.stop(person, detail, standing) is None,
    }


def _history(detail: AdoptionDetail) -> list[dict[str, str]]:
    lines = history_of(db.session(), f"adoption:{detail.id}")
    return [
        {
            "when": instant_text(line.at),
            "datetime": _machine(line.at),
            "text": ACTS[line.verb].translated(_),
            "who": line.actor_name,
            "note": line.reason,
        }
        for line in reversed(lines)
        if line.verb in ACTS
    ]


def _machine(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
