"""Sổ thành tích: the list, the ledger of a person, a unit, an initiative, one award."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.achievements import actions, import_views, policy, queries, rating_views
from app.achievements.blueprint import (
    about_of,
    asked_subject,
    bp,
    refusals_in,
    units_today,
)
from app.achievements.forms import AwardForm, RevokeForm
from app.achievements.initiatives import codes_in, resolved, uses_in
from app.achievements.known import known_names
from app.achievements.models import Achievement
from app.achievements.queries import AwardFilter, AwardRow
from app.achievements.states import (
    FAMILY_TITLES,
    GROUND_TITLES,
    LEVEL_TITLES,
    RATING_TITLES,
    SOURCE_TITLES,
    SUBJECT_TITLES,
    Family,
    Level,
    Subject,
)
from app.achievements.workbook import ledger_xlsx, uses_text
from app.audit.exports import record_export
from app.database.once import earlier_result, remember
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import NOT_FOUND, Denied, require
from app.kernel.text import T
from app.web.access import Answer, actor, needs, signed_in
from app.web.paging import asked_page, asked_query, asked_size, page_of
from app.web.registry import Door, Registry, Tab

__all__ = ["bp", "import_views", "join", "rating_views"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = {"families": FAMILY_TITLES, "levels": LEVEL_TITLES, "grounds": GROUND_TITLES,
         "kinds": SUBJECT_TITLES, "sources": SOURCE_TITLES, "ratings": RATING_TITLES}  # fmt: skip


def join(registry: Registry) -> None:
    """The tab of the officers, and everybody's door to the own ledger."""
    registry.tabs.append(Tab(T("Sổ thành tích"), "achievements.index", 52, policy.READERS))
    registry.personal.append(
        Door(T("Thành tích của tôi"), T("Danh hiệu, khen thưởng và mức xếp loại đã ghi sổ"),
             "achievements.mine", 40)
    )  # fmt: skip


def _filter() -> AwardFilter:
    args = request.args
    kind, family, level = args.get("doi-tuong"), args.get("loai"), args.get("cap")
    return AwardFilter(
        args.get("q", "")[:200], key_in(args.get("nam")),
        Subject(kind) if kind in set(Subject) else None,
        Family(family) if family in set(Family) else None,
        Level(level) if level in set(Level) else None, args.get("chua-ro") == "1",
    )  # fmt: skip


@bp.get("/so-thanh-tich")
@needs(*policy.READERS)
def index() -> Answer:
    """The ledger, searched with or without diacritics."""
    session, asked = db.session(), _filter()
    number, size = asked_page(), asked_size()
    rows = queries.find_awards(session, asked, limit=size, offset=(number - 1) * size)
    page = page_of(rows, queries.award_count(session, asked), number, size)
    return render_template(
        "achievements/index.html", page=page, asked=asked,
        years=[(year, str(year)) for year in queries.years(session)],
        query=asked_query(), keeps=policy.keep(actor(), None) is None, **WORDS,
    )  # fmt: skip


@bp.get("/so-thanh-tich/so-thanh-tich.xlsx")
@needs(*policy.READERS)
def export() -> Answer:
    """What the list shows, as a workbook."""
    rows = queries.export_rows(db.session(), _filter())
    answer = Response(ledger_xlsx(rows), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename="so-thanh-tich.xlsx")
    record_export(actor(), "so-thanh-tich.xlsx", "achievement:all", now(), rows=len(rows))
    return answer


@bp.get("/so-thanh-tich/cua-toi")
@signed_in
def mine() -> Answer:
    """The own ledger."""
    return person(actor().user_id or 0)


@bp.get("/so-thanh-tich/nguoi/<int:account_id>")
@signed_in
def person(account_id: int) -> Answer:
    """Awards and ratings of one person: the officers', and one's own."""
    require(policy.see_person(actor(), account_id))
    session = db.session()
    return _subject_page(
        queries.person(session, account_id),
        queries.achievements_of(session, [account_id], revoked=True),
        queries.ratings_of(session, [account_id]), {"nguoi": account_id},
    )  # fmt: skip


@bp.get("/so-thanh-tich/don-vi/<int:unit_id>")
@needs(*policy.READERS)
def unit(unit_id: int) -> Answer:
    """Awards, ratings and figures of one collective."""
    session = db.session()
    return _subject_page(
        queries.unit(session, unit_id),
        queries.achievements_of(session, unit_ids=[unit_id], revoked=True),
        queries.ratings_of(session, unit_ids=[unit_id]), {"don-vi": unit_id},
        queries.carried_on(session, unit_id),
    )  # fmt: skip


def _subject_page(
    about: queries.Subjects, awards: list[AwardRow], ratings: list[queries.RatingRow],
    who: dict[str, int], carried: Sequence[queries.CarriedOn] = (),
) -> Answer:  # fmt: skip
    person_ = actor()
    own = who.get("nguoi") == person_.user_id
    return render_template(
        "achievements/subject.html", about=about, awards=awards, rows=ratings, who=who,
        carried=carried,        own=own, reads=policy.see_all(person_) is None,
        keeps=not own and policy.keep(person_, who.get("nguoi")) is None, **WORDS,
    )  # fmt: skip


