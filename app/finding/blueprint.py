"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("finding", __name__, template_folder="templates")
