"""Importing awards of earlier years: upload, look at every problem, store, drop or undo."""

from collections import Counter
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.achievements import old_actions, policy
from app.achievements.blueprint import bp, refusals_in
from app.achievements.forms import UploadForm
from app.achievements.import_queries import batch as find_batch
from app.achievements.import_queries import batches
from app.achievements.models import AchievementImport
from app.achievements.old_judging import OUTCOME_TITLES, OldLine, Outcome
from app.achievements.old_lists import MOST_ROWS, read_old_lists
from app.achievements.reading import record_reading
from app.achievements.rules import StandingDraft
from app.achievements.states import (
    IMPORT_LIFECYCLE,
    RATING_TITLES,
    STANDING_TITLES,
    SUBJECT_TITLES,
    ImportState,
)
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.files.limits import content_of, uploads
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import require
from app.kernel.vietnamese import search_text
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

SHAPES = {Outcome.NEW: "ok", Outcome.SAME: "none", Outcome.ASK: "ask", Outcome.WRONG: "bad"}


def _page(form: UploadForm, status: int = 200) -> Answer:
    return render_template(
        "achievements/imports.html", form=form, batches=batches(db.session()), most=MOST_ROWS,
        titles=IMPORT_LIFECYCLE.titles,
    ), status  # fmt: skip


@bp.get("/so-thanh-tich/nhap")
@needs(Role.AWARDS_OFFICER)
def imports() -> Answer:
    """The form, and the lists uploaded before."""
    return _page(UploadForm(formdata=None))


@bp.post("/so-thanh-tich/nhap")
@needs(Role.AWARDS_OFFICER)
@uploads
def upload() -> Answer:
    """Read the workbook and keep its rows; the ledger is not touched."""
    form, person, key, target = UploadForm(), actor(), request.form.get("once_key", ""), ""
    file = request.files.get("file")
    with refusals_in(form):
        require(policy.keep(person, None))
        content, name = content_of(file), (file.filename if file else "") or ""
        sheets = read_old_lists(content, "list.xlsx")
        with transaction() as session:
            target = earlier_result(session, key, person.user_id) or ""
            if not target:
                made = old_actions.keep(session, person, name, content, sheets, now())
                target = url_for(".import_preview", import_id=made.id)
                remember(session, key, person.user_id, target, now())
    if form.errors or not target:
        return _page(form, 422)
    return redirect(target, 303)


@bp.get("/so-thanh-tich/nhap/<int:import_id>")
@needs(Role.AWARDS_OFFICER)
def import_preview(import_id: int) -> Answer:
    """What each line would write, and every problem at its cell."""
    session = db.session()
    found = find_batch(session, import_id)
    lines: list[OldLine] = []
    questions: list[Any] = []
    sheets = old_actions.sheets_in(found)
    if found.state is ImportState.WAITING:
        lines, questions = old_actions.judged(session, found, sheets, now())
    shown = render_template(
        "achievements/import.html", batch=found, questions=questions, **_shown(lines),
        titles=IMPORT_LIFECYCLE.titles, outcomes=OUTCOME_TITLES, shapes=SHAPES,
        unread=[pair for sheet in sheets for pair in sheet.unread.items()],
        kinds=SUBJECT_TITLES, folded=search_text, ratings=RATING_TITLES, standings=STANDING_TITLES,
    )  # fmt: skip
    # Who looks at what stands against people is noted, as on the pages of the ledger itself.
    confidential = sum(isinstance(line.draft, StandingDraft) for line in lines)
    if confidential:
        record_reading(actor(), f"achievement_import:{import_id}", confidential, now())
    return shown


def _shown(lines: list[OldLine]) -> dict[str, Any]:
    counts = Counter(line.outcome for line in lines)
    asked = request.args.get("loc", "")
    rows = [line for line in lines if line.outcome == asked] if asked in set(Outcome) else lines
    number, size = asked_page(), asked_size()
    page = page_of(rows[(number - 1) * size : number * size], len(rows), number, size)
    here = request.view_args or {}
    chips = [{"label": _("Tất cả"), "url": url_for(".import_preview", **here),
              "current": asked not in set(Outcome), "count": len(lines)}]  # fmt: skip
    chips += [{"label": title, "url": url_for(".import_preview", loc=str(one), **here),
               "current": asked == one, "count": counts[one]}
              for one, title in OUTCOME_TITLES.items()]  # fmt: skip
    return {"page": page, "chips": chips, "fresh": counts[Outcome.NEW],
            "open": counts[Outcome.WRONG] + counts[Outcome.ASK]}  # fmt: skip


@bp.post("/so-thanh-tich/nhap/<int:import_id>/tra-loi")
@needs(Role.AWARDS_OFFICER)
def answer_import(import_id: int) -> Answer:
    """Which unit each near name means."""
    texts, units = request.form.getlist("text"), request.form.getlist("unit")
    pairs = [(search_text(text), key_in(unit)) for text, unit in zip(texts, units, strict=False)]
    answers = {text: unit for text, unit in pairs if unit is not None}
    with transaction() as session:
        row = to_change(session, AchievementImport, import_id)
        old_actions.answer(session, actor(), row, answers, now())
    return redirect(url_for(".import_preview", import_id=import_id), 303)


@bp.post("/so-thanh-tich/nhap/<int:import_id>/ghi")
@needs(Role.AWARDS_OFFICER)
def store_import(import_id: int) -> Answer:
    """Write all of it, or only the good lines."""
    with transaction() as session:
        row = to_change(session, AchievementImport, import_id)
        good_only = request.form.get("good_only") == "1"
        old_actions.store(session, actor(), row, now(), good_only=good_only)
    flash(_("Đã ghi vào sổ thành tích."), "ok")
    return redirect(url_for(".import_preview", import_id=import_id), 303)


@bp.post("/so-thanh-tich/nhap/<int:import_id>/bo")
@needs(Role.AWARDS_OFFICER)
def drop_import(import_id: int) -> Answer:
    """Throw the list away."""
    with transaction() as session:
        old_actions.drop(session, actor(), to_change(session, AchievementImport, import_id), now())
    flash(_("Đã bỏ tệp vừa tải lên."), "ok")
    return redirect(url_for(".imports"), 303)


@bp.post("/so-thanh-tich/nhap/<int:import_id>/hoan-tac")
@needs(Role.AWARDS_OFFICER)
def undo_import(import_id: int) -> Answer:
    """Take back what the list wrote."""
    with transaction() as session:
        old_actions.undo(session, actor(), to_change(session, AchievementImport, import_id), now())
    flash(_("Đã hoàn tác lần nhập này."), "ok")
    return redirect(url_for(".import_preview", import_id=import_id), 303)
