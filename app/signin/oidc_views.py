"""Pages of signing in through the agency's identity provider.

The protocol leaves by a GET and comes back by a GET. Neither writes here: leaving is a POST that
answers with a page leading on (the content policy lets no form end on a foreign host), and the
page one comes back to posts what it was given.
"""

import hmac
import logging
import secrets
from datetime import timedelta
from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, session
from flask import url_for as url
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.kernel.text import T, Text
from app.signin import oidc_actions, oidc_queries, queries
from app.signin.again import password_again
from app.signin.blueprint import bp
from app.signin.ceremonies import Begun, begin, ended_well, take
from app.signin.forms import PasswordAgainForm
from app.signin.oidc_actions import Place
from app.signin.oidc_rules import DOWN, LAPSED, STOPPED, OutsidePerson, Provider, ProviderFault
from app.signin.targets import safe_next
from app.signin.visitor import enter
from app.web.access import Answer, actor, current_actor, public, signed_in
from app.web.registry import Door, Registry
from config import Settings

IN_BROWSER = "outside"
"""Name in the browser's session of the state it left with."""
PURPOSE = "oidc"
LIFE = timedelta(minutes=10)
DOOR = "signin.outside"
TOO_MANY = T("Nhiều lượt đăng nhập đang chờ từ địa chỉ mạng này. Thử lại sau ít phút")

log = logging.getLogger(__name__)


def provider() -> Provider | None:
    """The provider of this installation, if there is one."""
    found: Settings = current_app.config["SETTINGS"]
    if not found.oidc_issuer:
        return None
    hours = found.oidc_max_age_hours
    return Provider(found.oidc_issuer, found.oidc_client_id, found.oidc_client_secret,
                    found.oidc_name, found.oidc_unit, found.oidc_amr,
                    timedelta(hours=hours) if hours else None)  # fmt: skip


def join_outside(registry: Registry) -> None:
    """The door in "Tài khoản của tôi"; shown only where there is a provider."""
    registry.personal.append(
        Door(T("Tài khoản cơ quan"), T("Liên kết để đăng nhập qua cổng của cơ quan"), DOOR, 50)
    )


@bp.context_processor
def outside_button() -> dict[str, Any]:
    """What the sign-in page calls the provider."""
    offered = provider()
    return {"outside_name": offered.name if offered else ""}


def _offered() -> Provider:
    offered = provider()
    if offered is None:
        raise Denied(NOT_FOUND)
    return offered


@bp.post("/dang-nhap/co-quan")
@public
def start_outside() -> Answer:
    """Leave for the provider to sign in."""
    refused = _leave(request.form.get("next", ""))
    return refused if not isinstance(refused, Text) else _refused(refused)


def _leave(target: str, account_id: int | None = None) -> Answer | Text:
    """The page that leads to the provider, or why there is none."""
    from app.signin import oidc_client  # noqa: PLC0415 - a second to import, for few requests

    content = {"nonce": secrets.token_urlsafe(32), "verifier": secrets.token_urlsafe(48),
               "next": target}  # fmt: skip
    instant, address = now(), request.remote_addr or ""
    with transaction() as writing:
        state = begin(writing, PURPOSE, content, address, instant + LIFE, instant,
                      account_id=account_id)  # fmt: skip
    if state is None:
        return TOO_MANY
    try:
        away = oidc_client.way_out(
            _offered(), _return_address(), state=state,
            nonce=content["nonce"], verifier=content["verifier"],
        )  # fmt: skip
    except ProviderFault as fault:
        return _said(fault)
    session[IN_BROWSER] = state
    answer = make_response(render_template("signin/oidc_leave.html", away=away))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _return_address() -> str:
    """Where the provider sends people back to; from BASE_URL, never from what a request says."""
    return f"{current_app.config['BASE_URL']}/dang-nhap/co-quan/tro-ve"


@bp.get("/dang-nhap/co-quan/tro-ve")
@public
def back_from_outside() -> Answer:
    """The provider's answer is in the address; this page posts it on at once."""
    _offered()
    given = {name: request.args.get(name, "")[:4000] for name in ("state", "code", "iss")}
    answer = make_response(render_template("signin/oidc_back.html", given=given))
    answer.headers["Cache-Control"], answer.headers["Referrer-Policy"] = "no-store", "no-referrer"
    return answer


