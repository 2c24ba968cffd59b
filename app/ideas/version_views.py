"""Submitted versions and what changed between two; the receipt as a PDF."""

from datetime import datetime

from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.queries import agency_on
from app.ideas import queries
from app.ideas.blueprint import bp
from app.ideas.page import AUTHOR_TITLES, Opened, opened
from app.ideas.rules import filed_text
from app.ideas.versions import changes_of, validity
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import instant_text, local_date
from app.kernel.refusals import NOT_FOUND, Denied
from app.web.access import Answer, actor, signed_in

PDF = "application/pdf"


@bp.get("/ho-so/<int:idea_id>/cac-lan-nop")
@signed_in
def versions(idea_id: int) -> Answer:
    """Every submitted version and, of two of them, what changed: for whoever reads the dossier."""
    found = opened(idea_id)
    lines = queries.version_lines(found.session, idea_id)
    if not lines:
        raise Denied(NOT_FOUND)
    newest = lines[-1].number
    newer = _asked("den", newest, newest)
    older = _asked("tu", max(newer - 1, 1), newest)
    older, newer = min(older, newer), max(older, newer)
    changes = changes_of(found.session, idea_id, older, newer) if older != newer else []
    return render_template(
        "ideas/versions.html", idea=found.idea, lines=lines, older=older, newer=newer,
        changes=changes or [], back=_back(found),
        standing={one.number: validity(lines, one.number, found.idea.state) for one in lines},
    )  # fmt: skip


def _asked(name: str, default: int, most: int) -> int:
    typed = request.args.get(name, "")
    known = typed.isascii() and typed.isdecimal() and len(typed) < 6 and 1 <= int(typed) <= most
    return int(typed) if known else default


def _back(found: Opened) -> tuple[str, str]:
    """Where this reader came from: the label and the address of the dossier's page."""
    person, standing, key = actor(), found.standing, found.idea.id
    if standing.is_author(person):
        return _("Hồ sơ của tôi"), url_for("ideas.tasks", idea_id=key)
    if standing.was_endorsed and not person.in_unit(Role.UNIT_CLERK, standing.unit_id):
        return _("Tiếp nhận hồ sơ"), url_for("ideas.dossier", idea_id=key)
    return _("Hồ sơ đơn vị"), url_for("ideas.unit_dossier", idea_id=key)


@bp.get("/ho-so/<int:idea_id>/bien-nhan.pdf")
@signed_in
def receipt_pdf(idea_id: int) -> Answer:
    """Giấy biên nhận on paper: the same facts as the page, with the QR code."""
    found = opened(idea_id)
    if found.idea.receipt_key is None or found.idea.submitted_at is None:
        raise Denied(NOT_FOUND)
    answer = Response(_receipt(found, now()), mimetype=PDF)
    name = f"bien-nhan-{found.idea.code}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _receipt(found: Opened, instant: datetime) -> bytes:
    from app.documents.pdf_writer import receipt_to_pdf  # noqa: PLC0415 - heavy, only here
    from app.documents.qr import qr_png  # noqa: PLC0415
    from app.documents.receipt import Receipt  # noqa: PLC0415

    idea, session = found.idea, found.session
    path = url_for("ideas.verify_receipt", key=idea.receipt_key)
    address = current_app.config["BASE_URL"].rstrip("/") + path
    lines = queries.version_lines(session, idea.id)
    agency = agency_on(session, local_date(instant))
    whole = queries.submitted_idea(session, idea.id)
    if whole is None:
        raise Denied(NOT_FOUND)
    first = idea.submitted_at or instant
    return receipt_to_pdf(
        Receipt(
            superior=agency.superior_name if agency else "",
            issuer=agency.name if agency else "",
            code=idea.code or "",
            standing=str(AUTHOR_TITLES[idea.state]),
            rows=(
                ("Tên giải pháp", whole.blind.title),
                ("Tác giả", ", ".join(one.full_name for one in whole.authors)),
                ("Đơn vị", idea.unit_name),
                ("Đợt xét", found.round_.title),
                ("Nộp lần đầu", f"{filed_text(first)}, giờ Việt Nam"),
                ("Trạng thái", str(AUTHOR_TITLES[idea.state])),
            ),
            versions=tuple(
                (str(one.number), filed_text(one.submitted_at), one.content_hash,
                 str(validity(lines, one.number, idea.state).title))
                for one in lines
            ),
            address=address,
            qr_png=qr_png(address),
            printed=f"In lúc {instant_text(instant)}",
        )
    )  # fmt: skip
