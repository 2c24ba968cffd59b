"""The blueprint that the modules of pages of this room share."""

from flask import Blueprint

bp = Blueprint("papers", __name__, template_folder="templates")
