"""Pages of this room."""

from flask import Blueprint

from app.web.access import Answer, public

bp = Blueprint("rounds", __name__, template_folder="templates")


@bp.get("/")
@public
def call() -> Answer:
    """The public call."""
    return ""
