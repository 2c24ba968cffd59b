"""The blueprint of this room, and the record its pages are about."""

from flask import Blueprint

from app.adoption import policy, queries
from app.extensions import db
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.web.access import actor

bp = Blueprint("adoption", __name__, template_folder="templates")


def seen(adoption_id: int) -> queries.AdoptionDetail:
    """The record, for those who may see it; otherwise there is none."""
    detail = queries.adoption_detail(db.session(), adoption_id)
    if detail is None:
        raise Denied(NOT_FOUND)
    require(policy.see(actor(), detail, detail.solution.standing))
    return detail
