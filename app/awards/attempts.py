"""One form, one transaction: what was refused is said on the form."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.kernel.refusals import Blocked
from app.web.forms import WebForm


def attempt(form: WebForm, work: Callable[[Session], str]) -> str | None:
    """Validate, then do the work in one transaction; None: the form now says why not."""
    if not form.validate():
        return None
    try:
        with transaction() as session:
            return work(session)
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return None
