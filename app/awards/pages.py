"""The compile page of one list: everything it shows, for reading and after a refused form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from app.accounts.queries import calendar
from app.audit.queries import history_of
from app.awards import policy, queries, rules
from app.awards.cited import doubtful_citations
from app.awards.closing import Closing, ClosingForms, closing_of, line_acts
from app.awards.closing_forms import (
    IssueForm,
    RecoveryForm,
    RefusalForm,
    ReopenForm,
    ReturnForm,
    RevocationForm,
)
from app.awards.comment_forms import NoteForm
from app.awards.compiled import CompiledList, Line, seen_code
from app.awards.counting import count
from app.awards.drafted import Shows, drafted
from app.awards.forms import (
    NominationForm,
    OverrideForm,
    OverrideRefusalForm,
    RemovalForm,
)
from app.awards.history import added_by, earlier_awards, earlier_counts
from app.awards.locking import blockers_of_comment_period
from app.awards.models import NominationList
from app.awards.noting import notes_of
from app.awards.papers import counted
from app.awards.queries import KindChoice
from app.awards.quota_queries import quotas_of
from app.awards.quotas import Filled, blockers_of_quotas, of_list, of_units
from app.awards.shown_lines import Shown, shown_lines
from app.awards.states import (
    ENDING_TITLES,
    FAMILY_TITLES,
    LIST_LIFECYCLE,
    LIST_SHAPES,
    OUTCOME_SHAPES,
    OUTCOME_TITLES,
    ROLE_TITLES,
    SUBJECT_TITLES,
    VERDICT_SHAPES,
    VERDICT_TITLES,
    AwardFamily,
    ListState,
)
from app.awards.wording import certificate_limit, too_long_by
from app.awards.workbook import grounds
from app.kernel.actor import Actor
from app.kernel.dates import instant_text, local_date
from app.kernel.money import dong_in_words, dong_text
from app.kernel.numbers import count_in_words, decimal_text, integer_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.web.paging import asked_page, asked_size, page_of

bp = Blueprint("awards", __name__, template_folder="templates")

WORDS = {
    "list_titles": LIST_LIFECYCLE.titles, "list_shapes": LIST_SHAPES,
    "verdict_titles": VERDICT_TITLES, "verdict_shapes": VERDICT_SHAPES,
    "subject_titles": SUBJECT_TITLES, "outcome_titles": OUTCOME_TITLES,
    "outcome_shapes": OUTCOME_SHAPES, "ending_titles": ENDING_TITLES,
    "family_titles": FAMILY_TITLES, "role_titles": ROLE_TITLES,
}  # fmt: skip


@dataclass(frozen=True)
class Forms:
    """Forms of the page; one that was refused is shown again as it was typed."""

    change: NominationForm | None = None
    override: OverrideForm | None = None
    override_refusal: OverrideRefusalForm | None = None
    removal: RemovalForm | None = None
    reopen: ReopenForm | None = None
    issue: IssueForm | None = None
    returning: ReturnForm | None = None
    refusal: RefusalForm | None = None
    revocation: RevocationForm | None = None
    recovery: RecoveryForm | None = None
    note: NoteForm | None = None

    @property
    def closing(self) -> ClosingForms:
        """Those of a closed list, empty unless refused."""
        return ClosingForms(
            reopen=self.reopen or ReopenForm(None), returning=self.returning or ReturnForm(None),
            issue=self.issue or IssueForm(None), refusal=self.refusal or RefusalForm(None),
            revocation=self.revocation or RevocationForm(None),
            recovery=self.recovery or RecoveryForm(None),
        )  # fmt: skip

    @property
    def refused(self) -> Any:
        """The form with errors, for the summary at the top."""
        found = [getattr(self, one.name) for one in fields(self)]
        return next((form for form in found if form is not None and form.errors), None)


def compile_page(
    session: Session,
    actor: Actor,
    list_: NominationList,
    now: datetime,
    *,
    open_id: int | None = None,
    forms: Forms | None = None,
) -> str:
    """The page of one list; `open_id` is the nomination whose detail row is open."""
    forms = forms or Forms()
    draft = list_.state is ListState.DRAFT
    size, only_open = asked_size(100), request.args.get("xem") == "con-viec"

    def page_lines(whole: CompiledList) -> Shown:
        return shown_lines(
            whole, only_open=only_open, number=asked_page(), size=size, open_id=open_id
        )

    compiled = _compiled(session, list_, lambda whole: page_lines(whole).ids, size)
    shown, set_ = page_lines(compiled), quotas_of(session, compiled)
    closing = closing_of(session, actor, list_)
    opened = next((line for line in compiled.lines if line.nomination_id == open_id), None)
    return render_template(
        "awards/compile.html", list=list_, compiled=compiled, head=compiled.heading, draft=draft,
        groups=shown.groups, page=page_of(range(shown.total), shown.total, shown.number, size),
        sums=count(compiled, list_.money_limit), quotas=of_list(set_), unit_quotas=of_units(set_),
        blockers=blockers_of(session, list_, compiled, now, set_) if draft else [],
        cited=doubtful_citations(session, compiled, local_date(now))
        if list_.state is not ListState.ISSUED else [],
        notes=notes_of(session, list_.id), note_form=forms.note or NoteForm(None),
        history=history_of(session, list_.subject), days_left=days_left(session, list_, now),
        closing=closing, closing_forms=None if draft else forms.closing,
        seen=seen_code(compiled, list_.version),
        forms=forms, form=forms.refused, code=queries.snapshot_code(list_),
        counted=counted(compiled), money_words=dong_in_words(compiled.money),
        **_of_row(session, actor, list_, opened, forms, compiled.heading.salary, closing),
        **_earlier(session, list_, shown.ids, any_open=opened is not None),
        row_url=_row_addresses(list_, only_open=only_open), **_may(actor), **_TOOLS, **WORDS,
    )  # fmt: skip


def _row_addresses(list_: NominationList, *, only_open: bool) -> Callable[[int], str]:
    """The page with one line open: the addresses differ by the line alone, so one is built."""
    here = url_for("awards.show", list_id=list_.id)
    more = "&xem=con-viec" if only_open else ""
    return lambda key: f"{here}?mo={key}{more}#dt-{key}"


def _compiled(session: Session, list_: NominationList, shows: Shows, size: int) -> CompiledList:
    """Of a draft that fits on one page every line is judged: what was kept would spare nothing."""
    if list_.state is ListState.DRAFT and queries.line_count(session, list_) > size:
        return drafted(session, list_, shows)
    return queries.shown_list(session, list_)


def _earlier(
    session: Session, list_: NominationList, ids: Sequence[int], *, any_open: bool
) -> dict[str, Any]:
    """How many earlier awards each line has; which they are is shown of an open line alone."""
    if not any_open:
        return {"earlier": {}, "awarded": earlier_counts(session, list_.id, ids)}
    earlier = earlier_awards(session, list_.id, ids)
    return {"earlier": earlier, "awarded": {key: len(several) for key, several in earlier.items()}}


def _of_row(
    session: Session, actor: Actor, list_: NominationList, opened: Line | None, forms: Forms,
    salary: int | None, closing: Closing,
) -> dict[str, Any]:  # fmt: skip
    """What the page shows of the one line that is open, if one is."""
    if opened is None:
        return {"opened": None, "writer": "", "detail": None, "line_acts": ()}
    outcome = closing.outcomes.get(opened.nomination_id)
    return {
        "opened": opened, "writer": added_by(session, opened.nomination_id),
        "detail": detail_of(session, actor, list_, opened, forms, salary),
        "line_acts": line_acts(actor, opened.account_id, outcome),
    }  # fmt: skip


def _may(actor: Actor) -> dict[str, bool]:
    return {
        "may_remark": policy.remark(actor) is None,
        "may_compile": policy.compile_lists(actor) is None,
        "may_fill": policy.fill_lists(actor) is None,
    }


PART_WORDS = {
    "TTr": T("tờ trình"), "BC": T("báo cáo"), "BB": T("biên bản"), "CN": T("chứng nhận"),
}  # fmt: skip
ACTS = {
    "nomination_list:create": T("Lập danh sách"),
    "nomination_list:change": T("Sửa thông tin danh sách"),
    "nomination_list:publish": T("Công khai lấy ý kiến"),
    "nomination_list:unpublish": T("Kết thúc công khai trước ngày cuối"),
    "nomination_list:lock": T("Chốt danh sách"),
    "nomination_list:ask_reopen": T("Yêu cầu mở lại danh sách"),
    "nomination_list:drop_reopen": T("Bỏ yêu cầu mở lại"),
    "nomination_list:reopen": T("Mở lại danh sách"),
    "nomination_list:vote": T("Đưa ra Hội đồng"),
    "nomination_list:submit": T("Trình ký"),
    "nomination_list:return": T("Trả lại danh sách"),
    "nomination_list:issue": T("Nhập quyết định"),
}
_TOOLS: dict[str, Any] = {
    "too_long_by": too_long_by, "certificate_limit": certificate_limit, "grounds": grounds,
    "count_in_words": count_in_words, "instant_text": instant_text, "acts": ACTS,
    "part_words": PART_WORDS,
}  # fmt: skip


def days_left(session: Session, list_: NominationList, now: datetime) -> int | None:
    """Working days until a draft is due; None when it has no due day, is late or is locked."""
    today = local_date(now)
    if list_.due_on is None or list_.state is not ListState.DRAFT or list_.due_on < today:
        return None
    return calendar(session).working_days_between(today, list_.due_on)


def blockers_of(
    session: Session, list_: NominationList, compiled: CompiledList, now: datetime,
    set_: Sequence[Filled],
) -> list[Blocker]:  # fmt: skip
    """Why the list cannot be locked, each with the page where it is mended."""
    found = rules.blockers_to_lock(
        compiled.verdicts, issuer=compiled.heading.issuer, money=compiled.money,
        limit=list_.money_limit, salary=compiled.heading.salary,
    )  # fmt: skip
    found += blockers_of_quotas(set_)
    found += blockers_of_comment_period(session, list_, now)
    open_lines = url_for("awards.show", list_id=list_.id, xem="con-viec")
    places = {
        "empty": url_for("awards.candidates", list_id=list_.id),
        "lacking": open_lines, "ask": open_lines,
        "money": url_for("awards.edit", list_id=list_.id),
        "salary": url_for("awards.catalogue"), "issuer": "", "comment": "",
        "quota": url_for("awards.what_if", list_id=list_.id),
    }  # fmt: skip
    return [replace(blocker, url=places[blocker.field]) for blocker in found]


@dataclass(frozen=True)
class Detail:
    """The open row: its forms and what the actor may do there."""

    change: NominationForm
    override: OverrideForm
    removal: RemovalForm
    others: Sequence[tuple[KindChoice, Text]]
    may_change: bool
    may_propose: bool
    may_confirm: bool
    refusal: OverrideRefusalForm


def detail_of(
    session: Session,
    actor: Actor,
    list_: NominationList,
    line: Line,
    forms: Forms,
    salary: int | None,
) -> Detail:
    """Forms filled from the line, unless one was refused."""
    kinds = queries.kinds_on(session, list_.judged_on)
    draft = list_.state is ListState.DRAFT
    mine = [kind for kind in kinds if kind.subject_kind is line.subject_kind]
    fitting = [k for k in mine if (k.family, k.upward) == (list_.family, list_.upward)]
    change = forms.change or NominationForm(
        None, award=line.award_code, achievement=line.achievement, parts=sorted(line.present),
        gender=str(line.gender), position_kind=str(line.position_kind),
        months_worked=line.months_worked, maternity_months=line.maternity_months,
    )  # fmt: skip
    return Detail(
        change=change.offer(
            [(kind.code, _with_money(kind, salary)) for kind in fitting], line.parts
        ),
        override=forms.override or OverrideForm(None),
        removal=forms.removal or RemovalForm(None),
        others=[(kind, _why_not(list_, kind)) for kind in mine if kind not in fitting],
        may_change=draft and policy.change_nomination(actor, line.account_id) is None,
        may_propose=draft
        and bool(line.unmet)
        and policy.propose_override(actor, account_id=line.account_id) is None,
        may_confirm=draft
        and line.override is not None
        and line.waits
        and policy.confirm_override(actor, asked_by=line.override.by_id, account_id=line.account_id)
        is None,
        refusal=forms.override_refusal or OverrideRefusalForm(None),
    )


def _why_not(list_: NominationList, kind: KindChoice) -> Text:
    if kind.family is AwardFamily.TITLE and list_.family is AwardFamily.FORM:
        return T("không xét tại danh sách này: là danh hiệu, không phải hình thức khen thưởng")
    if kind.family is not list_.family:
        return T("không xét tại danh sách này: là hình thức khen thưởng, không phải danh hiệu")
    if kind.upward:
        return T("không xét tại danh sách này: do cấp trên quyết định, cần danh sách riêng")
    return T("không xét tại danh sách này: do cơ quan quyết định, cần danh sách riêng")


def _with_money(kind: KindChoice, salary: int | None) -> str:
    if salary is None:
        return kind.name
    money = dong_text(rules.amount(kind.money_factor, salary))
    return f"{kind.name} ({decimal_text(kind.money_factor)} × {integer_text(salary)} = {money})"
