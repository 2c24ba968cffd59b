"""Two people did the same thing at once: the later request is asked once more.

An act first asks the rules ("… đã được giao thẩm định hồ sơ này") and then writes. On PostgreSQL
two acts may both find nothing and both write; the unique constraint lets one through. The other
was rolled back whole, and by now it would find what the first one wrote: so the view is run again,
and the room answers in its own words, on its own page, with everything typed. Once: what breaks a
constraint again is told as a change by somebody else.
"""

from typing import Any

from flask import current_app, g, request
from sqlalchemy.exc import IntegrityError

from app.extensions import db


def ask_once_more(_problem: IntegrityError) -> Any | None:
    """The answer of the second run; None when there was one already, or nothing to run."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or g.get("asked_once_more") or view is None:
        return None
    g.asked_once_more = True
    db.session.rollback()
    for _name, file in request.files.items(multi=True):
        file.stream.seek(0)
    try:
        return view(**(request.view_args or {}))
    except Exception as problem:
        return current_app.handle_user_exception(problem)
