"""What was typed into a form that came too late is shown once more, so that it can be copied.

Nothing is stored and nothing is sent again: the page only gives the text back to the browser it
came from. Passwords, codes, tokens and files are left out; so is everything when another site
sent the form, since its text would then appear under our name.
"""

import re
from urllib.parse import urlsplit

from flask import render_template, request, url_for

_SECRET = re.compile(r"pass|mat_khau|again|^old$|token|secret|(^|[-_])code$|key$|^next$|^version$")
_MARK = re.compile(r"[^\W\d_]")


def typed_texts() -> list[str]:
    """The texts of this form in the order of the page, without what nobody typed."""
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return []
    return [
        value.strip()
        for name, values in request.form.lists()
        if not _SECRET.search(name.lower())
        for value in values
        if _MARK.search(value) and (len(value) > 2 or not value.isascii())
    ]


def lost_text_page(status: int, title: str, what: str) -> tuple[str, int]:
    """The page that gives the text back, with the way to sign in again."""
    return render_template(
        "web/lost_text.html", title=title, what=what, texts=typed_texts(),
        sign_in_url=url_for("signin.sign_in", next=_page_of_the_form()),
    ), status  # fmt: skip


def _page_of_the_form() -> str | None:
    """The page the form stood on, when the browser says so and it is ours."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return None
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
