"""Who is signed in at this moment, asked by a page whose own session has ended."""

from flask import jsonify
from flask_wtf.csrf import generate_csrf

from app.signin.blueprint import bp
from app.signin.visitor import seconds_left
from app.web.access import Answer, current_actor, public


@bp.get("/phien")
@public
def session_now() -> Answer:
    """The account's number, a form token and the seconds left; nothing when signed out.

    Asking keeps no sign-in alive.

    A page that finds its own person signed in again goes on saving with the new token. Another
    site cannot read the answer (same origin only), and nothing is changed.
    """
    person = current_actor()
    if person is None:
        return jsonify(user=None)
    return jsonify(user=person.user_id, csrf_token=generate_csrf(), left=seconds_left())
