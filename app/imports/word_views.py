"""One Word application: upload, compare each field with its passage, make the draft."""

from typing import Any, BinaryIO, cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.database.transaction import transaction
from app.extensions import db
from app.files.limits import uploads
from app.ideas.queries import category_names
from app.imports import queries
from app.imports.blueprint import bp
from app.imports.word_actions import Compared, begin_from_word, look_into, recognise
from app.imports.word_forms import NAMES, WordForm, WordUploadForm, filled
from app.imports.word_reading import TABLE, Application, Confidence, Found
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.kernel.text import T, Text
from app.rounds.models import Round
from app.web.access import Answer, actor, needs

WHO = (Role.AUTHOR, Role.UNIT_CLERK, Role.SECRETARY)
LOW = Confidence.LOW
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _units() -> list[tuple[int, str]]:
    person = actor()
    units = queries.my_units(db.session(), person)
    own = [(0, str(_("Hồ sơ của tôi")))] if person.has(Role.AUTHOR) else []
    return [*own, *units]


def _front(form: WordUploadForm, status: int = 200) -> Answer:
    form.round_id.choices = queries.open_rounds(db.session(), now())
    form.unit_id.choices = _units()
    return render_template("imports/word.html", form=form), status


@bp.get("/nhap-ho-so/tu-word")
@needs(*WHO)
def word() -> Answer:
    """The form's template and the upload."""
    return _front(WordUploadForm(formdata=None))


@bp.get("/nhap-ho-so/mau.docx")
@needs(*WHO)
def word_template() -> Answer:
    """The empty application."""
    from app.imports.word_template import application  # noqa: PLC0415 - heavy, only here

    reply = Response(application(), mimetype=DOCX)
    reply.headers.set("Content-Disposition", "attachment", filename="mau-don-sang-kien.docx")
    return reply


@bp.post("/nhap-ho-so/tu-word")
@uploads
@needs(*WHO)
def read_word() -> Answer:
    """Show what the file says beside each field; nothing is stored."""
    form = WordUploadForm()
    file = request.files.get("file")
    form.round_id.choices = queries.open_rounds(db.session(), now())
    form.unit_id.choices = _units()
    if file is None or not file.filename:
        form.file.errors = [_("Chọn tệp đơn .docx")]
    if not form.validate() or form.file.errors or file is None:
        return _front(form, 422)
    try:
        found = look_into(cast("BinaryIO", file.stream), file.filename or "")
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _front(form, 422)
    finally:
        file.close()
    recognise(found, actor())
    data = {"round_id": form.round_id.data, "unit_id": form.unit_id.data, **filled(found)}
    return _compare(WordForm(formdata=None, data=data), found)


def _compare(form: WordForm, found: Application, status: int = 200) -> Answer:
    session = db.session()
    form.offer(queries.open_rounds(session, now()), _units(),
               category_names(session, form.round_id.data or 0))  # fmt: skip
    return render_template(
        "imports/compare.html", form=form, found=found, names=NAMES,
        posted=request.form,
    ), status  # fmt: skip


def _kept() -> Application:
    """What was read travels in the page, so that nothing has to be stored in between."""
    posted = request.form
    sure = {one.value: one for one in Confidence}

    def notes(name: str) -> list[Text]:
        return [T("%(note)s", note=note[:300]) for note in posted.getlist(f"note-{name}")[:20]]

    fields = {
        name: Found(name, posted.get(name, ""), sure.get(posted.get(f"sure-{name}", ""), LOW),
                    posted.get(f"passage-{name}", "")[:2000], tuple(notes(name)))
        for name in NAMES
    }  # fmt: skip
    return Application(
        {name: one for name, one in fields.items() if one.passage},
        author_passage=posted.get("passage-authors", "")[:TABLE],
        author_notes=notes("authors"),
        participant_passage=posted.get("passage-participants", "")[:TABLE],
    )


def _not_compared(what: str) -> str:
    return str(_("Chưa đối chiếu mục “%(what)s”: so với đoạn trong đơn, sửa nếu cần rồi đánh dấu "
                 "vào ô", what=what))  # fmt: skip


@bp.post("/nhap-ho-so/tu-word/tao")
@needs(*WHO)
def from_word() -> Answer:
    """Every field compared: make the draft."""
    form = WordForm()
    form.offer(queries.open_rounds(db.session(), now()), _units(), {})
    left: list[Any] = form.not_compared(request.form)
    if not form.validate() or left or not form.compared_people.data:
        for name in left:
            form[name].errors = [*form[name].errors, _not_compared(form[name].label.text)]
        if not form.compared_people.data:
            form.compared_people.errors = [_not_compared(_("Tác giả và người tham gia"))]
        return _compare(form, _kept(), 422)
    compared = Compared(form.information(), form.texts(), form.effects(), form.author_lines(),
                        form.participant_lines())  # fmt: skip
    try:
        with transaction() as session:
            round_ = session.get_one(Round, form.round_id.data)
            idea = begin_from_word(session, actor(), round_, form.unit_id.data or None, compared,
                                   now(), once_key=request.form.get("once_key", ""))  # fmt: skip
            target = url_for("ideas.tasks", idea_id=idea.id)
    except Blocked as refused:
        form.add_blockers(refused.blockers)
        return _compare(form, _kept(), 422)
    flash(_("Đã tạo bản nháp từ đơn Word."), "ok")
    return redirect(target, 303)