@bp.get("/so-thanh-tich/sang-kien/<int:idea_id>")
@needs(*policy.READERS)
def initiative(idea_id: int) -> Answer:
    """Every award that rests on one dossier."""
    session = db.session()
    code, title = queries.initiative(session, idea_id)
    uses = queries.initiative_uses(session, [idea_id])
    return render_template("achievements/initiative.html", code=code, title=title, uses=uses,
                           **WORDS)  # fmt: skip


@bp.get("/so-thanh-tich/<int:achievement_id>")
@signed_in
def show(achievement_id: int) -> Answer:
    """One award with all its versions."""
    return _show_page(achievement_id, RevokeForm(formdata=None))


def _show_page(achievement_id: int, form: RevokeForm, status: int = 200) -> Answer:
    found = queries.versions(db.session(), achievement_id)
    award = found[0].award
    require(policy.see_person(actor(), award.account_id))
    return render_template(
        "achievements/show.html", award=award, versions=found, form=form,
        keeps=policy.keep(actor(), award.account_id) is None,
        reads=policy.see_all(actor()) is None, **WORDS,
    ), status  # fmt: skip


@bp.get("/so-thanh-tich/moi")
@needs(Role.AWARDS_OFFICER)
def new() -> Answer:
    """The form of an award; the person or the unit may be given."""
    return _form_page(AwardForm(formdata=None, data=asked_subject()), None)


def _form_page(form: AwardForm, old: AwardRow | None, status: int = 200) -> Answer:
    form.offer(units_today().items())
    return render_template(
        "achievements/form.html", form=form, old=old, names=known_names()
    ), status  # fmt: skip


def _draft(form: AwardForm) -> actions.AwardDraft:
    uses = uses_in(form.uses.data)
    return form.draft(
        about_of(form), resolved(uses, queries.ideas_by_code(db.session(), codes_in(uses)))
    )


@bp.post("/so-thanh-tich/moi")
@needs(Role.AWARDS_OFFICER)
def add() -> Answer:
    """Write the award down, once."""
    form, person_, key, target = AwardForm(), actor(), request.form.get("once_key", ""), ""
    if form.validate():
        with refusals_in(form):
            draft = _draft(form)
            with transaction() as session:
                target = earlier_result(session, key, person_.user_id) or ""
                if not target:
                    made = actions.record_award(session, person_, draft, now())
                    target = url_for(".show", achievement_id=made.id)
                    remember(session, key, person_.user_id, target, now())
    if form.errors or not target:
        return _form_page(form, None, 422)
    flash(_("Đã ghi vào sổ thành tích."), "ok")
    return redirect(target, 303)


@bp.get("/so-thanh-tich/<int:achievement_id>/sua")
@needs(Role.AWARDS_OFFICER)
def edit(achievement_id: int) -> Answer:
    """The form with what the newest version says."""
    award = _newest(achievement_id)
    require(policy.keep(actor(), award.account_id))
    session = db.session()
    email = queries.person(session, award.account_id).email if award.account_id else ""
    codes = queries.codes_of(session, [use.idea_id for use in award.uses if use.idea_id])
    data: dict[str, Any] = {
        "kind": str(award.kind), "email": email, "name": award.name,
        "unit_id": str(award.unit_id or ""), "award_name": award.award_name,
        "family": str(award.family), "level": str(award.level), "ground": str(award.ground),
        "year": award.year, "decision_number": award.decision_number,
        "decided_on": award.decided_on, "issuer": award.issuer, "uses": uses_text(award, codes),
        "born": queries.born(session, award.achievement_id),
    }  # fmt: skip
    return _form_page(AwardForm(formdata=None, data=data), award)


def _newest(achievement_id: int) -> AwardRow:
    award = queries.versions(db.session(), achievement_id)[0].award
    if award.achievement_id != achievement_id:
        raise Denied(NOT_FOUND)
    return award


@bp.post("/so-thanh-tich/<int:achievement_id>/sua")
@needs(Role.AWARDS_OFFICER)
def correct(achievement_id: int) -> Answer:
    """A new version, with its reason."""
    form, target = AwardForm(), ""
    if form.validate():
        with refusals_in(form):
            draft = _draft(form)
            with transaction() as session:
                old = to_change(session, Achievement, achievement_id)
                made = actions.correct_award(session, actor(), old, draft, form.reason.data, now())
                target = url_for(".show", achievement_id=made.id)
    if form.errors or not target:
        award = queries.versions(db.session(), achievement_id)[0].award
        return _form_page(form, award, 422)
    flash(_("Đã ghi bản sửa; bản trước vẫn còn trong sổ."), "ok")
    return redirect(target, 303)


@bp.post("/so-thanh-tich/<int:achievement_id>/huy")
@needs(Role.AWARDS_OFFICER)
def revoke(achievement_id: int) -> Answer:
    """Write down that the decision was annulled."""
    form, target = RevokeForm(), ""
    if form.validate() and form.revoked_on.data:
        with refusals_in(form), transaction() as session:
            old = to_change(session, Achievement, achievement_id)
            made = actions.revoke_award(
                session, actor(), old, number=form.number.data, on=form.revoked_on.data,
                reason=form.reason.data, now=now(),
            )  # fmt: skip
            target = url_for(".show", achievement_id=made.id)
    if form.errors or not target:
        return _show_page(achievement_id, form, 422)
    flash(_("Đã ghi việc hủy quyết định."), "ok")
    return redirect(target, 303)
