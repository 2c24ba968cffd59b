"""The unit's list: progress, order of preference, confirming together, the covering letter."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Unit
from app.accounts.queries import agency_on
from app.audit.exports import record_export
from app.councils.models import Council
from app.database.transaction import transaction
from app.extensions import db
from app.ideas import policy, queries, unit_actions, unit_desk
from app.ideas.blueprint import bp
from app.ideas.limiting import blockers_of_limits
from app.ideas.models import Idea
from app.ideas.states import IDEA_TITLES, IdeaState
from app.ideas.unit_desk import Desk
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import deadline_text, local_date, remaining_text
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Denied
from app.kernel.text import T
from app.rounds.models import Round
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
S = IdeaState
AT_COUNCIL = (S.SUBMITTED, S.SUPPLEMENT_ASKED, S.SUPPLEMENTED, S.ELIGIBLE, S.SCORING, S.SCORED,
              S.BEFORE_COUNCIL)  # fmt: skip
Desks = list[tuple[Desk, str, str]]


@bp.get("/don-vi/ho-so")
@needs(Role.UNIT_CLERK)
def unit_list() -> Answer:
    """The dossiers of my unit that were submitted, in the unit's order."""
    return _list_page(WebForm(formdata=None))


def _number(name: str, values: Mapping[str, str]) -> int | None:
    text = values.get(name, "").strip()
    return key_in(text)


def _chosen(desks: Desks, values: Mapping[str, str]) -> tuple[Desk, str, str] | None:
    """The desk the address names, else the first of the round it names, else the newest."""
    unit, round_ = _number("don-vi", values), _number("dot", values)
    for desk in desks:
        if (unit, round_) == (desk[0].unit_id, desk[0].round_id):
            return desk
    return next((desk for desk in desks if desk[0].round_id == round_), next(iter(desks), None))


def _list_page(form: WebForm, status: int = 200) -> Answer:
    session, person, number, size = db.session(), actor(), asked_page(), asked_size()
    desks = unit_desk.desks_of(session, person)
    chosen = _chosen(desks, request.values)
    desk, unit_name, _title = chosen or (Desk(0, 0), "", "")
    typed = request.args.get("trang-thai", "")
    state = IdeaState(typed) if typed in set(IdeaState) else None
    counts = unit_desk.desk_counts(session, person, desk)
    rows = unit_desk.desk_lines(
        session, person, desk, state, limit=size, offset=(number - 1) * size
    )
    total = counts.get(state, 0) if state else sum(counts.values())
    page = render_template(
        "ideas/unit_list.html", page=page_of(rows, total, number, size), state=state, form=form,
        chips=_chips(desk, counts, state), desk=desk, desks=desks, unit_name=unit_name,
        entered=unit_desk.entered_by(session, person), progress=_progress(desk, counts),
        round_=session.get(Round, desk.round_id), typed=request.form,
    )  # fmt: skip
    return page, status


def _address(desk: Desk, **more: Any) -> str:
    values: dict[str, Any] = {"dot": desk.round_id, "don-vi": desk.unit_id, **more}
    return url_for("ideas.unit_list", **{name: value for name, value in values.items() if value})


def _chips(
    desk: Desk, counts: Mapping[IdeaState, int], state: IdeaState | None
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": T("Tất cả"), "url": _address(desk), "current": state is None,
         "count": sum(counts.values())}
    ]  # fmt: skip
    return found + [
        {"label": IDEA_TITLES[one], "url": _address(desk, **{"trang-thai": one}),
         "current": state is one, "count": number}
        for one, number in counts.items()
    ]  # fmt: skip


def _progress(desk: Desk, counts: Mapping[IdeaState, int]) -> list[dict[str, Any]]:
    """How far the unit is: what waits, what is sent of how many it may send, what became of it."""
    session, person = db.session(), actor()
    round_ = session.get(Round, desk.round_id)
    if round_ is None:
        return []
    left = remaining_text(now(), round_.endorse_until)
    return [
        {"label": _("Chờ xác nhận"), "value": counts.get(S.AWAITING_UNIT, 0),
         "sub": _("%(left)s, đến %(end)s", left=left, end=deadline_text(round_.endorse_until))},
        {"label": _("Đã trả lại"), "value": counts.get(S.RETURNED, 0)},
        {"label": _("Đã gửi Hội đồng"), "value": unit_desk.sent_count(session, person, desk),
         "of": round_.max_per_unit},
        {"label": _("Đang xét"), "value": sum(counts.get(one, 0) for one in AT_COUNCIL)},
        {"label": _("Được công nhận"), "value": counts.get(S.RECOGNISED, 0)},
        {"label": _("Không đủ điều kiện"), "value": counts.get(S.INELIGIBLE, 0)},
    ]  # fmt: skip


def _desk_of(values: Mapping[str, str]) -> Desk:
    """The desk a form names; 404 when it is not the actor's."""
    desk = Desk(_number("don-vi", values) or 0, _number("dot", values) or 0)
    if not unit_desk.is_clerk_of(actor(), desk.unit_id):
        raise Denied(NOT_FOUND)
    return desk


