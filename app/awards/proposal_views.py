"""Pages of units' own proposals: the unit sends, the officers take over or return."""

from collections.abc import Callable
from typing import BinaryIO, cast

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.awards import policy, proposals, proposing, queries
from app.awards.attempts import attempt
from app.awards.list_models import UnitProposal
from app.awards.models import NominationList
from app.awards.pages import WORDS, bp
from app.awards.proposal_forms import ProposalForm, ProposalReturnForm, TakeForm
from app.awards.proposal_states import PROPOSAL_LIFECYCLE, PROPOSAL_SHAPES, ProposalState
from app.awards.proposals import ProposalRow
from app.awards.states import GENDER_TITLES, POSITION_TITLES, SUBJECT_TITLES, ListState, SubjectKind
from app.database.once import earlier_result, remember
from app.database.transaction import to_change
from app.extensions import db
from app.files.limits import uploads
from app.files.models import StoredFile
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import instant_text, local_date
from app.kernel.refusals import NOT_FOUND, Denial, Denied, require
from app.web.access import Answer, actor, needs
from app.web.forms import WebForm
from app.web.paging import asked_page, asked_size, page_of

SEEN_BY = (Role.UNIT_CLERK, *policy.READERS)
TITLES = {
    "proposal_titles": PROPOSAL_LIFECYCLE.titles, "proposal_shapes": PROPOSAL_SHAPES,
    "gender_titles": GENDER_TITLES, "position_titles": POSITION_TITLES,
    "instant_text": instant_text,
}  # fmt: skip


def read_paper(session: Session, person: Actor | None, file: StoredFile) -> Denial | None:
    """Whoever sees the proposal reads its papers."""
    found = proposals.proposal_rows(session, UnitProposal.id == (file.owner_id or 0))
    if person is None or not found:
        return NOT_FOUND
    return NOT_FOUND if policy.see_proposal(person, found[0].unit_id) is not None else None


def _my_unit(person: Actor) -> int:
    units = sorted(person.units_as(Role.UNIT_CLERK))
    return person.unit_id if person.unit_id in units else units[0]


@bp.get("/de-nghi-khen-thuong")
@needs(*SEEN_BY)
def proposal_list() -> Answer:
    """A unit's own proposals, or those of all units; those that wait first."""
    session, person = db.session(), actor()
    number, size = asked_page(), asked_size()
    scope = proposals.scope_of(person, policy.READERS)
    state = request.args.get("trang_thai", "")
    conditions = [scope]
    if state in set(ProposalState):
        conditions.append(UnitProposal.state == ProposalState(state))
    rows = proposals.proposal_rows(session, *conditions, first=(number - 1) * size, most=size)
    total = proposals.proposal_count(session, *conditions)
    return render_template(
        "awards/proposals.html", page=page_of(rows, total, number, size), state=state,
        chips=[
            {"label": title, "url": url_for("awards.proposal_list", trang_thai=str(key)),
             "current": state == key}
            for key, title in PROPOSAL_LIFECYCLE.titles.items()
        ],
        kinds=_kind_names(session), may_propose=person.has(Role.UNIT_CLERK), **WORDS, **TITLES,
    )  # fmt: skip


def _kind_names(session: Session) -> dict[str, str]:
    return {kind.code: kind.name for kind in queries.kinds_on(session, local_date(now()))}


def _offered(form: ProposalForm, unit_id: int) -> ProposalForm:
    session = db.session()
    awards = [
        (kind.code, f"{kind.name} ({SUBJECT_TITLES[kind.subject_kind]!s})")
        for kind in queries.kinds_on(session, local_date(now()))
    ]
    return form.offer(proposals.people_of(session, unit_id), awards)


@bp.get("/de-nghi-khen-thuong/moi")
@needs(Role.UNIT_CLERK)
def new_proposal() -> Answer:
    """The form."""
    form = _offered(ProposalForm(None), _my_unit(actor()))
    return render_template("awards/proposal_form.html", form=form, row=None)


@bp.post("/de-nghi-khen-thuong/moi")
@needs(Role.UNIT_CLERK)
@uploads
def propose() -> Answer:
    """Send it, once."""
    person, key = actor(), request.form.get("once_key", "")
    unit_id = _my_unit(person)
    form = _offered(ProposalForm(), unit_id)

    def work(session: Session) -> str:
        done = earlier_result(session, key, person.user_id)
        if done:
            return done
        row = proposing.propose(session, person, unit_id, form.draft(), now())
        session.flush()
        _attach(session, row, form)
        target = url_for("awards.proposal", proposal_id=row.id)
        remember(session, key, person.user_id, target, now())
        return target

    target = attempt(form, work)
    if target is None:
        return render_template("awards/proposal_form.html", form=form, row=None), 422
    flash(_("Đã gửi đề nghị. Kết quả hiện ở trang này."), "ok")
    return redirect(target, 303)


def _attach(session: Session, row: UnitProposal, form: ProposalForm) -> None:
    upload = form.upload()
    if upload is not None:
        stream = cast("BinaryIO", upload.stream)
        proposing.attach(session, actor(), row, stream, upload.filename, now())


def _seen(proposal_id: int) -> ProposalRow:
    found = proposals.proposal_rows(db.session(), UnitProposal.id == proposal_id)
    if not found or policy.see_proposal(actor(), found[0].unit_id) is not None:
        raise Denied(NOT_FOUND)
    return found[0]


