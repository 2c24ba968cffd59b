"""Flask-Login on our own table: a cookie names a row; ending the row ends the sign-in."""

from datetime import timedelta

from flask import Flask, current_app, request, session
from flask_login import UserMixin, current_user

from app.accounts import queries
from app.accounts.models import SignIn
from app.database.transaction import to_change, transaction
from app.extensions import db, login_manager
from app.kernel.actor import Actor
from app.kernel.clock import now

SEEN_EVERY = timedelta(minutes=1)


class Visitor(UserMixin):
    """What Flask-Login carries: the token of the sign-in and the actor it stands for."""

    def __init__(self, token: str, actor: Actor) -> None:
        self.id, self.actor = token, actor


def load_visitor(token: str) -> Visitor | None:
    """The person behind the cookie at this request; None when the sign-in has ended."""
    instant = now()
    idle = timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"])
    found = queries.signed_in(db.session(), token, instant, idle, request.remote_addr or "")
    if found is None:
        session.pop("_user_id", None)
        return None
    if instant - found.seen_at > SEEN_EVERY:
        with transaction() as writing:
            to_change(writing, SignIn, found.sign_in_id).seen_at = instant
    return Visitor(token, found.actor)


def prepare_sign_in(app: Flask) -> None:
    """Join Flask-Login to the application; its own session protection is not needed."""
    login_manager.session_protection = None
    login_manager.user_loader(load_visitor)
    login_manager.init_app(app)
    app.before_request(know_visitor)


def know_visitor() -> None:
    """Ask who it is before anything is read: noting the visit ends the session's transaction."""
    if request.endpoint != "static":
        current_user.is_authenticated  # noqa: B018 - loads the visitor
