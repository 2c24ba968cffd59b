"""Pages of this room."""

from flask import Blueprint

bp = Blueprint("awards", __name__, template_folder="templates")