@bp.post("/dang-nhap/co-quan/hoan-tat")
@public
def finish_outside() -> Answer:
    """Trade the code for the person; then sign in, or link to who is signed in."""
    offered = _offered()
    begun = _taken(request.form.get("state", ""))
    if begun is None:
        return _refused(LAPSED)
    try:
        person = _proven(offered, begun)
    except ProviderFault as fault:
        with transaction() as writing:
            oidc_actions.refused(writing, None, _place(), now())
        return _refused(_said(fault), linking=begun.account_id is not None)
    if begun.account_id is None:
        return _signed_in(offered, person, begun)
    return _linked(person, begun)


def _taken(state: str) -> Begun | None:
    """The ceremony that this very browser began, used up now."""
    known = session.pop(IN_BROWSER, "")
    if not known or not hmac.compare_digest(known.encode(), state.encode()):
        return None
    with transaction() as writing:
        return take(writing, PURPOSE, state, now())


def _proven(offered: Provider, begun: Begun) -> OutsidePerson:
    from app.signin import oidc_client  # noqa: PLC0415 - a second to import, for few requests

    code, said_by = request.form.get("code", ""), request.form.get("iss", "")
    if not code or (said_by and said_by != offered.issuer):
        raise ProviderFault("no code, or of another issuer")
    return oidc_client.exchange(
        offered, _return_address(), code, nonce=begun.content["nonce"],
        verifier=begun.content["verifier"], now=now(),
    )  # fmt: skip


def _signed_in(offered: Provider, person: OutsidePerson, begun: Begun) -> Answer:
    with transaction() as writing:
        outcome = oidc_actions.sign_in_outside(writing, offered, person, _place(), now())
        if not isinstance(outcome, Blocker):
            ended_well(writing, begun, now())
    if isinstance(outcome, Blocker):
        return _refused(outcome.message)
    return enter(*outcome, safe_next(begun.content["next"]))


def _linked(person: OutsidePerson, begun: Begun) -> Answer:
    owner = current_actor()
    if owner is None or owner.user_id != begun.account_id:
        return _refused(LAPSED)
    try:
        with transaction() as writing:
            oidc_actions.link_outside(writing, owner, person, now())
            ended_well(writing, begun, now())
    except Blocked as refusal:
        return _refused(refusal.blockers[0].message, linking=True)
    flash(_("Đã liên kết tài khoản cơ quan."), "ok")
    return redirect(url(DOOR), 303)


def _said(fault: ProviderFault) -> Text:
    log.warning("identity provider: %s", fault)
    return DOWN if fault.down else STOPPED


def _refused(why: Text, *, linking: bool = False) -> Answer:
    flash(why.translated(_), "bad")
    home = linking and current_actor() is not None
    return redirect(url(DOOR if home else "signin.sign_in"), 303)


def _place() -> Place:
    return Place(request.remote_addr or "", request.user_agent.string)


@bp.get("/tai-khoan/tai-khoan-co-quan")
@signed_in
def outside() -> Answer:
    """My identities at the agency's provider."""
    _offered()
    return _outside_page(PasswordAgainForm(formdata=None))


def _outside_page(form: PasswordAgainForm, status: int = 200) -> Answer:
    reading, person = db.session(), actor()
    lines = oidc_queries.identity_lines(reading, person.user_id)
    asks = queries.has_password(reading, person.user_id)
    return render_template("signin/oidc_identities.html", form=form, lines=lines, asks=asks), status


@bp.post("/tai-khoan/tai-khoan-co-quan/lien-ket")
@signed_in
def link_outside() -> Answer:
    """Leave for the provider to prove which identity is mine; the password is asked again."""
    _offered()
    person, form = actor(), PasswordAgainForm()
    if queries.has_password(db.session(), person.user_id):
        checked = password_again(person, form.password.data or "", "password")
        if isinstance(checked, Blocker):
            form.add_blockers([checked])
            return _outside_page(form, 422)
    refused = _leave("", person.user_id)
    return refused if not isinstance(refused, Text) else _refused(refused, linking=True)


@bp.post("/tai-khoan/tai-khoan-co-quan/<int:identity_id>/bo-lien-ket")
@signed_in
def unlink_outside(identity_id: int) -> Answer:
    """Take one link away."""
    form = PasswordAgainForm(formdata=None)
    try:
        with transaction() as writing:
            oidc_actions.unlink_outside(writing, actor(), identity_id, now())
    except Blocked as refusal:
        form.add_blockers(refusal.blockers)
        return _outside_page(form, 422)
    flash(_("Đã bỏ liên kết tài khoản cơ quan."), "ok")
    return redirect(url(DOOR), 303)
