"""The decision as its authors read it, the certificates, and the public check of a certificate."""

from typing import Any

from flask import Response, current_app, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts.queries import agency_on
from app.audit.exports import record_export
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Actor, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.papers import stocks
from app.papers.catalogue import CERTIFICATE
from app.papers.kinds import Filling
from app.review import (
    ending_letters,
    past_stage_queries,
    policy,
    queries,
    recognition_queries,
    refusals,
    revocation_queries,
)
from app.review.desk import bp
from app.review.letters import letter_of
from app.review.recognition_queries import Decided
from app.review.refusals import Refusal
from app.review.revocation_states import EFFECT_TITLES, GROUND_TITLES
from app.review.wider_effects import effects_of
from app.web.access import Answer, actor, needs, signed_in
from app.web.paging import asked_page, asked_size, page_of

PRINTERS = (Role.SECRETARY, Role.CHAIR, Role.AWARDS_OFFICER)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/cong-nhan")
@signed_in
def decided() -> Answer:
    """The decided dossiers I may read."""
    session, person = db.session(), actor()
    number, size = asked_page(), asked_size()
    lines = recognition_queries.decided_lines(session, person, limit=size,
                                              offset=(number - 1) * size)  # fmt: skip
    total = recognition_queries.decided_count(session, person)
    prints = person.has(*PRINTERS)
    rounds = recognition_queries.rounds_with_certificates(session, person) if prints else []
    return render_template(
        "review/decided.html", page=page_of(lines, total, number, size), rounds=rounds,
        told=past_stage_queries.told_to(session, person),
    )  # fmt: skip


@bp.get("/cong-nhan/dot/<int:round_id>/giay-chung-nhan.pdf")
@needs(*PRINTERS)
def round_certificates(round_id: int) -> Answer:
    """All certificates of a round in one file; `phoi=1`: words alone, for the stock."""
    from app.review import certificates  # noqa: PLC0415 - Typst loads only when printing

    session, person, day = db.session(), actor(), local_date(now())
    agency = agency_on(session, day)
    found = recognition_queries.certified_in(session, person, round_id)
    base = current_app.config["BASE_URL"].rstrip("/")
    made = [
        certificates.certificate(agency, one, issued,
                                 base + url_for(".check_certificate", key=issued.key))
        for one in found for issued in one.certificates
        if agency is not None and not issued.revoked
    ]  # fmt: skip
    if not made:
        raise Denied(NOT_FOUND)
    if request.args.get("phoi") == "1":
        stock = stocks.stock_on(session, CERTIFICATE.code, day).stock
        content, name = certificates.on_stock(stock, made), "giay-chung-nhan-phoi"
    else:
        content, name = certificates.all_pdf(made), "giay-chung-nhan"
    record_export(person, f"{name}.pdf", f"round:{round_id}", now(), rows=len(made))
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    return answer


def _readable(idea_id: int) -> Decided:
    session = db.session()
    standing = recognition_queries.result_standing(session, idea_id)
    require(policy.read_decision(actor(), standing))
    return recognition_queries.decision_on(session, idea_id)


@bp.get("/cong-nhan/<int:idea_id>")
@signed_in
def recognition(idea_id: int) -> Answer:
    """The decision on one dossier, its reason, and the certificates."""
    found, person = _readable(idea_id), actor()
    shown = [
        certificate
        for certificate in found.certificates
        if _may_take(person.user_id, certificate.account_id)
    ]
    letter = letter_of(db.session(), idea_id) if _writes(person.user_id, idea_id) else None
    return render_template(
        "review/recognition.html",
        found=found,
        certificates=shown,
        letter=letter,
        refusal=not found.recognised and person.has(*PRINTERS),
        keeps=_keeps(idea_id),
        **_ended(found, person),
    )


def _writes(user_id: int | None, idea_id: int) -> bool:
    """The letter is for the authors alone; the office reads it beside the sheets."""
    standing = recognition_queries.result_standing(db.session(), idea_id)
    return user_id in standing.author_ids


