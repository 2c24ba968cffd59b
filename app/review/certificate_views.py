"""One certificate: the secretary gives another or revokes it; anybody checks its code."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.models import Idea
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import NOT_FOUND, Blocked, Denied, require
from app.papers import codes
from app.review import (
    certificate_ending,
    certificate_queries,
    ending_letters,
    policy,
    recognition_queries,
)
from app.review.certificate_forms import ReplaceForm, RevokeForm
from app.review.desk import bp
from app.review.models import InitiativeCertificate
from app.review.states import Ended
from app.web.access import Answer, actor, needs, public
from app.web.forms import WebForm


@bp.get("/cong-nhan/<int:idea_id>/giay-chung-nhan/<int:certificate_id>")
@needs(Role.SECRETARY)
def certificate(idea_id: int, certificate_id: int) -> Answer:
    """What became of one certificate, and what may be done."""
    return _page(idea_id, certificate_id)


def _page(
    idea_id: int, certificate_id: int, replacing: ReplaceForm | None = None,
    revoking: RevokeForm | None = None,
) -> Answer:  # fmt: skip
    session = db.session()
    standing = recognition_queries.result_standing(session, idea_id)
    require(policy.read_decision(actor(), standing))
    require(policy.keep_certificates(actor(), standing.council_id, ()))
    found = recognition_queries.decision_on(session, idea_id)
    one = next((c for c in found.certificates if c.certificate_id == certificate_id), None)
    if one is None:
        raise Denied(NOT_FOUND)
    replacing = replacing or ReplaceForm(formdata=None, data={"name": one.holder})
    return render_template(
        "review/certificate.html", found=found, one=one, replaced=Ended.REPLACED,
        past=certificate_queries.past_codes(session, certificate_id), replacing=replacing,
        revoking=revoking or RevokeForm(formdata=None),
        letters=ending_letters.held_letters(session, session.get_one(Idea, idea_id)),
    ), 422 if replacing.errors or (revoking and revoking.errors) else 200  # fmt: skip


def _done(
    form: WebForm, idea_id: int, certificate_id: int,
    work: Callable[[Session, InitiativeCertificate], object],
) -> bool:  # fmt: skip
    """Validate, then act on the certificate in one transaction; False: the form says why not."""
    if not form.validate():
        return False
    try:
        with transaction() as session:
            key = certificate_ending.certificate_of(session, idea_id, certificate_id)
            work(session, to_change(session, InitiativeCertificate, key))
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return False
    return True


def _back(idea_id: int, certificate_id: int) -> Answer:
    return redirect(url_for(".certificate", idea_id=idea_id, certificate_id=certificate_id), 303)


@bp.post("/cong-nhan/<int:idea_id>/giay-chung-nhan/<int:certificate_id>/cap-lai")
@needs(Role.SECRETARY)
def replace_certificate(idea_id: int, certificate_id: int) -> Answer:
    """Another paper with another code."""
    form = ReplaceForm()

    def work(session: Session, row: InitiativeCertificate) -> None:
        certificate_ending.replace_certificate(
            session, actor(), row, form.shown.data or "", form.name.data or "",
            form.reason.data or "", now(),
        )  # fmt: skip

    if not _done(form, idea_id, certificate_id, work):
        return _page(idea_id, certificate_id, replacing=form)
    flash(
        _(
            "Đã cấp lại: in giấy mới. Mã trên giấy cũ báo đã được thay thế. "
            "Thư báo tác giả đang chờ Ông/Bà cho gửi."
        ),
        "ok",
    )
    return _back(idea_id, certificate_id)


@bp.post("/cong-nhan/<int:idea_id>/giay-chung-nhan/<int:certificate_id>/thu-hoi")
@needs(Role.SECRETARY)
def revoke_certificate(idea_id: int, certificate_id: int) -> Answer:
    """Revoked by a decision."""
    form = RevokeForm()

    def work(session: Session, row: InitiativeCertificate) -> None:
        certificate_ending.revoke_certificate(session, actor(), row, form.draft(), now())

    if not _done(form, idea_id, certificate_id, work):
        return _page(idea_id, certificate_id, revoking=form)
    flash(
        _(
            "Đã ghi nhận thu hồi. Trang tra cứu báo giấy đã bị thu hồi. "
            "Thư báo tác giả đang chờ Ông/Bà cho gửi."
        ),
        "ok",
    )
    return _back(idea_id, certificate_id)


@bp.get("/chung-nhan/<key>")
@public
def check_certificate(key: str) -> Answer:
    """Valid, replaced or revoked, for whoever holds the paper; nothing private."""
    found = certificate_queries.answer_for_key(db.session(), key[:60])
    if found is None:
        raise Denied(NOT_FOUND)
    return render_template("papers/check.html", code=key, answer=found,
                           titles=codes.STANDING_TITLES, shapes=codes.STANDING_SHAPES)  # fmt: skip


def address_of_key(session: Session, typed: str) -> str | None:
    """The page about a certificate's code, for whoever types it at Tra cứu."""
    if not certificate_queries.known_key(session, typed):
        return None
    return url_for("review.check_certificate", key=typed)
