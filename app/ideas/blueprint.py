"""The blueprint of this room; its pages are in `views` and the `*_views` beside it."""

from flask import Blueprint

bp = Blueprint("ideas", __name__, template_folder="templates")
