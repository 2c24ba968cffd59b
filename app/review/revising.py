"""A rubric that changes after scoring was opened: what becomes of each sheet. Pure.

Points move to another scale only where they land on a step of it exactly: nothing is rounded
behind a reviewer's back. Whatever cannot be carried over has to be judged again by its reviewer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker
from app.kernel.text import T, Text
from app.review.rules import MarkDraft, SheetDraft, blockers_to_lock
from app.rounds.rubrics import CriterionDraft, CriterionView, RubricDraft, RubricView

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which new criterion (by its place in the draft) stands for which one in force."""

    kept: dict[int, int]
    """criterion in force → place in the draft"""
    added: tuple[int, ...]
    removed: tuple[CriterionView, ...]


def pairing(old: RubricView, new: RubricDraft, origins: Sequence[int | None]) -> Pairing:
    """By what the form says a row stands for; a row that says nothing, by its name."""
    known = {c.criterion_id for c in old.criteria}
    kept: dict[int, int] = {}
    for place, origin in enumerate(origins):
        if origin in known and origin not in kept:
            kept[origin] = place
    names = {c.name.casefold(): c.criterion_id for c in old.criteria if c.criterion_id not in kept}
    for place, typed in enumerate(new.criteria):
        key = names.get(typed.name.casefold())
        if key is not None and place not in kept.values():
            kept[key] = place
            del names[typed.name.casefold()]
    added = tuple(n for n in range(len(new.criteria)) if n not in kept.values())
    return Pairing(kept, added, tuple(c for c in old.criteria if c.criterion_id not in kept))


def scaled(points: Decimal, old: CriterionView, new: CriterionView) -> Decimal | None:
    """The same points on the new scale, exactly; None when they fall between two steps."""
    moved = points * new.maximum / old.maximum
    exact = moved.quantize(HUNDREDTH)
    fits = exact * old.maximum == points * new.maximum and not exact % new.step
    return exact if fits else None


@dataclass(frozen=True, slots=True)
class Converted:
    """A sheet on the new rubric, and why it must be judged again (nothing: it need not)."""

    draft: SheetDraft
    reasons: tuple[Text, ...]


def converted(draft: SheetDraft, old: RubricView, new: RubricView) -> Converted:
    """Carry a sheet over. A criterion that came or went is always a reason to judge again."""
    before = {c.criterion_id: c for c in old.criteria}
    after = {c.criterion_id for c in new.criteria}
    reasons = [T("tiêu chí “%(name)s” bị bỏ", name=c.name)
               for c in old.criteria if c.criterion_id not in after]  # fmt: skip
    marks = []
    for criterion in new.criteria:
        was = before.get(criterion.criterion_id)
        if was is None:
            marks.append(MarkDraft(criterion.criterion_id))
            reasons.append(T("có thêm tiêu chí “%(name)s”", name=criterion.name))
            continue
        mark, reason = _carried(draft.mark_of(criterion.criterion_id), was, criterion)
        marks.append(mark)
        reasons += [reason] if reason else []
    return Converted(SheetDraft(tuple(marks), draft.remark), tuple(reasons))


def _carried(
    mark: MarkDraft, was: CriterionView, criterion: CriterionView
) -> tuple[MarkDraft, Text | None]:
    key = criterion.criterion_id
    if mark.skipped:
        if criterion.skippable:
            return mark, None
        reason = T("tiêu chí “%(name)s” không còn được chọn “Không áp dụng”", name=criterion.name)
        return MarkDraft(key, remark=mark.remark), reason
    if mark.points is None:
        return MarkDraft(key, remark=mark.remark), None
    points = scaled(mark.points, was, criterion)
    if points is None:
        return MarkDraft(key, remark=mark.remark), T(
            "tiêu chí “%(name)s”: %(points)s/%(old)s điểm không quy được chẵn bước sang thang "
            "%(new)s", name=criterion.name, points=decimal_text(mark.points),
            old=decimal_text(was.maximum), new=decimal_text(criterion.maximum))  # fmt: skip
    band = criterion.band_of(points)
    return MarkDraft(key, points, band.band_id if band else None, mark.remark), None


def why_again(found: Converted, rubric: RubricView) -> tuple[Text, ...]:
    """Why a locked sheet cannot stay locked: what was not carried over, or is wanted only now."""
    if found.reasons:
        return found.reasons
    return tuple(one.message for one in blockers_to_lock(found.draft, rubric.criteria))


def changes_between(old: RubricView, new: RubricDraft, pairs: Pairing) -> list[Text]:
    """The change in words, criterion by criterion: for the preview and for the record."""
    found: list[Text] = [
        T("Bỏ tiêu chí “%(name)s”", name=c.name) for c in pairs.removed
    ] + [T("Thêm tiêu chí “%(name)s”", name=new.criteria[n].name) for n in pairs.added]  # fmt: skip
    for criterion in old.criteria:
        place = pairs.kept.get(criterion.criterion_id)
        if place is not None:
            found += _changes_in(criterion, new.criteria[place])
    if old.pass_mark != new.pass_mark:
        found.append(T("Điểm đạt: %(was)s thành %(now)s", was=decimal_text(old.pass_mark),
                       now=decimal_text(new.pass_mark)))  # fmt: skip
    if old.veto_reviewers != new.veto_reviewers:
        found.append(T("Số phiếu dưới điểm liệt: %(was)s thành %(now)s", was=old.veto_reviewers,
                       now=new.veto_reviewers))  # fmt: skip
    if (old.name, old.note) != (new.name, new.note):
        found.append(T("Đổi tên hoặc ghi chú của thang điểm"))
    return found


def _changes_in(old: CriterionView, new: CriterionDraft) -> list[Text]:
    found = []
    if old.name != new.name:
        found.append(T("Đổi tên “%(was)s” thành “%(now)s”", was=old.name, now=new.name))
    for label, was, now in (
        (T("điểm tối đa"), old.maximum, new.maximum), (T("bước điểm"), old.step, new.step),
        (T("hệ số"), old.weight, new.weight), (T("điểm sàn"), old.floor, new.floor),
        (T("điểm liệt"), old.veto, new.veto),
    ):  # fmt: skip
        if was != now:
            found.append(T("“%(name)s”, %(what)s: %(was)s thành %(now)s", name=new.name, what=label,
                           was=_shown(was), now=_shown(now)))  # fmt: skip
    levels = [(b.label, b.low, b.high, b.remark_wanted) for b in old.bands]
    if levels != [(b.label, b.low, b.high, b.remark_wanted) for b in new.bands]:
        found.append(T("“%(name)s”: đổi các mức điểm", name=new.name))
    if old.skippable != new.skippable:
        found.append(T("“%(name)s”: đổi quyền chọn “Không áp dụng”", name=new.name))
    return found


def _shown(value: Decimal | None) -> str:
    return "–" if value is None else decimal_text(value)


def blockers_to_revise(reason: str, changes: Sequence[Text], codes: Sequence[str]) -> list[Blocker]:
    """What keeps the rubric from being changed now; `codes`: dossiers already past scoring."""
    found = []
    if not reason:
        found.append(Blocker("reason", T("Ghi lý do sửa thang điểm sau khi đã mở chấm")))
    if not changes:
        found.append(Blocker("", T("Thang điểm không có gì thay đổi")))
    if codes:
        shown = ", ".join(codes[:5])
        found.append(Blocker("", T("Đã có hồ sơ trình Hội đồng hoặc có quyết định (%(codes)s); "
                                   "không đổi được thang điểm nữa", codes=shown)))  # fmt: skip
    return found
