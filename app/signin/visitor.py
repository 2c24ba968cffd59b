"""Flask-Login on our own table: a cookie names a row; ending the row ends the sign-in.

A sign-in that still lacks its second factor is no visitor at all: every guard sees nobody. Only
the pages that ask for the factor know of it (`half_signed_in`).
"""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user

from app.database.transaction import to_change, transaction
from app.extensions import db, login_manager
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.signin import actions, queries
from app.signin.device import remember_device
from app.signin.models import SignIn
from app.signin.states import Stage

SEEN_EVERY = timedelta(minutes=1)
ASKS_ONLY = "signin.session_now"
"""A page that asks whether it may stay on the screen keeps no sign-in alive."""


class Visitor(UserMixin):
    """What Flask-Login carries: the token of the sign-in and the actor it stands for."""

    def __init__(self, token: str, found: queries.SignedIn) -> None:
        self.id, self.actor, self.sign_in_id = token, found.actor, found.sign_in_id
        self.ends_at, self.seen_at = found.ends_at, found.seen_at


def load_visitor(token: str) -> Visitor | None:
    """The person behind the cookie at this request; None when the sign-in has ended."""
    if g.get("database_is_down"):
        return None  # the page of that fault asks the database nothing; the sign-in stays
    found = _look_up(token)
    if found is None:
        session.pop("_user_id", None)
        return None
    if found.roles_changed:
        token = _follow_roles(token, found)
        found = _look_up(token) or found
    elif request.endpoint != ASKS_ONLY and now() - found.seen_at > SEEN_EVERY:
        found = replace(found, seen_at=now())
        with transaction() as writing:
            to_change(writing, SignIn, found.sign_in_id).seen_at = found.seen_at
    if found.stage is not Stage.FULL:
        g.half_signed_in = found
        return None
    return Visitor(token, found)


def _look_up(token: str) -> queries.SignedIn | None:
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    return queries.signed_in(db.session(), token, now(), idle, request.remote_addr or "")


def _follow_roles(token: str, found: queries.SignedIn) -> str:
    """The roles have changed since the last request: the token changes too."""
    with transaction() as writing:
        row = to_change(writing, SignIn, found.sign_in_id)
        fresh = actions.follow_roles(writing, found.actor, row, now())
    if fresh is None:
        return token
    session["_user_id"] = fresh
    return fresh


def half_signed_in() -> queries.SignedIn | None:
    """The sign-in that waits for its second factor, if this browser has one."""
    found: queries.SignedIn | None = g.get("half_signed_in")
    return found


def factor_owner() -> Actor | None:
    """Who may set a second factor up: a whole sign-in, or one that was sent to do so."""
    half = half_signed_in()
    if half is not None and half.stage is Stage.ENROL:
        return half.actor
    return cast("Actor | None", getattr(current_user, "actor", None))


def seconds_left() -> int:
    """How long this sign-in lasts if nothing more is asked; 0 for nobody."""
    if not isinstance(current_user._get_current_object(), Visitor):
        return 0
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    end = min(current_user.ends_at, current_user.seen_at + idle)
    return max(0, int((end - now()).total_seconds()))


def current_sign_in_id() -> int:
    """The sign-in of this request, half or whole; 0 for nobody."""
    half = half_signed_in()
    return half.sign_in_id if half else int(getattr(current_user, "sign_in_id", 0))


def enter(token: str, account_id: int, target: str) -> Response:
    """Carry a fresh sign-in into the browser: nothing of the old session stays.

    `target`: a path of this site (`safe_next`). What still asks for a second factor is sent to
    its page first. Answers 303.
    """
    _leave_former()
    session.clear()
    found = _look_up(token)
    if found is None:
        return _see(url_for("signin.sign_in"))
    if found.stage is Stage.FULL:
        login_user(Visitor(token, found))
        answer = _see(target)
        remember_device(answer, account_id)
        return answer
    session["_user_id"], session["next"] = token, target
    return _see(url_for("signin.second_factor"))


def _leave_former() -> None:
    """Whoever signs in anew, as the same person or another, ends the sign-in it had here."""
    half, former = half_signed_in(), current_sign_in_id()
    person = half.actor if half else getattr(current_user, "actor", None)
    if former and person is not None:
        with transaction() as writing:
            actions.sign_out(writing, person, former, now())


def carry_on(token: str, account_id: int | None, answer: Response) -> Response:
    """The same browser session under a new token, after the second factor."""
    session["_user_id"] = token
    answer.headers["Cache-Control"] = "no-store"
    if account_id is not None:
        remember_device(answer, account_id)
    return answer


def _see(url: str) -> Response:
    answer = current_app.make_response(redirect(url, 303))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def prepare_sign_in(app: Flask) -> None:
    """Join Flask-Login to the application; its own session protection is not needed."""
    unknown = set(app.config["SECOND_FACTOR_ROLES"]) - {str(role) for role in Role}
    if unknown:
        raise SystemExit(f"SECOND_FACTOR_ROLES names unknown roles: {', '.join(sorted(unknown))}.")
    login_manager.session_protection = None
    login_manager.user_loader(load_visitor)
    login_manager.init_app(app)
    app.before_request(know_visitor)


def know_visitor() -> None:
    """Ask who it is before anything is read: noting the visit ends the session's transaction."""
    if request.endpoint != "static":
        current_user.is_authenticated  # noqa: B018 - loads the visitor
