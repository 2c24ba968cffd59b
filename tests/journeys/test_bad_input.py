"""Wrong input on every form: 422, what is wrong, what was typed still there, nothing stored."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.awards.actions import issue_list, lock_list, submit_list
from app.awards.models import Nomination
from app.awards.quota_actions import QuotaDraft, set_quota
from app.awards.quota_states import QuotaMeasure, QuotaScope
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.review.revocation_states import EffectScope, RevocationGround
from app.review.revoking import RevocationDraft, ask_to_revoke, confirm_revocation
from app.review.wider_effects import EffectDraft, note_effect
from app.rounds.models import Round
from tests.awards.builders import make_list, make_solution, nominate
from tests.ideas.builders import make_idea
from tests.journeys.browser import Browser
from tests.journeys.conftest import Signer
from tests.journeys.pages import Box, Form, Page, Typed
from tests.journeys.reader import read
from tests.journeys.small_world import SmallWorld
from tests.journeys.stored import everything
from tests.journeys.wrong_input import (
    CASES,
    FROM_A_PREVIEW,
    IN_THEIR_OWN_TESTS,
    WITHOUT_WORDS,
    Case,
)
from tests.people import NOON

TYPED_IN = {"text", "textarea", "select", "email", "password", "number", "date", "file"}


@pytest.fixture
def full(small: SmallWorld) -> SmallWorld:
    """The small world with a supplement asked for, a line that lacks papers and a locked list."""
    with transaction() as session:
        world = small.world
        receiving = session.get_one(Round, small["receiving"])
        small.ids["asked"] = make_idea(session, world, receiving, IdeaState.SUPPLEMENT_ASKED).id
        lacking = select(Nomination.id).where(Nomination.list_id == small["list"])
        small.ids["lacking"] = session.scalars(lacking.order_by(Nomination.id.desc())).first() or 0
        done = session.get_one(Round, small["done_round"])
        locked = make_list(session, world)
        nominate(session, world, locked, make_solution(session, world, done))
        session.flush()
        lock_list(session, world.awards_officer, locked, NOON)
        small.ids["locked_list"] = locked.id
        submitted = make_list(session, world)
        nominate(session, world, submitted, make_solution(session, world, done))
        session.flush()
        lock_list(session, world.awards_officer, submitted, NOON)
        submit_list(session, world.awards_officer, submitted, NOON)
        small.ids["submitted_list"] = submitted.id
        issued = make_list(session, world)
        shaken = make_solution(session, world, done)
        line = nominate(session, world, issued, shaken)
        session.flush()
        lock_list(session, world.awards_officer, issued, NOON)
        submit_list(session, world.awards_officer, issued, NOON)
        issue_list(session, world.awards_officer, issued, "9/QĐ-UBND", issued.judged_on, NOON)
        small.ids |= {"issued_list": issued.id, "issued_line": line.id}
        _annul(session, small, shaken, make_solution(session, world, done))
        quota = QuotaDraft("GK-CN", QuotaScope.LIST, QuotaMeasure.COUNT, Decimal(50), "KH 99",
                           NOON.date())  # fmt: skip
        small.ids["quota"] = set_quota(session, world.awards_officer, quota, NOON).id
        recognised = session.get_one(Idea, small["recognised"])
        effect = EffectDraft(EffectScope.NATION, "9/QĐ-TTg", NOON.date(), "Thủ tướng Chính phủ")
        small.ids["effect"] = note_effect(
            session, world.awards_officer, recognised, effect, NOON
        ).id
    return small


def _annul(session: Session, small: SmallWorld, gone: Idea, waiting: Idea) -> None:
    """One recognition is annulled, another waits for its second person."""
    draft = RevocationDraft("8/QĐ-UBND", NOON.date(), RevocationGround.FALSE, "Khai sai")
    for idea in (gone, waiting):
        ask_to_revoke(session, small.world.secretary, idea, draft, NOON)
    confirm_revocation(session, small.world.leader, gone, NOON)
    small.ids |= {"annulling": waiting.id}


def test_wrong_input_is_said_and_nothing_is_lost_or_stored(
    app: Flask, signed: Signer, full: SmallWorld
) -> None:
    complaints = []
    for case in CASES:
        browser = signed(case.who)
        complaint = complaint_about_saving(case, browser, full)
        before = everything()
        complaint = complaint or complaint_about(app, case, browser, full)
        if complaint or everything() != before:
            complaints.append((case.who, case.address, case.button, complaint or "stored"))

    assert not complaints, complaints


def complaint_about_saving(case: Case, browser: Browser, full: SmallWorld) -> str:
    """What is wrong with how a script saves this: a wrong box waits with its message, while right
    ones beside it may be saved.
    """
    form = browser.open(case.address.format(**full.ids)).form(case.button)
    if not form.autosave:
        return ""
    names = {full_name(form.boxes, name): typed for name, typed in case.typed.items()}
    form.fill({name: with_ids(typed, full) for name, typed in names.items()})
    script = {"Accept": "application/json", "X-Requested-With": "autosave"}
    saved = browser.client.post(form.autosave, data=form.values(), headers=script)
    told = saved.get_json(silent=True) or {}
    if saved.status_code in {200, 422} and (told.get("errors") or told.get("invalid")):
        return ""
    return f"saved by itself: {saved.status_code} {told}"


def complaint_about(app: Flask, case: Case, browser: Browser, full: SmallWorld) -> str:
    """What is wrong with the answers to this case, or nothing."""
    page = browser.open(case.address.format(**full.ids))
    if wordy := [form.action for form in page.forms if asks_for_words(app, form)]:
        return f"not without words: {wordy}"
    form = page.form(case.button)
    names = {full_name(form.boxes, name): typed for name, typed in case.typed.items()}
    form.fill({name: with_ids(typed, full) for name, typed in names.items()})
    pressed = form.button(case.button)
    target = pressed.action.partition("#")[0] or form.action
    if endpoint_of(app, target) != case.endpoint:
        return f"posts to {endpoint_of(app, target)}"
    answer = browser.client.post(target, data=form.values(pressed))
    return complaint_about_page(case, read(form.action, answer.status_code, answer.data), names)


def complaint_about_page(case: Case, shown: Page, names: dict[str, Typed]) -> str:
    """What is wrong with the page that came back, or nothing."""
    if shown.status != 422:
        return f"status {shown.status}"
    if case.said not in shown.words:
        return f"not said: {shown.words[:900]}"
    if "Có lỗi cần sửa" not in shown.words:
        return "no summary"
    return lost_text(shown, names)


def endpoint_of(app: Flask, address: str) -> str:
    """The endpoint that a form is sent to."""
    path = address.partition("?")[0]
    return str(app.url_map.bind("localhost").match(path, method="POST")[0])


def asks_for_words(app: Flask, form: Form) -> bool:
    """Whether something is typed into a form that is listed as one without words."""
    if form.method != "post" or endpoint_of(app, form.action) not in WITHOUT_WORDS:
        return False
    return any(box.kind in TYPED_IN for box in form.boxes.values())


def full_name(boxes: dict[str, Box], name: str) -> str:
    """The name of a box that begins so."""
    return name if name in boxes else next(one for one in boxes if one.startswith(name))


def with_ids(typed: Typed, small: SmallWorld) -> Typed:
    """Ids filled into a list of choices."""
    return [one.format(**small.ids) for one in typed] if isinstance(typed, list) else typed


def lost_text(shown: Page, names: dict[str, Typed]) -> str:
    """The first box that no longer holds what was typed."""
    held = {name: box.value for form in shown.forms for name, box in form.boxes.items()}
    for name, typed in names.items():
        if isinstance(typed, str) and held.get(name, "").strip() != typed.strip():
            return f"lost: {name} is {held.get(name)!r}"
    return ""


def test_a_proposal_without_its_kind_comes_back_with_its_reason(
    app: Flask, signed: Signer, full: SmallWorld
) -> None:
    secretary = signed("secretary")
    table = secretary.open(f"/quyet-dinh/{full['council_round']}")
    typed: dict[str, Typed] = {"idea": [str(full["scored"])], "proposal": "decline",
                               "reason": "Giữ lại"}  # fmt: skip
    preview = secretary.press(table, "Xem trước khi ghi", typed)
    form = preview.form("Ghi đề xuất cho 1 hồ sơ")
    before = everything()
    sent = form.values()
    sent["proposal"] = "khác"

    answer = secretary.client.post(form.action, data=sent)

    shown = read(form.action, answer.status_code, answer.data)
    assert endpoint_of(app, form.action) in FROM_A_PREVIEW
    assert (shown.status, "Chọn đề xuất" in shown, lost_text(shown, {"reason": "Giữ lại"})) == (
        422, True, "",
    )  # fmt: skip
    assert everything() == before


def posts(app: Flask) -> dict[str, str]:
    """Every endpoint that takes a form, with its address."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return {rule.endpoint: rule.rule for rule in rules}


def test_every_form_is_filled_wrongly_somewhere(app: Flask) -> None:
    """A new form goes into wrong_input.py, or its room tests it (then its address is found)."""
    listed = {case.endpoint for case in CASES} | WITHOUT_WORDS | FROM_A_PREVIEW
    saved_by_itself = {end for end in posts(app) if ".autosave" in end}
    forgotten = {}
    for endpoint, address in posts(app).items():
        room = endpoint.partition(".")[0]
        if room in IN_THEIR_OWN_TESTS:
            if not named_in(room, address):
                forgotten[endpoint] = address
        elif endpoint not in listed | saved_by_itself:
            forgotten[endpoint] = address

    assert not forgotten, forgotten
    assert not listed - set(posts(app)), "no longer a form"


def named_in(room: str, address: str) -> bool:
    """Whether a test of the room has the last fixed word of the address."""
    word = re.sub(r"/<[^>]+>", "", address).rpartition("/")[2]
    folder = Path(__file__).parents[1] / room
    return any(f"/{word}" in test.read_text("utf-8") for test in folder.rglob("*.py"))
