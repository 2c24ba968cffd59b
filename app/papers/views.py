"""Mẫu văn bản: kinds of papers, their versions, the starting file, previews."""

from typing import BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.audit.exports import record_export
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.access import readable_by
from app.files.limits import uploads
from app.files.models import StoredFile
from app.kernel.actor import Actor
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import NOT_FOUND, Blocked, Denial, Denied
from app.kernel.text import T
from app.papers import actions, code_views, kinds, policy, queries, stock_views, stocks
from app.papers.blueprint import bp
from app.papers.catalogue import UNTEMPLATED
from app.papers.forms import TemplateForm
from app.papers.kinds import Filling, PaperKind
from app.papers.models import PaperTemplate
from app.papers.states import TEMPLATE_LIFECYCLE, TEMPLATE_SHAPES, TEMPLATE_TITLES
from app.web.access import Answer, actor, needs
from app.web.refusals import page
from app.web.registry import Door, Registry

__all__ = ["bp", "code_views", "join", "stock_views"]

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def join(registry: Registry) -> None:
    """The door, and who reads the files."""
    registry.administration.append(
        Door(T("Mẫu văn bản"), T("Mẫu Word của cơ quan cho tờ trình, quyết định, giấy khen"),
             "papers.index", 40, policy.KEEPERS)
    )  # fmt: skip
    readable_by(actions.PURPOSE, read_template)


def read_template(_session: object, person: Actor | None, _file: StoredFile) -> Denial | None:
    """Old versions stay readable for whoever keeps templates."""
    return NOT_FOUND if person is None or policy.keep(person) else None


@bp.get("/mau-van-ban")
@needs(*policy.KEEPERS)
def index() -> Answer:
    """Every kind of paper, and which template it is made from today."""
    listed = kinds.all_kinds()
    used = queries.uses(db.session(), [one.code for one in listed], local_date(now()))
    return render_template("papers/index.html", kinds=listed, used=used,
                           untemplated=UNTEMPLATED)  # fmt: skip


def _kind(code: str) -> PaperKind:
    found = kinds.kind_of(code)
    if found is None:
        raise Denied(NOT_FOUND)
    return found


@bp.get("/mau-van-ban/<code>")
@needs(*policy.KEEPERS)
def show(code: str) -> Answer:
    """One kind: its blanks, the starting file, the versions, the form of a new one."""
    return _page(_kind(code), TemplateForm(formdata=None))


def _page(kind: PaperKind, form: TemplateForm, status: int = 200) -> Answer:
    session, today = db.session(), local_date(now())
    shown = render_template(
        "papers/show.html", kind=kind, form=form, lines=queries.template_lines(session, kind.code),
        used=queries.uses(session, [kind.code], today)[kind.code], titles=TEMPLATE_TITLES,
        shapes=TEMPLATE_SHAPES, moves=TEMPLATE_LIFECYCLE, today=today,
        has_real=kinds.has_real_data(kind.code),
        has_stock=kind.code in stocks.KINDS,
    )  # fmt: skip
    return shown, status


@bp.post("/mau-van-ban/<code>")
@uploads
@needs(*policy.KEEPERS)
def upload(code: str) -> Answer:
    """Keep a new version, or say everything that is wrong with it."""
    kind, form, person, key = _kind(code), TemplateForm(), actor(), request.form.get("once_key", "")
    file = request.files.get("file")
    valid = form.validate()
    if file is None or not file.filename:
        form.file.errors = [_("Chọn tệp Word (.docx)")]
    if not valid or form.file.errors or file is None or form.valid_from.data is None:
        return _page(kind, form, 422)
    draft = actions.TemplateDraft(
        form.legal_basis.data or "", form.valid_from.data, form.note.data or ""
    )
    try:
        with transaction() as session:
            if not earlier_result(session, key, person.user_id):
                stream = cast("BinaryIO", file.stream)
                made = actions.upload_template(session, person, kind, stream, file.filename or "",
                                               draft, now())  # fmt: skip
                remember(session, key, person.user_id, str(made.id), now())
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _page(kind, form, 422)
    finally:
        file.close()
    flash(_("Đã lưu phiên bản mới. Xem thử rồi bấm “Đưa mẫu vào dùng”."), "ok")
    return redirect(url_for("papers.show", code=code), 303)


