"""What a rule and a set of rules must say before anybody is judged by them."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from app.awards.conditions import CONDITIONS, problem_of
from app.awards.rule_states import (
    BASIS_LIMIT,
    CLAUSE_LIMIT,
    CODE_LIMIT,
    MESSAGE_LIMIT,
    PARAMETER_LIMIT,
)
from app.awards.states import Verdict
from app.kernel.dates import day_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean_line

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_WITH_AWARD = frozenset({"titles_in_a_row", "title_in_year"})


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """One rule as typed. `valid_to`: the first day on which it does not count any more."""

    code: str
    award_code: str
    condition: str
    parameter: str
    message: str
    clause: str
    otherwise: Verdict
    active: bool
    off_for: str
    valid_from: date
    valid_to: date | None = None

    def cleaned(self) -> "RuleDraft":
        """Blanks tidied."""
        return replace(
            self, code=clean_line(self.code), parameter=" ".join(self.parameter.split()),
            message=clean_line(self.message), clause=clean_line(self.clause),
            off_for=" ".join(dict.fromkeys(self.off_for.split())),
        )  # fmt: skip


def blockers_in_rule(draft: RuleDraft, codes: Set[str]) -> list[Blocker]:
    """Every field that is not sound; the parameter is checked by its type."""
    found = []
    if len(draft.code) > CODE_LIMIT or not _CODE.fullmatch(draft.code):
        found.append(Blocker("code", T("Mã quy tắc gồm chữ thường không dấu, số và gạch dưới, "
                                       "ví dụ used_once")))  # fmt: skip
    if draft.award_code != "*" and draft.award_code not in codes:
        found.append(Blocker("award_code", T("Chọn danh hiệu, hình thức có trong danh mục")))
    found += _blockers_in_condition(draft, codes)
    for field, text, limit, missing in (
        ("message", draft.message, MESSAGE_LIMIT, T("Nhập nội dung quy tắc")),
        ("clause", draft.clause, CLAUSE_LIMIT, T("Nhập căn cứ: điều, khoản, văn bản")),
    ):
        if not text:
            found.append(Blocker(field, missing))
        elif len(text) > limit:
            found.append(Blocker(field, T("Không được quá %(n)s ký tự", n=limit)))
    if set(draft.off_for.split()) - codes or len(draft.off_for) > BASIS_LIMIT:
        found.append(Blocker("off_for", T("Chọn danh hiệu, hình thức có trong danh mục")))
    if draft.valid_to is not None and draft.valid_to <= draft.valid_from:
        found.append(Blocker("last_day", T("Ngày cuối không được trước ngày đầu")))
    return found


def _blockers_in_condition(draft: RuleDraft, codes: Set[str]) -> list[Blocker]:
    if draft.condition not in CONDITIONS:
        return [Blocker("condition", T("Chọn điều kiện trong danh sách"))]
    if len(draft.parameter) > PARAMETER_LIMIT:
        return [Blocker("parameter", T("Không được quá %(n)s ký tự", n=PARAMETER_LIMIT))]
    if problem := problem_of(draft.condition, draft.parameter):
        return [Blocker("parameter", problem)]
    if draft.condition in _WITH_AWARD and draft.parameter.split()[0] not in codes:
        code = draft.parameter.split()[0]
        message = T("Mã %(code)s không có trong danh mục khen thưởng", code=code)
        return [Blocker("parameter", message)]
    return []


def blockers_in_set(
    rules: Sequence[RuleDraft], since: date | None, codes: Set[str]
) -> list[Blocker]:
    """Why nobody can be asked to approve it."""
    found = []
    if since is None:
        found.append(Blocker("valid_from", T("Nhập ngày bộ quy tắc bắt đầu có hiệu lực")))
    if not any(rule.active for rule in rules):
        found.append(Blocker("rules", T("Bộ quy tắc chưa có quy tắc nào được bật")))
    found += [
        Blocker("rules", T("%(rule)s: %(why)s", rule=rule.message, why=blocker.message))
        for rule in rules
        for blocker in blockers_in_rule(rule, codes)
    ]
    return found


def blockers_to_approve(
    since: date | None, former: date | None, *, today: date, locked_since: int
) -> list[Blocker]:
    """Sets follow each other without a gap or an overlap; what was locked is not judged anew."""
    if since is None:
        return [Blocker("valid_from", T("Nhập ngày bộ quy tắc bắt đầu có hiệu lực"))]
    found = []
    if former is not None and since <= former:
        found.append(
            Blocker("valid_from", T("Bộ quy tắc đã duyệt bắt đầu từ %(day)s; bộ mới phải bắt đầu "
                                    "sau ngày đó", day=day_text(former)))
        )  # fmt: skip
    if former is not None and since < today:
        found.append(
            Blocker("valid_from", T("Bộ quy tắc không có hiệu lực trước ngày duyệt; trả lại để sửa "
                                    "ngày bắt đầu"))
        )  # fmt: skip
    if locked_since:
        found.append(
            Blocker("valid_from", T("Đã chốt %(n)s danh sách xét từ ngày này theo quy tắc cũ; chọn "
                                    "ngày sau đó", n=locked_since))
        )  # fmt: skip
    return found
