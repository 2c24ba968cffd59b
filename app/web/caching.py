"""Public pages: a visitor's browser may keep one for a minute, and then asks whether it changed.

A signed-in person's page is never kept, has no mark (ETag), and is never "not changed".
"""

import hashlib
from typing import Any

from flask import Response, make_response, render_template, request
from flask import session as browser_session

from app.web.access import current_actor

SECONDS = 60


def public_page(template: str, **values: Any) -> Response:
    """The page, marked by its content for a visitor without any cookie; for others never kept.

    A page that is kept must not carry the server's instant: countdowns then go by the reader's
    clock, and the mark changes only when what one reads does.
    """
    if current_actor() is not None or request.cookies:
        return _not_kept(make_response(render_template(template, **values)))
    page = render_template(template, **{**values, "now": None})
    answer = make_response(page)
    if browser_session.modified:
        return _not_kept(answer)
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}, must-revalidate"
    answer.set_etag(hashlib.sha256(page.encode()).hexdigest()[:32], weak=True)
    answer.make_conditional(request)
    return answer


def _not_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
