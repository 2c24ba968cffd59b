"""Search over everything one may see; the address is the search."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.database.transaction import transaction
from app.extensions import db
from app.finding import actions, queries
from app.finding.asking import (
    ADDRESS,
    asked_facets,
    asked_words,
    facet_chips,
    facet_groups,
)
from app.finding.blueprint import bp
from app.finding.own import drafts
from app.finding.scopes import scopes_of
from app.finding.sources import sources
from app.ideas.desk_actions import remove_view, save_view, views_of
from app.ideas.searching import file_texts
from app.kernel.clock import now
from app.kernel.refusals import Blocked
from app.kernel.search_words import parse_query
from app.web.access import Answer, actor, current_actor, public, signed_in
from app.web.paging import asked_page, page_of
from app.web.registry import Registry, SearchBox

LIST = "search"
PAGE = 20


@bp.get("/tim-kiem")
@public
def search() -> Answer:
    """Dossiers I may see; a visitor is led to the public gallery."""
    words = asked_words()
    if current_actor() is None:
        return redirect(url_for("gallery.index", q=words or None))
    return _page(words)


def _page(words: str, status: int = 200, errors: Any = ()) -> Answer:
    session, person, narrowed = db.session(), actor(), asked_facets()
    terms = parse_query(words)
    scopes = scopes_of(session, person)
    if terms:
        scopes = queries.read_as_shown(session, scopes, terms)
    found = queries.counts(session, scopes, terms, narrowed) if terms else None
    number = asked_page()
    rows: list[queries.Hit] = []
    if found is not None and found.total:
        ranking = queries.ranked(session, scopes, terms, narrowed, limit=PAGE,
                                 offset=(number - 1) * PAGE, total=found.total)  # fmt: skip
        rows = queries.hits(session, ranking, terms)
    names = queries.names(session, found) if found else None
    page = render_template(
        "finding/search.html", words=words, asked=bool(terms), narrowed=narrowed,
        page=page_of(rows, found.total if found else 0, number, PAGE),
        groups=facet_groups(words, narrowed, found, names) if found and names else [],
        chips=facet_chips(words, narrowed, names),
        drafts=drafts(session, person, terms) if terms else [],
        elsewhere=[line for source in sources if terms and (line := source(session, words))],
        views=views_of(session, person, LIST), query=_kept_query(), view_errors=errors,
    )  # fmt: skip
    return page, status


def _kept_query() -> str:
    """This search as the query of an address, without the page number; only what we know."""
    known = {"q", *ADDRESS.values()}
    return urlencode([(name, value) for name, value in request.args.items(multi=True)
                      if name in known and value])  # fmt: skip


@bp.post("/tim-kiem/luu")
@signed_in
def keep() -> Answer:
    """Save this search under a name."""
    query = request.form.get("query", "")
    pairs = [(name, value) for name, value in parse_qsl(query) if name in {"q", *ADDRESS.values()}]
    try:
        with transaction() as session:
            save_view(session, actor(), LIST, request.form.get("name", ""), urlencode(pairs), now())
    except Blocked as refused:
        return _page(dict(pairs).get("q", ""), 422, refused.blockers)
    flash(_("Đã lưu lượt tìm."), "ok")
    return redirect(f"{url_for('finding.search')}?{urlencode(pairs)}", 303)


@bp.post("/tim-kiem/da-luu/<int:view_id>/xoa")
@signed_in
def forget(view_id: int) -> Answer:
    """Remove one of my saved searches."""
    with transaction() as session:
        remove_view(session, actor(), view_id)
    flash(_("Đã xóa lượt tìm đã lưu."), "ok")
    return redirect(url_for("finding.search"), 303)


def join(registry: Registry) -> None:
    """The box in the bar, the worker's turn, and what keeps the search true."""
    registry.search = SearchBox("finding.search")
    registry.background["search"] = actions.index_due
    registry.daily["search_texts"] = actions.tidy_texts
    if actions.texts_by_hash not in file_texts:
        file_texts.append(actions.texts_by_hash)
    if not event.contains(Session, "after_flush", actions.note_changes):
        event.listen(Session, "after_flush", actions.note_changes)


__all__ = ["bp", "join"]
