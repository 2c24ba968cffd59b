"""The blueprint that the view modules of this room hang their pages on."""

from flask import Blueprint

bp = Blueprint("plan", __name__, template_folder="templates")
