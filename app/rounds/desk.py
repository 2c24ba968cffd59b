"""What the view modules of this room share."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint

from app.extensions import db
from app.kernel.refusals import Blocked, require
from app.rounds import policy, queries
from app.rounds.models import Round
from app.web.access import actor
from app.web.forms import WebForm

bp = Blueprint("rounds", __name__, template_folder="templates")


@contextmanager
def refusals_in(form: WebForm) -> Iterator[None]:
    """Show what an action refuses in the form, beside the boxes it is about."""
    try:
        yield
    except Blocked as problem:
        form.add_blockers(problem.blockers)


def managed(round_id: int) -> Round:
    """A round with all its parts, for its own secretary."""
    found = queries.round_with_rubric(db.session(), round_id)
    require(policy.manage(actor(), found))
    return found
