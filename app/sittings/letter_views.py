"""Written opinions of members who will be absent: sent, due, received, and what they say."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.keys import key_in, whole
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.sittings import (
    agenda_queries,
    ballot_queries,
    beside,
    letters,
    policy,
    queries,
)
from app.sittings.blueprint import bp
from app.sittings.forms import LetterForm
from app.sittings.models import Sitting
from app.sittings.states import CHOICE_TITLES, Choice, ItemState
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm


@bp.get("/phien-hop/<int:sitting_id>/van-ban")
@needs(*policy.RUNNERS)
def letter_list(sitting_id: int) -> Answer:
    """Who was asked in writing, until when, and what came back."""
    return _list_page(sitting_id, LetterForm(formdata=None))


def _list_page(sitting_id: int, form: LetterForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    page = render_template(
        "sittings/letters.html", sitting=found, lines=beside.letter_lines(session, found),
        form=form, live=found.state in agenda_queries.LIVE,
    )  # fmt: skip
    return page, status


@bp.post("/phien-hop/<int:sitting_id>/van-ban")
@needs(*policy.RUNNERS)
def send_letters(sitting_id: int) -> Answer:
    """Note that these members were asked in writing."""
    form = LetterForm()
    if not form.validate() or form.due_at.data is None:
        return _list_page(sitting_id, form, 422)
    people = request.form.getlist("account", type=whole)
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            count = letters.send_letters(session, actor(), sitting, people, form.due_at.data, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _list_page(sitting_id, form, 422)
    flash(_("Đã ghi gửi %(n)s phiếu lấy ý kiến.", n=count), "ok")
    return redirect(url_for(".letter_list", sitting_id=sitting_id), 303)


@bp.get("/phien-hop/<int:sitting_id>/van-ban/<int:account_id>")
@needs(*policy.RUNNERS)
def letter(sitting_id: int, account_id: int) -> Answer:
    """One letter: the answer to each item."""
    return _letter_page(sitting_id, account_id, WebForm(formdata=None))


def _letter_page(sitting_id: int, account_id: int, form: WebForm, status: int = 200) -> Answer:
    """Items that are decided, or that the reader or the writer keeps away from, are left out."""
    session, person = db.session(), actor()
    found = queries.readable(session, person, sitting_id)
    require(policy.run(person, found.council_id))
    sent = ballot_queries.letters(session, sitting_id).get(account_id)
    if sent is None:
        raise Denied(NOT_FOUND)
    items = agenda_queries.items_in_order(session, sitting_id)
    recused = agenda_queries.recused_by_item(session, [item.id for item in items])
    shown = [
        item
        for item in items
        if item.voted
        and item.state in {ItemState.WAITING, ItemState.PUT_OFF}
        and not {person.user_id, account_id} & recused.get(item.id, set())
    ]
    page = render_template(
        "sittings/letter.html", sitting=found, letter=sent, items=shown, choices=CHOICE_TITLES,
        name=queries.names_of(session, [account_id])[account_id][0], form=form,
        answers=ballot_queries.letter_answers(session, [sent.id]).get(sent.id, {}),
    )  # fmt: skip
    return page, status


@bp.post("/phien-hop/<int:sitting_id>/van-ban/<int:account_id>")
@needs(*policy.RUNNERS)
def receive_letter(sitting_id: int, account_id: int) -> Answer:
    """What the letter says, as far as its items are not decided."""
    form, answers = WebForm(), _typed_answers()
    form.validate()
    try:
        with transaction() as session:
            sitting = to_change(session, Sitting, sitting_id)
            letters.receive_letter(session, actor(), sitting, account_id, answers, now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _letter_page(sitting_id, account_id, form, 422)
    flash(_("Đã nhận ý kiến bằng văn bản."), "ok")
    return redirect(url_for(".letter_list", sitting_id=sitting_id), 303)


def _typed_answers() -> dict[int, Choice]:
    """The choice of each item's box; anything else is no answer."""
    found = {}
    for name, value in request.form.items():
        key = key_in(name.removeprefix("item-"))
        if name.startswith("item-") and key is not None and value in set(Choice):
            found[key] = Choice(value)
    return found