@bp.post("/don-vi/ho-so/thu-tu")
@needs(Role.UNIT_CLERK)
def order() -> Answer:
    """Store the order of preference: numbers in the boxes, or one step up or down."""
    desk, typed, wrong = _desk_of(request.form), {}, False
    for name, text in request.form.items():
        key = name.removeprefix("thu-tu-")
        if name == key or not key.isascii() or not key.isdecimal() or len(key) > 9:
            continue
        number = _number(name, request.form)
        wrong = wrong or (bool(text.strip()) and (number is None or number < 1))
        if number:
            typed[int(key)] = number
    if wrong:
        form = WebForm(formdata=None)
        form.form_errors.append(_("Thứ tự ưu tiên là số từ 1 trở lên"))
        return _list_page(form, 422)
    with transaction() as session:
        unit_actions.order_ideas(session, actor(), desk, typed, now(), move=_step())
    flash(_("Đã lưu thứ tự ưu tiên của đơn vị."), "ok")
    return redirect(_address(desk), 303)


def _step() -> tuple[int, int] | None:
    for name, step in (("len", -1), ("xuong", 1)):
        key = _number(name, request.form)
        if key is not None:
            return key, step
    return None


@bp.get("/don-vi/ho-so/xac-nhan")
@needs(Role.UNIT_CLERK)
def endorse_preview() -> Answer:
    """What would be confirmed together, and what stands against it; nothing is changed."""
    return _preview_page(_keys(request.args.getlist("chon")), WebForm(formdata=None))


def _keys(typed: list[str]) -> list[int]:
    known = [int(text) for text in typed if text.isascii() and text.isdecimal() and len(text) < 10]
    return list(dict.fromkeys(known))[:200]


def _preview_page(keys: list[int], form: WebForm, status: int = 200) -> Answer:
    session, person = db.session(), actor()
    lines = []
    for key in keys:
        idea = session.get(Idea, key)
        if idea is None or policy.read(person, queries.standing_of(session, idea)) is not None:
            raise Denied(NOT_FOUND)
        lines.append((idea, _against(idea)))
    ready = [idea.id for idea, why in lines if not why]
    page = render_template("ideas/endorse_preview.html", lines=lines, ready=ready, form=form)
    return page, status


def _against(idea: Idea) -> list[str]:
    """Why this one could not be confirmed now."""
    session = db.session()
    denial = policy.decide_for_unit(actor(), queries.standing_of(session, idea))
    if denial is not None:
        return [str(denial.reason)]
    if idea.state is not IdeaState.AWAITING_UNIT:
        return [_("Trạng thái hiện nay: %(state)s", state=IDEA_TITLES[idea.state])]
    round_ = session.get_one(Round, idea.round_id)
    found = blockers_of_limits(session, idea, round_, endorsing=True)
    return [str(blocker.message) for blocker in found]


@bp.post("/don-vi/ho-so/xac-nhan")
@needs(Role.UNIT_CLERK)
def endorse_many() -> Answer:
    """Confirm what the preview listed, all of it or nothing."""
    keys = _keys(request.form.getlist("chon"))
    try:
        with transaction() as session:
            number = unit_actions.endorse_ideas(session, actor(), keys, now())
    except Blocked as refused:
        form = WebForm(formdata=None)
        form.add_blockers(refused.blockers)
        return _preview_page(keys, form, 422)
    flash(_("Đã xác nhận %(n)s hồ sơ và chuyển đến thư ký Hội đồng.", n=number), "ok")
    return redirect(url_for("ideas.unit_list"), 303)


@bp.get("/don-vi/ho-so/cong-van.docx")
@needs(Role.UNIT_CLERK)
def letter_docx() -> Answer:
    """The covering letter with the unit's list, to be edited and signed."""
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - heavy, only here

    return _letter(to_docx, DOCX, "docx")


@bp.get("/don-vi/ho-so/cong-van.pdf")
@needs(Role.UNIT_CLERK)
def letter_pdf() -> Answer:
    """The same letter, to be read."""
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - heavy, only here

    return _letter(to_pdf, "application/pdf", "pdf")


def _letter(write: Any, media_type: str, suffix: str) -> Answer:
    from app.ideas.unit_papers import LetterFacts, covering_letter  # noqa: PLC0415

    desk, session, instant = _desk_of(request.args), db.session(), now()
    unit, round_ = session.get(Unit, desk.unit_id), session.get(Round, desk.round_id)
    agency = agency_on(session, local_date(instant))
    lines = unit_desk.letter_lines(session, actor(), desk)
    if unit is None or round_ is None or agency is None or not lines:
        flash(_("Đơn vị chưa xác nhận hồ sơ nào trong đợt này nên chưa có công văn."), "bad")
        return redirect(_address(desk), 303)
    council = session.get_one(Council, round_.council_id)
    facts = LetterFacts(agency, unit.name, unit.code, council.name, round_.title, lines,
                        local_date(instant))  # fmt: skip
    answer = Response(write(covering_letter(facts)), mimetype=media_type)
    name = f"cong-van-gui-ho-so-{unit.code}.{suffix}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    record_export(actor(), f"unit_letter.{suffix}", unit.subject, instant, rows=len(lines))
    return answer
