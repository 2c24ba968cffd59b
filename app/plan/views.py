"""Pages of this room."""

from flask import Blueprint

from app.web.access import Answer, public

bp = Blueprint("plan", __name__, template_folder="templates")
