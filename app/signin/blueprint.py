"""The blueprint of this room; its pages are in `views` and the `*_views` beside it."""

from flask import Blueprint

bp = Blueprint("signin", __name__, template_folder="templates")
