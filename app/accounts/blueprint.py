"""The blueprint of this room and what its pages share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from flask import Blueprint, request
from sqlalchemy.orm import Session

from app.accounts.models import Account, Unit
from app.audit.edits import stale_edit
from app.kernel.keys import whole
from app.kernel.refusals import Blocked
from app.web.forms import WebForm
from app.web.stale import differences

bp = Blueprint("accounts", __name__, template_folder="templates")


@bp.app_template_filter("day_before")
def day_before(day: date) -> date:
    """The last day of a span whose end is exclusive."""
    return day - timedelta(days=1)


@contextmanager
def refusals_in(form: WebForm) -> Iterator[None]:
    """Show what an action refuses in the form, beside the boxes it is about."""
    try:
        yield
    except Blocked as problem:
        form.add_blockers(problem.blockers)


def refuse_stale(session: Session, row: Account | Unit, mine: WebForm, stored: WebForm) -> None:
    """Raise `StaleEdit` when the posted form was opened on an older version of the row."""
    version = request.form.get("version", type=whole)
    if version is None or version == row.version:
        return
    raise stale_edit(session, row, differences(mine, stored))
