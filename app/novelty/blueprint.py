"""The blueprint of this room, apart so that every page file can use it."""

from flask import Blueprint

bp = Blueprint("novelty", __name__, template_folder="templates")
