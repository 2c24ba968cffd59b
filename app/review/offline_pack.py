"""The offline pack as one HTML file, and the file of results that it hands back.

It opens from a disk, asks no other machine for anything, and holds what the workbook holds: never
an author, a unit, a file name or the part that is to be kept secret. What comes back is signed for
one reviewer, one round and one edition of the rubric.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from markupsafe import Markup

from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line
from app.review.grid import GridEdit, GridRow, cell_text, typed_mark
from app.review.pack import PackRead
from app.review.rules import REMARK_LIMIT, MarkDraft, SheetDraft, mark_blockers
from app.rounds.rubrics import CriterionView, RubricView

KIND = "sangkien-goi-cham-1"
MOST_SHEETS = 2000
_DATA = Path(__file__).with_name("data")


def token(secret: str, reviewer_id: int, rubric: RubricView, made_at: datetime) -> str:
    """Whose pack it is, of which round, by which edition of the rubric; signed."""
    return _signer(secret).dumps([reviewer_id, rubric.round_id, rubric.rubric_id, rubric.edition,
                                  made_at.isoformat()])  # fmt: skip


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="review-offline-pack")


def pack_data(rows: Sequence[GridRow], rubric: RubricView, signed: str, code: str) -> str:
    """What the script of the pack works on. No "<" stands in it, so it ends nothing early."""
    made = {
        "kind": KIND, "token": signed, "file_name": f"ket-qua-cham-{code}.json",
        "criteria": [
            {"id": c.criterion_id, "maximum": float(c.maximum), "step": float(c.step),
             "weight": float(c.weight)}
            for c in rubric.criteria
        ],
        "sheets": [
            {"sheet_id": row.sheet_id, "code": row.code, "version": row.version} for row in rows
        ],
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=True).replace("<", "\\u003c")


def inside(name: str) -> str:
    """The style or the script of the pack."""
    return (_DATA / name).read_text(encoding="utf-8")


def parts(data: str) -> dict[str, Markup]:
    """What is put into the page: the only inline style and script, in a file that is no page of
    ours."""
    return {
        "style": Markup("<style>%s</style>") % Markup(inside("offline.css")),  # noqa: S704 - ours
        "script": Markup("<script>%s</script>") % Markup(inside("offline.js")),  # noqa: S704
        "data": Markup('<script type="application/json" id="goi">%s</script>') % Markup(data),  # noqa: S704
    }


def read_results(
    content: bytes, rows: Sequence[GridRow], rubric: RubricView, reviewer_id: int, secret: str
) -> PackRead:
    """What a file of results asks for, and every problem by the dossier and criterion it is at.

    Raises Blocked when it is no such file, somebody else's, of another round or rubric. What is
    stored already is counted and left; what was saved here later is never overwritten.
    """
    given = _given(content)
    _require_mine(given, rubric, reviewer_id, secret)
    known = {row.sheet_id: row for row in rows}
    edits: list[GridEdit] = []
    problems: list[Blocker] = []
    same, seen = 0, set[int]()
    for line in given["sheets"][:MOST_SHEETS]:
        key = line["sheet_id"]
        row = known.get(key)
        code = clean_line(str(line.get("code", "")))[:40]
        if row is None or key in seen or row.code != code:
            problems.append(_at(code, T("không phải phiếu của Ông/Bà trong đợt này, hoặc lặp lại")))
            continue
        seen.add(key)
        draft, wrong = _draft(row, line, rubric.criteria)
        problems += wrong
        if wrong:
            continue
        if draft == _stored(row, rubric.criteria):
            same += 1
        elif not row.open:
            problems.append(_at(code, T("phiếu đã chốt hoặc đã hết hạn, không sửa được")))
        else:
            if line.get("version") != row.version:
                problems += _conflicts(row, draft, rubric.criteria)
            edits.append(GridEdit(key, row.version, draft))
    return PackRead(tuple(edits), tuple(problems), same)


def is_results(content: bytes) -> bool:
    """Whether this is rather a file of results than a workbook."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def _given(content: bytes) -> Mapping[str, Any]:
    try:
        given = json.loads(content.decode("utf-8-sig"), parse_int=_whole)
    except (ValueError, RecursionError):
        raise _bad(T("Không đọc được tệp kết quả: tệp bị cắt hoặc đã sửa")) from None
    sheets = given.get("sheets") if isinstance(given, dict) and given.get("kind") == KIND else None
    if not isinstance(sheets, list) or not all(_is_sheet(one) for one in sheets):
        raise _bad(T("Đây không phải tệp kết quả của gói chấm. Mở gói chấm, bấm “Xuất tệp kết "
                     "quả” rồi nhập tệp đó"))  # fmt: skip
    found: Mapping[str, Any] = given
    return found


def _whole(text: str) -> int:
    """No number that is longer than any id."""
    if len(text) > 18:
        raise ValueError(text[:20])
    return int(text)


