"""Who may enter a route. A courtesy to people; the action behind it is the gate.

Every view carries one of these decorators; a test refuses a route without one.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import redirect, request, url_for
from flask_login import current_user

from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial, Denied
from app.kernel.text import T
from app.web.refusals import on_signed_out

Answer = Any
"""What a view may return: Flask takes text, responses and (text, status) alike."""
View = TypeVar("View", bound=Callable[..., Any])


def current_actor() -> Actor | None:
    """The signed-in person, or None."""
    return cast("Actor | None", getattr(current_user, "actor", None))


def actor() -> Actor:
    """The signed-in person; only in views behind `signed_in` or `needs`."""
    found = current_actor()
    if found is None:
        raise RuntimeError("no actor here: put @needs or @signed_in on the view")
    return found


def public(view: View) -> View:
    """Anyone may read this."""
    view.__guard__ = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone with an account; the policy decides about the thing itself."""
    return _guarded(view, ())


def needs(*roles: Role) -> Callable[[View], View]:
    """Only people who hold one of these roles now."""
    return lambda view: _guarded(view, roles)


def signed_out() -> Answer:
    """Nobody is signed in: a page is asked for after signing in, a form's text is given back."""
    if request.method == "GET":
        return redirect(url_for("signin.sign_in", next=request.full_path.rstrip("?")))
    return on_signed_out()


def _guarded(view: View, roles: tuple[Role, ...]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        person = current_actor()
        if person is None:
            return signed_out()
        if roles and not person.has(*roles):
            raise Denied(
                Denial("role", T("Tài khoản này không có vai trò để dùng chức năng vừa mở."))
            )
        return view(*args, **kwargs)

    guarded.__guard__ = tuple(str(role) for role in roles) or "signed_in"  # type: ignore[attr-defined]
    return cast("View", guarded)
