"""The blueprint of the ledger, and what its pages share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, request

from app.accounts.queries import units_on
from app.achievements import queries
from app.achievements.forms import AboutForm
from app.achievements.rules import About
from app.achievements.states import Subject
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.keys import key_in
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.web.forms import WebForm

bp = Blueprint("achievements", __name__, template_folder="templates")


def units_today() -> dict[int, str]:
    """The units of today, by id."""
    return {one.unit_id: one.name for one in units_on(db.session(), local_date(now()))}


@contextmanager
def refusals_in(form: WebForm) -> Iterator[None]:
    """Show what an action refuses in the form, beside the boxes it is about."""
    try:
        yield
    except Blocked as problem:
        form.add_blockers(problem.blockers)


def about_of(form: AboutForm) -> About:
    """Whom the form is about. Raises `Blocked` for an address nobody has."""
    found = None
    if form.email.data and form.kind.data == Subject.INDIVIDUAL:
        found = queries.account_by_email(db.session(), form.email.data)
        if found is None:
            raise Blocked([Blocker("email", T("Không có tài khoản nào dùng địa chỉ này"))])
    return form.about(found, units_today())


def asked_subject() -> dict[str, Any]:
    """What the address says about whom the row is: `nguoi` or `don-vi`."""
    session = db.session()
    account_id = key_in(request.args.get("nguoi"))
    unit_id = key_in(request.args.get("don-vi"))
    if account_id is not None:
        found = queries.person(session, account_id)
        return {"kind": str(Subject.INDIVIDUAL), "email": found.email, "name": found.name}
    if unit_id is not None:
        return {"kind": str(Subject.COLLECTIVE), "unit_id": str(unit_id),
                "name": queries.unit(session, unit_id).name}  # fmt: skip
    return {}
