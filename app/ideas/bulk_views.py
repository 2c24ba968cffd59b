"""Many dossiers at once: choose, look at what will happen, then do it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.database.transaction import transaction
from app.extensions import db
from app.ideas import bulk_actions, lists, neighbours
from app.ideas.blueprint import bp
from app.ideas.bulk_actions import ACT_TITLES, MOST, Act, Line, Wish
from app.ideas.filters import ADDRESS, asked_filters, query_of
from app.ideas.lists import Filters
from app.ideas.states import IDEA_SHAPES, IDEA_TITLES
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.keys import key_in
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.web.access import Answer, actor, needs

WHOLE_FILTER = "bo-loc"


@dataclass(frozen=True, slots=True)
class Asked:
    """One form: the list it came from, and which of its dossiers are meant."""

    filters: Filters
    wish: Wish
    whole: bool
    picked: tuple[int, ...]

    def ids(self) -> list[int]:
        """The dossiers meant, as the list is now; of those that were ticked, the ones still in."""
        session, person = db.session(), actor()
        if self.whole:
            return lists.office_ids(session, person, self.filters, limit=MOST + 1)
        return neighbours.office_ids_among(session, person, self.picked)


def _asked() -> Asked:
    form = request.form
    pairs = dict(pair for pair in parse_qsl(form.get("loc", "")) if pair[0] in ADDRESS)
    try:
        act = Act(form.get("viec", ""))
    except ValueError:
        raise BadRequest from None
    number = key_in(form.get("category_id"))
    keys = map(key_in, form.getlist("ho-so"))
    picked = tuple(key for key in keys if key is not None)[: MOST + 1]
    return Asked(
        asked_filters(now(), pairs), Wish(act, form.get("reason", ""), number),
        form.get("pham-vi") == WHOLE_FILTER, picked,
    )  # fmt: skip


@bp.post("/tiep-nhan/nhieu-ho-so")
@needs(Role.SECRETARY)
def bulk_preview() -> Answer:
    """What would happen, dossier by dossier. Nothing is changed yet."""
    asked = _asked()
    return _preview_page(asked, asked.ids())


def _preview_page(
    asked: Asked, ids: Sequence[int], blockers: Sequence[Blocker] = (), status: int = 200
) -> Answer:
    session, person = db.session(), actor()
    too_many = len(ids) > MOST
    lines: list[Line] = []
    if not too_many:
        lines = bulk_actions.preview(session, person, asked.wish, ids)
    ready = [line for line in lines if line.why is None]
    offers = lists.office_offers(session, person, asked.filters)
    page = render_template(
        "ideas/bulk.html", asked=asked, act=asked.wish.act, title=ACT_TITLES[asked.wish.act],
        ready=ready, left=[line for line in lines if line.why is not None], too_many=too_many,
        most=MOST, total=len(ids), blockers=list(blockers), query=query_of(asked.filters),
        titles=IDEA_TITLES, shapes=IDEA_SHAPES, categories=offers.categories,
        several_rounds=asked.filters.round_id is None and len(offers.rounds) > 1,
    )  # fmt: skip
    return page, status


@bp.post("/tiep-nhan/nhieu-ho-so/thuc-hien")
@needs(Role.SECRETARY)
def bulk_apply() -> Answer:
    """Do it to exactly what was shown; when that is not the same any more, show it again."""
    asked = _asked()
    shown = _shown()
    session, person = db.session(), actor()
    ids = asked.ids()
    lines = bulk_actions.preview(session, person, asked.wish, ids) if len(ids) <= MOST else []
    ready = {line.idea_id for line in lines if line.why is None}
    if ready != shown and not bulk_actions.blockers_of(asked.wish):
        return _preview_page(asked, ids, [_changed(shown, ready)], 409)
    db.session.rollback()
    try:
        with transaction() as writing:
            number = bulk_actions.act_on_all(writing, person, asked.wish, sorted(shown), now())
    except Blocked as refused:
        return _preview_page(asked, ids, refused.blockers, 422)
    flash(_("%(what)s: đã xong %(n)s hồ sơ.", what=str(ACT_TITLES[asked.wish.act]), n=number), "ok")
    return redirect(f"{url_for('ideas.intake')}?{query_of(asked.filters)}", 303)


def _shown() -> set[int]:
    """The dossiers that the preview said would be acted on."""
    texts = request.form.get("da-xem", "").split(",")[: MOST + 1]
    return {key for key in map(key_in, texts) if key is not None}


def _changed(shown: set[int], ready: set[int]) -> Blocker:
    return Blocker("", T(
        "Danh sách đã thay đổi sau khi Ông/Bà xem trước: thêm %(more)s, bớt %(less)s hồ sơ. "
        "Chưa thực hiện gì; xem lại danh sách dưới đây rồi bấm lại",
        more=len(ready - shown), less=len(shown - ready),
    ))  # fmt: skip
