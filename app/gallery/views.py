"""Pages of this room."""

from flask import Blueprint

from app.web.access import Answer, public

bp = Blueprint("gallery", __name__, template_folder="templates")


@bp.get("/thu-vien")
@public
def index() -> Answer:
    """The gallery."""
    return ""