@bp.get("/de-nghi-khen-thuong/<int:proposal_id>")
@needs(*SEEN_BY)
def proposal(proposal_id: int) -> Answer:
    """One proposal, what became of it, and what I may do."""
    return _proposal_page(proposal_id, TakeForm(None), ProposalReturnForm(None))


def _proposal_page(proposal_id: int, take: TakeForm, returning: ProposalReturnForm) -> str:
    row, person, session = _seen(proposal_id), actor(), db.session()
    waits = row.state is ProposalState.SENT
    refused: WebForm | None = next((one for one in (take, returning) if one.errors), None)
    return render_template(
        "awards/proposal.html", row=row, papers=proposals.minutes_of(session, proposal_id),
        kinds=_kind_names(session), errors=refused, returning=returning,
        take=take.offer(proposals.draft_lists(session)),
        may_handle=waits and policy.change_nomination(person, row.account_id) is None,
        mine=policy.propose_for(person, row.unit_id) is None,
        withdrawable=PROPOSAL_LIFECYCLE.allows(row.state, "withdraw"),
        returned=row.state is ProposalState.RETURNED,
        reader=policy.see(person) is None, issued=row.list_state is ListState.ISSUED,
        **WORDS, **TITLES,
    )  # fmt: skip


@bp.get("/de-nghi-khen-thuong/<int:proposal_id>/sua")
@needs(Role.UNIT_CLERK)
def edit_proposal(proposal_id: int) -> Answer:
    """Mend what was returned."""
    row = _seen(proposal_id)
    require(policy.propose_for(actor(), row.unit_id))
    collective = row.subject_kind == SubjectKind.COLLECTIVE and row.name == row.unit_name
    form = ProposalForm(
        None, kind=row.subject_kind, account=row.account_id or 0,
        name="" if row.account_id or collective else row.name, job_title=row.job_title,
        gender=str(row.gender), position_kind=str(row.position_kind), award=row.award_code,
        months_worked=row.months_worked, maternity_months=row.maternity_months,
        achievement=row.achievement, idea_codes=row.idea_codes, meeting_on=row.meeting_on,
        votes_for=row.votes_for, votes_of=row.votes_of,
    )  # fmt: skip
    return render_template("awards/proposal_form.html", form=_offered(form, row.unit_id), row=row)


def _on_proposal(
    form: WebForm, proposal_id: int, work: Callable[[Session, UnitProposal], None]
) -> bool:
    _seen(proposal_id)

    def locked(session: Session) -> str:
        work(session, to_change(session, UnitProposal, proposal_id))
        return ""

    return attempt(form, locked) is not None


def _back(proposal_id: int) -> Answer:
    return redirect(url_for("awards.proposal", proposal_id=proposal_id), 303)


@bp.post("/de-nghi-khen-thuong/<int:proposal_id>/sua")
@needs(Role.UNIT_CLERK)
@uploads
def resend_proposal(proposal_id: int) -> Answer:
    """Send it again."""
    row = _seen(proposal_id)
    form = _offered(ProposalForm(), row.unit_id)

    def work(session: Session, stored: UnitProposal) -> None:
        proposing.resend(session, actor(), stored, form.draft(), now())
        _attach(session, stored, form)

    if not _on_proposal(form, proposal_id, work):
        return render_template("awards/proposal_form.html", form=form, row=row), 422
    flash(_("Đã gửi lại đề nghị."), "ok")
    return _back(proposal_id)


@bp.post("/de-nghi-khen-thuong/<int:proposal_id>/rut")
@needs(Role.UNIT_CLERK)
def withdraw_proposal(proposal_id: int) -> Answer:
    """Take it back."""

    def work(session: Session, stored: UnitProposal) -> None:
        proposing.withdraw(session, actor(), stored, now())

    _on_proposal(WebForm(), proposal_id, work)
    flash(_("Đã rút đề nghị."), "ok")
    return _back(proposal_id)


@bp.post("/de-nghi-khen-thuong/<int:proposal_id>/tra-lai")
@needs(*policy.FILLERS)
def return_proposal(proposal_id: int) -> Answer:
    """Back to the unit."""
    form = ProposalReturnForm()

    def work(session: Session, stored: UnitProposal) -> None:
        reason = form.return_reason.data or ""
        proposing.return_proposal(session, actor(), stored, reason, now())

    if not _on_proposal(form, proposal_id, work):
        return _proposal_page(proposal_id, TakeForm(None), form), 422
    flash(_("Đã trả lại đề nghị cho đơn vị."), "ok")
    return _back(proposal_id)


@bp.post("/de-nghi-khen-thuong/<int:proposal_id>/dua-vao-danh-sach")
@needs(*policy.FILLERS)
def take_proposal(proposal_id: int) -> Answer:
    """Onto a draft."""
    form = TakeForm()

    def work(session: Session, stored: UnitProposal) -> None:
        list_ = to_change(session, NominationList, form.list.data or None)
        proposing.take(session, actor(), stored, list_, now())

    if not _on_proposal(form.offer([]), proposal_id, work):
        return _proposal_page(proposal_id, form, ProposalReturnForm(None)), 422
    flash(_("Đã đưa vào danh sách."), "ok")
    return _back(proposal_id)
