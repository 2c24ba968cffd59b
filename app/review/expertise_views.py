"""Own expertise and ties; the loads of a round's reviewers."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, HiddenField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.database.transaction import to_change, transaction
from app.extensions import db
from app.ideas.choices import SECTORS
from app.kernel.actor import Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.kernel.text import T
from app.review import board_queries, expertise, queries, stage_queries
from app.review.board_queries import Load
from app.review.desk import bp, round_at_work
from app.review.expertise import JUDGES, KEYWORDS_LIMIT, Profile
from app.review.proposing import Bounds
from app.rounds.models import Round
from app.web.access import Answer, actor, needs
from app.web.forms import AtMost, CountField, ProseField, WebForm
from app.web.registry import Door

OFFICE = (Role.SECRETARY, Role.CHAIR)
OWN_DOOR = Door(
    T("Chuyên môn và quan hệ"),
    T("Lĩnh vực Ông/Bà am hiểu, người thân và cấp trên trực tiếp: để phân công đúng và tránh xung "
      "đột lợi ích."),
    "review.own_expertise", 30, JUDGES,
)  # fmt: skip


class ExpertiseForm(WebForm):
    """What a member of a council says about themselves."""

    sectors = SelectMultipleField(
        _l("Lĩnh vực"), choices=[SelectChoice(sector, sector) for sector in SECTORS],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    keywords = ProseField(_l("Từ khóa chuyên môn"),
                          [AtMost(KEYWORDS_LIMIT, _l("Từ khóa chuyên môn"))])  # fmt: skip
    relatives = ProseField(_l("Địa chỉ thư của người thân"),
                           [AtMost(4000, _l("Địa chỉ thư của người thân"))])  # fmt: skip
    managers = ProseField(_l("Địa chỉ thư của cấp trên trực tiếp"),
                          [AtMost(4000, _l("Địa chỉ thư của cấp trên trực tiếp"))])  # fmt: skip

    def profile(self) -> Profile:
        """What was typed; addresses one a line or by commas."""
        return Profile(
            expertise.ordered(self.sectors.data or []), self.keywords.data or "",
            _addresses(self.relatives.data), _addresses(self.managers.data),
        )  # fmt: skip


def _addresses(text: str | None) -> tuple[str, ...]:
    parts = (text or "").replace(",", "\n").replace(";", "\n").split("\n")
    return tuple(part.strip() for part in parts if part.strip())


@bp.get("/tai-khoan/chuyen-mon")
@needs(*JUDGES)
def own_expertise() -> Answer:
    """One's own declaration."""
    own = expertise.profile_of(db.session(), actor().user_id or 0)
    form = ExpertiseForm(data={
        "sectors": list(own.sectors), "keywords": own.keywords,
        "relatives": "\n".join(own.relatives), "managers": "\n".join(own.managers),
    })  # fmt: skip
    return render_template("review/expertise.html", form=form)


@bp.post("/tai-khoan/chuyen-mon")
@needs(*JUDGES)
def declare_expertise() -> Answer:
    """Keep it."""
    form = ExpertiseForm()
    if form.validate():
        try:
            with transaction() as session:
                expertise.declare(session, actor(), form.profile(), now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return render_template("review/expertise.html", form=form), 422
    flash(_("Đã lưu. Các đề xuất phân công từ nay tính theo khai báo này."), "ok")
    return redirect(url_for(".own_expertise"), 303)


class LoadForm(Form):
    """The bounds of one reviewer; both empty: nothing is set."""

    account_id = HiddenField()
    least = CountField(_l("Tối thiểu"))
    most = CountField(_l("Tối đa"))


def _load_form(found: Round) -> tuple[WebForm, list[queries.Reviewer]]:
    """A form with a line per reviewer, named by the reviewer: an old page hits nobody else."""
    members = stage_queries.judges_of(db.session(), found, local_date(now()))
    bounds = expertise.bounds_of(db.session(), found.id)
    fields, data = {}, {}
    for member in members:
        name = f"load_{member.account_id}"
        fields[name] = FormField(LoadForm, member.name)
        own = bounds.get(member.account_id)
        data[name] = {"least": own.least, "most": own.most} if own else {}
    made: WebForm = type("LoadsForm", (WebForm,), fields)(data=data)
    return made, members


@bp.get("/phan-cong/<int:round_id>/tai")
@needs(*OFFICE)
def loads(round_id: int) -> Answer:
    """How many dossiers each reviewer gets, at least and at most."""
    found = round_at_work(db.session(), actor(), round_id)
    return _loads_page(found, *_load_form(found))


def _loads_page(
    found: Round, form: WebForm, members: list[queries.Reviewer], status: int = 200
) -> Answer:
    session = db.session()
    known = expertise.expertise_of(session, [member.account_id for member in members])
    return render_template(
        "review/loads.html", found=found, form=form, members=members, known=known, nothing=Load(),
        loads=board_queries.loads_of(session, found.id, members),
    ), status  # fmt: skip


@bp.post("/phan-cong/<int:round_id>/tai")
@needs(*OFFICE)
def set_loads(round_id: int) -> Answer:
    """Keep the bounds."""
    found = round_at_work(db.session(), actor(), round_id)
    form, members = _load_form(found)
    if form.validate():
        wanted = {m.account_id: _bounds(form[f"load_{m.account_id}"].form) for m in members
                  if f"load_{m.account_id}-most" in request.form}  # fmt: skip
        try:
            with transaction() as session:
                own = to_change(session, Round, round_id)
                expertise.set_loads(session, actor(), own, wanted, now())
        except Blocked as problem:
            form.add_blockers(problem.blockers)
    if form.errors:
        return _loads_page(round_at_work(db.session(), actor(), round_id), form, members, 422)
    flash(_("Đã lưu tải của người chấm. Xem đề xuất phân công để áp dụng."), "ok")
    return redirect(url_for(".suggest", round_id=round_id), 303)


def _bounds(line: LoadForm) -> Bounds | None:
    if line.least.data is None and line.most.data is None:
        return None
    least = line.least.data or 0
    return Bounds(least, line.most.data if line.most.data is not None else expertise.LOAD_AT_MOST)