def _ended(found: Decided, person: Actor) -> dict[str, Any]:
    """The annulment as everybody here reads it; for the office the way to it, and its letters."""
    session, idea_id = db.session(), found.idea_id
    standing = recognition_queries.result_standing(session, idea_id)
    shut = queries.shut_codes(session, person, [idea_id])
    leads = policy.drop_revocation(person, standing.council_id, shut) is None
    keeps = policy.keep_certificates(person, standing.council_id, shut) is None
    past = revocation_queries.revocations_of(session, idea_id) if found.recognised else []
    return {
        "revocation": next((one for one in past if one.confirmed), None),
        "grounds": GROUND_TITLES,
        "may_revoke": leads and found.recognised,
        "effects": effects_of(session, idea_id), "effect_titles": EFFECT_TITLES,
        "may_widen": found.recognised and not found.revoked_on
        and policy.note_wider_effect(person, standing.council_id, shut) is None,
        "letters": ending_letters.held_letters(session, session.get_one(Idea, idea_id))
        if keeps else [],
    }  # fmt: skip


def _keeps(idea_id: int) -> bool:
    """Whether I may replace and revoke the certificates of this dossier."""
    standing = recognition_queries.result_standing(db.session(), idea_id)
    return policy.keep_certificates(actor(), standing.council_id, ()) is None


def _may_take(user_id: int | None, account_id: int | None) -> bool:
    """Authors take their own; the office and awards officers print them all."""
    office = actor().has(Role.SECRETARY, Role.CHAIR, Role.AWARDS_OFFICER, Role.UNIT_CLERK)
    return office or (account_id is not None and account_id == user_id)


def _document(idea_id: int, certificate_id: int, kind: str) -> Response:
    from app.review import certificates  # noqa: PLC0415 - Typst and Word load only when printing

    found = _readable(idea_id)
    issued = next((c for c in found.certificates if c.certificate_id == certificate_id), None)
    agency = agency_on(db.session(), local_date(now()))
    if issued is None or agency is None or issued.revoked:
        raise Denied(NOT_FOUND)
    if not _may_take(actor().user_id, issued.account_id):
        raise Denied(NOT_FOUND)
    path = url_for(".check_certificate", key=issued.key)
    made = certificates.certificate(
        agency, found, issued, current_app.config["BASE_URL"].rstrip("/") + path
    )
    name = issued.number.replace("/", "-")
    if kind == "pdf":
        content, media = certificates.certificate_pdf(made), "application/pdf"
    else:
        content, media = certificates.by_template(db.session(), made, local_date(now())), DOCX
    headers = {"Content-Disposition": f'attachment; filename="giay-chung-nhan-{name}.{kind}"'}
    thing = f"initiative_certificate:{certificate_id}"
    record_export(actor(), f"certificate.{kind}", thing, now(), rows=1)
    return Response(content, mimetype=media, headers=headers)


@bp.get("/cong-nhan/<int:idea_id>/giay-chung-nhan/<int:certificate_id>.pdf")
@signed_in
def certificate_pdf(idea_id: int, certificate_id: int) -> Response:
    """One author's certificate, to print and sign."""
    return _document(idea_id, certificate_id, "pdf")


@bp.get("/cong-nhan/<int:idea_id>/giay-chung-nhan/<int:certificate_id>.docx")
@signed_in
def certificate_docx(idea_id: int, certificate_id: int) -> Response:
    """The same, editable."""
    return _document(idea_id, certificate_id, "docx")


def _refusal(idea_id: int) -> Refusal:
    """The letter, for those who print it."""
    found = _readable(idea_id)
    if not actor().has(*PRINTERS):
        raise Denied(NOT_FOUND)
    made = refusals.refusal_of(db.session(), found, local_date(now()))
    if made is None:
        raise Denied(NOT_FOUND)
    return made


def latest_refusal(session: Session, person: Actor) -> Filling | None:
    """Real data for the preview of the office's template."""
    return refusals.latest_filling(session, person, local_date(now()))


def _letter_file(made: Refusal, content: bytes, kind: str, media: str) -> Response:
    found = made.decided
    record_export(actor(), f"refusal.{kind}", f"idea:{found.idea_id}", now(), rows=1)
    answer = Response(content, mimetype=media)
    name = f"tra-loi-{found.code or found.idea_id}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.get("/cong-nhan/<int:idea_id>/tra-loi.docx")
@signed_in
def refusal_docx(idea_id: int) -> Response:
    """Công văn trả lời không công nhận, to edit and number."""
    made = _refusal(idea_id)
    return _letter_file(made, refusals.refusal_docx(db.session(), made), "docx", DOCX)


@bp.get("/cong-nhan/<int:idea_id>/tra-loi.pdf")
@signed_in
def refusal_pdf(idea_id: int) -> Response:
    """The same to read and sign."""
    made = _refusal(idea_id)
    return _letter_file(made, refusals.refusal_pdf(made), "pdf", "application/pdf")
