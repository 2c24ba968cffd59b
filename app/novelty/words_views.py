"""The table of words: read, try out, keep a new version, go back to an old one, CSV both ways."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.database.transaction import transaction
from app.extensions import db
from app.files.limits import uploads
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Blocked, Blocker, Denied
from app.kernel.text import T
from app.novelty import actions, policy, words_queries
from app.novelty.blueprint import bp
from app.novelty.examples import Effect, effects
from app.novelty.forms import WordsForm
from app.novelty.lexicon import KINDS, MOST_SIGNS, build, lexicon_of, parse
from app.novelty.likeness import THRESHOLD
from app.web.access import Answer, actor, needs


@bp.get("/doi-chieu/bang-tu")
@needs(*policy.EDITORS)
def words() -> Answer:
    """The table in use, its history, the box to change it."""
    used = words_queries.words_in_use(db.session())
    data = {"content": used.content, "based_on": str(used.number)}
    return _words_page(WordsForm(formdata=None, data=data))


def _words_page(form: WordsForm, status: int = 200, tried: list[Effect] | None = None) -> Answer:
    session = db.session()
    used = words_queries.words_in_use(session)
    rows, _problems = parse(used.content)
    counts = {kind: sum(row.kind == kind for row in rows) for kind in KINDS}
    page = render_template(
        "novelty/words.html", form=form, used=used, counts=counts, tried=tried,
        history=words_queries.words_history(session), threshold=THRESHOLD,
    )  # fmt: skip
    return page, status


def _typed() -> WordsForm:
    """The posted form, an uploaded file already in the box."""
    form = WordsForm()
    upload = form.file.data
    if isinstance(upload, FileStorage) and upload.filename:
        content = upload.stream.read(4 * MOST_SIGNS + 1)
        try:
            form.content.data = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            form.add_blockers([Blocker("file", T("Tệp phải là CSV mã hóa UTF-8"))])
    return form


@bp.post("/doi-chieu/bang-tu")
@needs(*policy.EDITORS)
@uploads
def keep_words() -> Answer:
    """Show what the typed table does to known pairs, or keep it as the next version."""
    form = _typed()
    if form.errors or not form.validate():
        return _words_page(form, 422)
    if request.form.get("then") != "keep":
        return _try(form)
    try:
        with transaction() as session:
            shown = key_in(form.based_on.data)
            based_on = -1 if shown is None else shown
            actions.keep_words(session, actor(), form.content.data, form.note.data, based_on, now())
    except Blocked as problem:
        form.add_blockers(problem.blockers)
        return _words_page(form, 422)
    flash(_("Đã lưu bảng từ. Hồ sơ được so lại trong nền."), "ok")
    return redirect(url_for("novelty.words"), 303)


def _try(form: WordsForm) -> Answer:
    rows, problems = parse(form.content.data)
    if problems:
        form.add_blockers(problems)
        return _words_page(form, 422)
    session = db.session()
    old = lexicon_of(words_queries.words_in_use(session).content)
    return _words_page(form, tried=effects(session, actor(), old, build(rows)))


@bp.get("/doi-chieu/bang-tu/<int:number>.csv")
@needs(*policy.EDITORS)
def words_csv(number: int) -> Answer:
    """One version as CSV with a byte order mark, as spreadsheets like it."""
    found = words_queries.words_of(db.session(), number)
    if found is None:
        raise Denied(NOT_FOUND)
    answer = Response("\ufeff" + found.content, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"bang-tu-{number}.csv")
    return answer


@bp.post("/doi-chieu/bang-tu/<int:number>/khoi-phuc")
@needs(*policy.EDITORS)
def restore_words(number: int) -> Answer:
    """An old version becomes the newest."""
    with transaction() as session:
        made = actions.restore_words(session, actor(), number, now()).number
    flash(_("Đã khôi phục phiên bản %(n)s thành phiên bản %(made)s.", n=number, made=made), "ok")
    return redirect(url_for("novelty.words"), 303)