def _is_sheet(one: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("marks"), list):
        return False
    marks_fine = all(
        isinstance(mark, dict) and isinstance(mark.get("criterion"), int)
        and isinstance(mark.get("points", ""), str) and isinstance(mark.get("remark", ""), str)
        for mark in one["marks"]
    )  # fmt: skip
    return marks_fine and isinstance(one.get("sheet_id"), int) and isinstance(
        one.get("remark", ""), str
    )  # fmt: skip


def _require_mine(
    given: Mapping[str, Any], rubric: RubricView, reviewer_id: int, secret: str
) -> None:
    try:
        reviewer, round_id, rubric_id, edition, _made = _signer(secret).loads(
            str(given.get("token", ""))
        )
    except (BadData, ValueError, TypeError):
        raise _bad(T("Tệp kết quả không do hệ thống này phát ra, hoặc đã bị sửa")) from None
    if reviewer != reviewer_id:
        raise _bad(T("Tệp kết quả là của người chấm khác. Chỉ nhập được phiếu của chính mình"))
    if round_id != rubric.round_id:
        raise _bad(T("Tệp kết quả là của đợt khác. Mở trang “Chấm khi không có mạng” của đợt đó"))
    if (rubric_id, edition) != (rubric.rubric_id, rubric.edition):
        raise _bad(T("Thang điểm đã đổi sau khi tải gói. Tải gói mới rồi chấm lại theo thang điểm "
                     "mới"))  # fmt: skip


def _draft(
    row: GridRow, line: Mapping[str, Any], criteria: Sequence[CriterionView]
) -> tuple[SheetDraft, list[Blocker]]:
    marks: list[MarkDraft] = []
    wrong: list[Blocker] = []
    given = {mark["criterion"]: mark for mark in line["marks"]}
    for criterion in criteria:
        mark, problems = _mark(row, given.get(criterion.criterion_id), criterion)
        marks.append(mark)
        wrong += problems
    remark = clean(line.get("remark", ""))
    if len(remark) > REMARK_LIMIT:
        wrong.append(_at(row.code, T("nhận xét chung quá %(n)s ký tự", n=REMARK_LIMIT)))
    return SheetDraft(tuple(marks), remark), wrong


def _mark(
    row: GridRow, given: Mapping[str, Any] | None, criterion: CriterionView
) -> tuple[MarkDraft, list[Blocker]]:
    stored = row.draft.mark_of(criterion.criterion_id)
    if given is None:
        return stored, [_at(row.code, T("thiếu tiêu chí %(n)s", n=criterion.position))]
    skipped = given.get("skipped") is True
    try:
        mark = typed_mark("–" if skipped else given.get("points", "")[:40], stored)
    except ValueError:
        what = T("tiêu chí %(n)s: “%(text)s” không phải là số", n=criterion.position,
                 text=given["points"][:20])  # fmt: skip
        return stored, [_at(row.code, what)]
    mark = replace(mark, remark=clean(given.get("remark", "")))
    wrong = [_at(row.code, b.message) for b in mark_blockers(mark, criterion)]
    if len(mark.remark) > REMARK_LIMIT:
        wrong.append(_at(row.code, T("tiêu chí %(n)s: nhận xét quá %(most)s ký tự",
                                     n=criterion.position, most=REMARK_LIMIT)))  # fmt: skip
    return mark, wrong


def _stored(row: GridRow, criteria: Sequence[CriterionView]) -> SheetDraft:
    marks = tuple(row.draft.mark_of(c.criterion_id) for c in criteria)
    return SheetDraft(marks, row.draft.remark)


def _conflicts(row: GridRow, draft: SheetDraft, criteria: Sequence[CriterionView]) -> list[Blocker]:
    """The sheet was saved here after the pack was taken: both values, nothing is overwritten."""
    found = []
    for criterion in criteria:
        mine, stored = (one.mark_of(criterion.criterion_id) for one in (draft, row.draft))
        pairs = ((cell_text(mine), cell_text(stored)), (mine.remark, stored.remark))
        found += [
            _at(row.code, T("tiêu chí %(n)s đã sửa trên hệ thống sau khi tải gói: đang là "
                            "“%(there)s”, tệp ghi “%(here)s”", n=criterion.position,
                            there=there[:60], here=here[:60]))
            for here, there in pairs if here != there
        ]  # fmt: skip
    if draft.remark != row.draft.remark:
        found.append(_at(row.code, T("nhận xét chung đã sửa trên hệ thống sau khi tải gói")))
    return found


def _at(code: str, what: object) -> Blocker:
    return Blocker("file", T("%(code)s: %(what)s", code=code or "?", what=what))


def _bad(text: object) -> Blocked:
    return Blocked([Blocker("file", text)])  # type: ignore[arg-type]
