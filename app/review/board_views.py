"""The secretary's assignment board: see, change, preview, apply; propose over the whole round."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.kernel.text import T, Text
from app.kernel.vietnamese import clean_line
from app.review import (
    actions,
    assignment_letters,
    board_queries,
    policy,
    queries,
    stage_queries,
)
from app.review.actions import Change
from app.review.assigning import Pair
from app.review.board_queries import BoardFilter, BoardRow, Load
from app.review.conflicts import GROUND_TITLES, Ground
from app.review.desk import bp, posted_pairs, posted_version, round_at_work
from app.review.expertise import expertise_of, matches
from app.review.queries import Reviewer
from app.review.states import SHEET_TITLES, SheetState
from app.rounds.models import Round
from app.rounds.states import BlindMode
from app.web.access import Answer, actor, needs
from app.web.paging import asked_page, asked_size, page_of

SHOWN_DOSSIERS = 50


@bp.get("/phan-cong")
@needs(Role.SECRETARY, Role.CHAIR)
def board_index() -> Answer:
    """The board of the newest round."""
    rounds = board_queries.rounds_at_work(db.session(), actor(), *policy.OFFICE)
    if not rounds:
        return render_template("review/no_round.html", title=_("Phân công chấm"))
    return redirect(url_for(".board", round_id=rounds[0][0]))


@dataclass(frozen=True, slots=True)
class Cell:
    """One dossier by one reviewer. `kind`: given, fixed (cannot be taken back), shut, free."""

    kind: str
    words: Text | str = ""
    match: int | None = None
    """How well the reviewer fits the dossier, in percent; None where nothing was declared."""


@bp.get("/phan-cong/<int:round_id>")
@needs(Role.SECRETARY, Role.CHAIR)
def board(round_id: int) -> Answer:
    """Dossiers by reviewers, one page."""
    return _board_page(round_at_work(db.session(), actor(), round_id))


def _board_page(found: Round) -> Answer:
    session, person, day = db.session(), actor(), local_date(now())
    text = clean_line(request.args.get("q", ""))[:100]
    wanted = BoardFilter(text, request.args.get("loc") == "thieu")
    number, size = asked_page(), asked_size()
    rows = board_queries.board_rows(session, person, found, wanted, limit=size,
                                    offset=(number - 1) * size)  # fmt: skip
    reviewers = stage_queries.judges_of(session, found, day)
    counts = board_queries.board_counts(session, found)
    total = counts.lacking if wanted.lacking else counts.every
    if wanted.text:
        total = board_queries.board_count(session, found, wanted)
    return render_template(
        "review/board.html", found=found, page=page_of(rows, total, number, size), wanted=wanted,
        reviewers=reviewers, cells=_cells(rows, reviewers),
        loads=board_queries.loads_of(session, found.id, reviewers), nothing=Load(), counts=counts,
        letters=assignment_letters.number_held(session, found),
        rounds=board_queries.rounds_at_work(session, person, *policy.OFFICE),
        opens_now=found.scoring_opens_at <= now() < found.scoring_closes_at,
        may_open=policy.open_scoring(person, found.council_id) is None,
        redacts=found.blind is not BlindMode.OPEN
        and policy.redact(person, found.council_id, ()) is None,
    )  # fmt: skip


def _cells(rows: list[BoardRow], reviewers: list[Reviewer]) -> dict[Pair, Cell]:
    session = db.session()
    keys = [row.idea_id for row in rows]
    facts = queries.facts_of(session, queries.named(keys))
    states = board_queries.sheet_states(session, keys)
    panel = queries.panel_of(session, reviewers)
    known = expertise_of(session, [reviewer.account_id for reviewer in reviewers])
    fits = matches(session, queries.named(keys), known)
    found: dict[Pair, Cell] = {}
    for row in rows:
        grounds = panel.grounds(facts[row.idea_id])
        for reviewer in reviewers:
            pair = (row.idea_id, reviewer.account_id)
            ground = grounds.get(reviewer.account_id)
            fit = fits.get(pair, 0) if reviewer.account_id in known else None
            found[pair] = replace(_cell(states.get(pair), ground, shut=row.shut), match=fit)
    return found


def _cell(state: SheetState | None, ground: Ground | None, *, shut: bool) -> Cell:
    if state is not None and state is not SheetState.NOT_STARTED:
        return Cell("fixed", SHEET_TITLES[state])
    if shut:
        return Cell("fixed", T("Đã giao") if state else "")
    if state is not None:
        return Cell("given", GROUND_TITLES[ground] if ground else "")
    return Cell("shut", GROUND_TITLES[ground]) if ground else Cell("free")


@dataclass(frozen=True, slots=True)
class Step:
    """One pair of a preview, in words."""

    name: str
    code: str
    before: int
    after: int


def steps_of(pairs: list[Pair], found: Round, by: int) -> list[Step]:
    """The pairs in words, with the load of the person before and after each."""
    session = db.session()
    codes = board_queries.codes_of(session, found.id, [idea for idea, _ in pairs])
    members = stage_queries.judges_of(session, found, local_date(now()))
    names = {member.account_id: member.name for member in members}
    standing = board_queries.loads_of(session, found.id, members)
    loads = {key: load.given for key, load in standing.items()}
    steps: list[Step] = []
    for idea, reviewer in pairs:
        if idea in codes and reviewer in names:
            before = loads.get(reviewer, 0)
            loads[reviewer] = before + by
            steps.append(Step(names[reviewer], codes[idea], before, before + by))
    return steps


@bp.post("/phan-cong/<int:round_id>/xem-truoc")
@needs(Role.SECRETARY, Role.CHAIR)
def preview_board(round_id: int) -> Answer:
    """What the ticked boxes would change; nothing is written.

    The boxes that were ticked when the page was shown come along, so that what somebody else
    assigned meanwhile is not taken back.
    """
    found = round_at_work(db.session(), actor(), round_id)
    ticked, shown = set(posted_pairs("pair")), set(posted_pairs("was"))
    add, remove = sorted(ticked - shown), sorted(shown - ticked)
    if not add and not remove:
        flash(_("Chưa có thay đổi nào để áp dụng."), "pen")
        return redirect(url_for(".board", round_id=round_id), 303)
    return render_template(
        "review/board_preview.html", found=found, add=add, remove=remove,
        added=steps_of(add, found, 1), removed=steps_of(remove, found, -1),
        version=posted_version(),
    )  # fmt: skip


@bp.post("/phan-cong/<int:round_id>/ap-dung")
@needs(Role.SECRETARY, Role.CHAIR)
def apply_board(round_id: int) -> Answer:
    """Apply what was previewed, all or nothing."""
    change = Change(tuple(posted_pairs("add")), tuple(posted_pairs("remove")))
    with transaction() as session:
        found = to_change(session, Round, round_id)
        done = actions.apply_assignment(session, actor(), found, change, now(), posted_version())
    return _applied(round_id, done)


def _applied(round_id: int, done: tuple[int, int]) -> Answer:
    flash(_("Đã phân công: thêm %(added)s, bớt %(removed)s. Thư báo ủy viên đang giữ, chờ cho gửi.",
            added=done[0], removed=done[1]), "ok")  # fmt: skip
    return redirect(url_for(".board", round_id=round_id), 303)


@bp.get("/phan-cong/<int:round_id>/de-xuat")
@needs(Role.SECRETARY, Role.CHAIR)
def suggest(round_id: int) -> Answer:
    """A balanced proposal over all dossiers, to look at before it is applied."""
    session, person = db.session(), actor()
    found = round_at_work(session, person, round_id)
    made = board_queries.suggestion(session, person, found, local_date(now()))
    loads = board_queries.loads_of(session, found.id, made.reviewers)
    more = {reviewer.account_id: 0 for reviewer in made.reviewers}
    for _idea, reviewer_id in made.pairs:
        more[reviewer_id] += 1
    number = asked_page()
    ideas = sorted({idea for idea, _reviewer in made.pairs})
    shown = ideas[(number - 1) * SHOWN_DOSSIERS : number * SHOWN_DOSSIERS]
    return render_template(
        "review/suggestion.html", found=found, made=made, loads=loads, nothing=Load(), more=more,
        page=page_of(_additions(shown, found, made), len(ideas), number, SHOWN_DOSSIERS),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addition:
    """One dossier of the proposal with whom it gets: name and match in percent (None: unknown)."""

    code: str
    title: str
    people: tuple[tuple[str, int | None], ...]


def _additions(ideas: list[int], found: Round, made: board_queries.Suggestion) -> list[Addition]:
    names = {reviewer.account_id: reviewer.name for reviewer in made.reviewers}
    people: dict[int, list[tuple[str, int | None]]] = {idea: [] for idea in ideas}
    for idea, reviewer in made.pairs:
        if idea in people:
            match = made.percents.get((idea, reviewer), 0) if made.percents else None
            people[idea].append((names[reviewer], match))
    titled = board_queries.names_of(db.session(), found.id, ideas)
    return [
        Addition(*titled[idea], tuple(sorted(people[idea], key=lambda one: -(one[1] or 0))))
        for idea in ideas
    ]


@bp.post("/phan-cong/<int:round_id>/de-xuat")
@needs(Role.SECRETARY, Role.CHAIR)
def apply_suggestion(round_id: int) -> Answer:
    """Apply the proposal that was shown; when it would come out differently now, nothing."""
    with transaction() as session:
        found = to_change(session, Round, round_id)
        made = board_queries.suggestion(session, actor(), found, local_date(now()))
        if made.mark != request.form.get("mark", ""):
            raise StaleDataError("the proposal has changed since it was shown")
        done = actions.apply_assignment(session, actor(), found, Change(made.pairs), now())
    return _applied(round_id, done)


@bp.post("/phan-cong/<int:round_id>/mo-cham")
@needs(Role.SECRETARY)
def open_round(round_id: int) -> Answer:
    """Every eligible dossier goes to scoring."""
    try:
        with transaction() as session:
            found = to_change(session, Round, round_id)
            count = actions.open_scoring(session, actor(), found, now())
    except Blocked as refused:
        papers = url_for(".redactions", round_id=round_id)
        raise Blocked(
            [replace(one, url=papers) if one.field == "files" else one for one in refused.blockers]
        ) from None
    flash(
        _("Đã mở chấm điểm %(count)s hồ sơ. Thang điểm được giữ nguyên từ nay.", count=count), "ok"
    )
    return redirect(url_for(".board", round_id=round_id), 303)