@bp.get("/mau-van-ban/<code>/mau-ban-dau.docx")
@needs(*policy.KEEPERS)
def starting(code: str) -> Answer:
    """Our own layout of the kind with its blanks, to be edited in Word."""
    from app.papers.starting import starting_template  # noqa: PLC0415 - Word, only here

    return _word(starting_template(_kind(code).code), f"mau-{code}.docx")


@bp.get("/mau-van-ban/phien-ban/<int:template_id>/xem-thu.docx")
@needs(*policy.KEEPERS)
def preview(template_id: int) -> Answer:
    """A version filled with examples, or with the latest real data that I may read."""
    session = db.session()
    found = session.get(PaperTemplate, template_id)
    kind = kinds.kind_of(found.kind) if found else None
    content = queries.template_content(session, found.file_id) if found else None
    if found is None or kind is None or content is None:
        raise Denied(NOT_FOUND)
    real = request.args.get("du-lieu") == "that"
    name = f"xem-thu-{kind.code}-{found.number}.docx"
    filling = kinds.real_filling(session, actor(), kind.code) if real else None
    if real and filling is None:
        return page(404, _("Chưa có dữ liệu thật"),
                    _("Chưa có hồ sơ nào để điền vào loại văn bản này."),
                    next=_("Quay lại và xem thử với dữ liệu ví dụ."))  # fmt: skip
    left = _unknown(content, kind)
    if left:
        return _left_aside(left)
    made = _filled(content, kind, filling or kinds.example_filling(kind))
    if real:
        record_export(actor(), "paper.preview", found.subject, now(), rows=1)
    return _word(made, name)


def _left_aside(names: tuple[str, ...]) -> Answer:
    told = ", ".join(f"{{{{{one}}}}}" for one in names)
    return page(422, _("Mẫu có chỗ trống không còn dùng"),
                _("Không có dữ liệu nào cho %(names)s; văn bản được in theo bố cục của hệ thống.",
                  names=told),
                next=_("Bỏ các chỗ trống này trong Word rồi tải lên phiên bản mới."))  # fmt: skip


def _unknown(content: bytes, kind: PaperKind) -> tuple[str, ...]:
    from app.papers.inspecting import unknown  # noqa: PLC0415 - Word, only here

    return unknown(content, kind)


def _filled(content: bytes, kind: PaperKind, filling: Filling) -> bytes:
    from app.papers.filling import filled  # noqa: PLC0415 - Word, only here

    whole = kinds.complete(kind, filling)
    return filled(content, whole.texts, whole.rows)


def _word(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype=DOCX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


@bp.post("/mau-van-ban/phien-ban/<int:template_id>/dung")
@needs(*policy.KEEPERS)
def activate(template_id: int) -> Answer:
    """Put a version to use."""
    with transaction() as session:
        found = to_change(session, PaperTemplate, template_id)
        actions.activate_template(session, actor(), found, now())
        code, day = found.kind, found.valid_from
    flash(_("Đã đưa mẫu vào dùng cho văn bản từ ngày %(day)s.", day=f"{day:%d/%m/%Y}"), "ok")
    return redirect(url_for("papers.show", code=code), 303)


@bp.post("/mau-van-ban/phien-ban/<int:template_id>/thoi-dung")
@needs(*policy.KEEPERS)
def retire(template_id: int) -> Answer:
    """Use a version no longer."""
    with transaction() as session:
        found = to_change(session, PaperTemplate, template_id)
        actions.retire_template(session, actor(), found, now())
        code = found.kind
    flash(_("Đã thôi dùng mẫu từ hôm nay. Tệp cũ vẫn tải về được."), "ok")
    return redirect(url_for("papers.show", code=code), 303)
