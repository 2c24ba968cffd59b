"""Co-authors: who has confirmed, inviting, the page behind an invitation, handing over."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas import consent_actions, policy
from app.ideas.behalf import hand_over as give_over
from app.ideas.blueprint import bp
from app.ideas.consent_forms import HandOverForm, PaperForm, ShareForm
from app.ideas.consent_queries import consent_lines, invited_by_token
from app.ideas.consents import ConsentLine
from app.ideas.models import Idea
from app.ideas.page import opened
from app.ideas.people_models import ConsentAnswer
from app.ideas.rules import total_share
from app.ideas.states import EDITABLE
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocked
from app.signin.tokens import token_hash
from app.web.access import Answer, actor, current_actor, public, signed_in
from app.web.forms import WebForm


@bp.app_template_global("consents_for_office")
def consents_for_office(idea: Idea) -> list[ConsentLine]:
    """How the authors stand, for unit and office; nothing while they are rewriting the dossier."""
    return [] if idea.state in EDITABLE else consent_lines(db.session(), idea)


@bp.get("/ho-so/<int:idea_id>/dong-tac-gia")
@signed_in
def coauthors(idea_id: int) -> Answer:
    """Every author with the state of the consent; my own answer; inviting."""
    return _people_page(idea_id)


def _people_page(
    idea_id: int, form: WebForm | None = None, status: int = 200, position: int = 0
) -> Answer:
    found = opened(idea_id, policy.write)
    person, lines = actor(), consent_lines(found.session, found.idea)
    mine = next((one for one in lines if one.account_id == person.user_id), None)
    share = form if isinstance(form, ShareForm) else ShareForm(formdata=None)
    papers = {
        one.position: PaperForm(formdata=None, prefix=f"giay-{one.position}") for one in lines
    }
    if isinstance(form, PaperForm):
        papers[position] = form
    over = form if isinstance(form, HandOverForm) else HandOverForm(formdata=None)
    page = render_template(
        "ideas/coauthors.html", idea=found.idea, lines=lines, mine=mine, share=share, papers=papers,
        over=over, form=form, editable=found.idea.state in EDITABLE,
        total=total_share([(one.full_name, one.share) for one in lines]), round_=found.round_,
        may_hand_over=policy.hand_over(person, found.standing) is None,
        shown=decimal_text(mine.share) if mine else "",
    )  # fmt: skip
    return page, status


def _position() -> int:
    typed = request.form.get("position", "")
    return key_in(typed) or 0


@bp.post("/ho-so/<int:idea_id>/dong-tac-gia/moi")
@signed_in
def invite(idea_id: int) -> Answer:
    """Mail an invitation for one line."""
    form, position = WebForm(), _position()
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            consent_actions.invite_author(session, actor(), idea, position, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _people_page(idea_id, form, 422, position)
    flash(_("Đã gửi lời mời qua thư. Liên kết dùng một lần, trong 14 ngày."), "ok")
    return redirect(url_for("ideas.coauthors", idea_id=idea_id), 303)


@bp.post("/ho-so/<int:idea_id>/dong-tac-gia/ban-giay")
@signed_in
def note_paper(idea_id: int) -> Answer:
    """Note that an author without an address agreed on paper."""
    position = _position()
    form = PaperForm(prefix=f"giay-{position}")
    if not form.validate():
        return _people_page(idea_id, form, 422, position)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            reason = form.reason.data or ""
            consent_actions.note_on_paper(session, actor(), idea, position, reason, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _people_page(idea_id, form, 422, position)
    flash(_("Đã ghi nhận đồng ý trên giấy."), "ok")
    return redirect(url_for("ideas.coauthors", idea_id=idea_id), 303)


@bp.post("/ho-so/<int:idea_id>/dong-tac-gia/tra-loi")
@signed_in
def answer_share(idea_id: int) -> Answer:
    """Confirm or decline my share."""
    form = ShareForm()
    if not form.validate():
        return _people_page(idea_id, form, 422)
    answer, person = ConsentAnswer(form.answer.data), actor()
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            consent_actions.answer_for_share(session, person, idea, form.shown.data or "", answer,
                                             form.reason.data or "", now())  # fmt: skip
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _people_page(idea_id, form, 422)
    if answer is ConsentAnswer.CONFIRMED:
        flash(_("Đã xác nhận tỷ lệ đóng góp."), "ok")
    else:
        flash(_("Đã ghi nhận không đồng ý; người lập hồ sơ được báo qua thư."), "ok")
    return redirect(url_for("ideas.coauthors", idea_id=idea_id), 303)


@bp.post("/ho-so/<int:idea_id>/ban-giao")
@signed_in
def hand_over(idea_id: int) -> Answer:
    """Give a dossier that was entered for somebody to that person's account."""
    form = HandOverForm()
    if not form.validate():
        return _people_page(idea_id, form, 422)
    try:
        with transaction() as session:
            idea = to_change(session, Idea, idea_id)
            give_over(session, actor(), idea, form.email.data or "", now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _people_page(idea_id, form, 422)
    flash(_("Đã bàn giao hồ sơ cho tác giả."), "ok")
    return redirect(url_for("accounts.home"), 303)


@bp.get("/dong-tac-gia/<token>")
@public
def invitation(token: str) -> Answer:
    """The page behind a mailed link; looking at it uses nothing up."""
    return _invitation_page(token, WebForm(formdata=None))


def _invitation_page(token: str, form: WebForm, status: int = 200) -> Response:
    person = current_actor()
    found = invited_by_token(db.session(), token_hash(token[:100]), now())
    page = render_template(
        "ideas/invitation.html", found=found, form=form, token=token, person=person,
        here=url_for("ideas.invitation", token=token),
    )  # fmt: skip
    answer = make_response(page, status if found else 410)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/dong-tac-gia/<token>")
@signed_in
def accept_invitation(token: str) -> Answer:
    """Take the invitation up with the account that is signed in."""
    form = WebForm()
    try:
        with transaction() as session:
            idea = consent_actions.accept_invitation(session, actor(), token[:100], now())
            idea_id = idea.id
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _invitation_page(token, form, 422)
    flash(_("Đã nhận lời mời. Xem hồ sơ rồi xác nhận tỷ lệ đóng góp."), "ok")
    return redirect(url_for("ideas.coauthors", idea_id=idea_id), 303)


@bp.post("/dong-tac-gia/<token>/tai-khoan")
@public
def account_for_invitation(token: str) -> Answer:
    """Make an account for the invited address, then let its owner choose a password."""
    form = WebForm()
    try:
        with transaction() as session:
            password_token = consent_actions.account_by_invitation(session, token[:100], now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _invitation_page(token, form, 422)
    return redirect(url_for("signin.choose_password", token=password_token), 303)
