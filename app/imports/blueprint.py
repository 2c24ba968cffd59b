"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("imports", __name__, template_folder="templates")
