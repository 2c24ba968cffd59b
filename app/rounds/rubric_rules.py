"""What keeps a rubric from being stored, and from being used to score."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from app.kernel.numbers import decimal_text
from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.rounds.rubrics import Weighed, maximum_total

HUNDREDTH = Decimal("0.01")
POINTS_LIMIT = 1000
WEIGHT_LIMIT = 100
TOTAL_LIMIT = 100_000
VETO_SHEETS_AT_MOST = 20


class BandLike(Protocol):
    """A level, typed or stored."""

    @property
    def label(self) -> str: ...
    @property
    def low(self) -> Decimal: ...
    @property
    def high(self) -> Decimal: ...


class CriterionLike(Weighed, Protocol):
    """A criterion, typed or stored."""

    @property
    def name(self) -> str: ...
    @property
    def step(self) -> Decimal: ...
    @property
    def floor(self) -> Decimal | None: ...
    @property
    def veto(self) -> Decimal | None: ...
    @property
    def bands(self) -> Sequence[BandLike]: ...


class RubricLike(Protocol):
    """A rubric, typed or stored."""

    @property
    def pass_mark(self) -> Decimal: ...
    @property
    def veto_reviewers(self) -> int: ...
    @property
    def criteria(self) -> Sequence[CriterionLike]: ...


def blockers_to_store(rubric: RubricLike) -> list[Blocker]:
    """What cannot even be kept as a draft: numbers that are no points."""
    found: list[Blocker] = []
    if not 0 < rubric.pass_mark <= TOTAL_LIMIT:
        found.append(Blocker("pass_mark", T("Điểm đạt phải lớn hơn 0")))
    if not 1 <= rubric.veto_reviewers <= VETO_SHEETS_AT_MOST:
        message = T("Số phiếu dưới điểm liệt phải từ 1 đến %(most)s", most=VETO_SHEETS_AT_MOST)
        found.append(Blocker("veto_reviewers", message))
    for n, criterion in enumerate(rubric.criteria):
        at = f"criteria-{n}"
        for field, value, most in (("maximum", criterion.maximum, POINTS_LIMIT),
                                   ("step", criterion.step, POINTS_LIMIT),
                                   ("weight", criterion.weight, WEIGHT_LIMIT)):  # fmt: skip
            if not 0 < value <= most:
                found.append(
                    Blocker(
                        f"{at}-{field}", T("Nhập số lớn hơn 0 và không quá %(most)s", most=most)
                    )
                )
        if criterion.floor is not None and not 0 <= criterion.floor <= criterion.maximum:
            found.append(
                Blocker(f"{at}-floor", T("Điểm sàn phải từ 0 đến điểm tối đa của tiêu chí"))
            )
        if criterion.veto is not None and not 0 < criterion.veto <= criterion.maximum:
            message = T("Điểm liệt phải lớn hơn 0 và không quá điểm tối đa của tiêu chí")
            found.append(Blocker(f"{at}-veto", message))
        for m, band in enumerate(criterion.bands):
            if not 0 <= band.low <= band.high <= POINTS_LIMIT:
                message = T("Điểm đầu mức phải từ 0 và không quá điểm cuối mức")
                found.append(Blocker(f"{at}-bands-{m}-low", message))
    return found + _too_fine(rubric)


def _too_fine(rubric: RubricLike) -> list[Blocker]:
    """Points are kept to hundredths; a finer number would be rounded behind the typist's back."""
    typed: list[tuple[str, Decimal | None]] = [("pass_mark", rubric.pass_mark)]
    for n, c in enumerate(rubric.criteria):
        at = f"criteria-{n}"
        typed += [(f"{at}-maximum", c.maximum), (f"{at}-step", c.step), (f"{at}-weight", c.weight),
                  (f"{at}-floor", c.floor), (f"{at}-veto", c.veto)]  # fmt: skip
        for m, band in enumerate(c.bands):
            typed += [(f"{at}-bands-{m}-low", band.low), (f"{at}-bands-{m}-high", band.high)]
    message = T("Nhập nhiều nhất hai chữ số thập phân")
    return [
        Blocker(field, message)
        for field, value in typed
        if value is not None and value != value.quantize(HUNDREDTH)
    ]


def blockers_in_rubric(rubric: RubricLike) -> list[Blocker]:
    """Everything that keeps a rubric from being used to score."""
    found = blockers_to_store(rubric)
    if not rubric.criteria:
        return [*found, Blocker("criteria", T("Thêm ít nhất một tiêu chí"))]
    if found:
        return found
    most = maximum_total(rubric.criteria)
    if rubric.pass_mark > most:
        shown = decimal_text(most)
        message = T("Điểm đạt không được quá tổng điểm tối đa (%(most)s)", most=shown)
        found.append(Blocker("pass_mark", message))
    seen: set[str] = set()
    for n, criterion in enumerate(rubric.criteria):
        key = criterion.name.casefold()
        if key in seen:
            message = T("Tiêu chí “%(name)s” bị trùng tên", name=criterion.name)
            found.append(Blocker(f"criteria-{n}-name", message))
        seen.add(key)
        found += _blockers_in_bands(criterion, f"criteria-{n}")
    return found


def _blockers_in_bands(criterion: CriterionLike, at: str) -> list[Blocker]:
    """The levels go from 0 to the maximum, each beginning one step above the one before."""
    name, step = criterion.name, criterion.step
    if not criterion.bands:
        message = T("Tiêu chí “%(name)s” chưa có mức điểm", name=name)
        return [Blocker(f"{at}-bands-0-label", message)]
    found: list[Blocker] = []
    expected = Decimal(0)
    for m, band in enumerate(criterion.bands):
        if band.low != expected:
            message = T(
                "Tiêu chí “%(name)s”: mức “%(label)s” phải bắt đầu từ %(expected)s để không hở, "
                "không chồng lên mức trước (bước điểm %(step)s)",
                name=name, label=band.label, expected=decimal_text(expected),
                step=decimal_text(step),
            )  # fmt: skip
            found.append(Blocker(f"{at}-bands-{m}-low", message))
        if band.high % step:
            message = T(
                "Tiêu chí “%(name)s”: điểm cuối mức “%(label)s” phải chia hết cho "
                "bước điểm %(step)s",
                name=name, label=band.label, step=decimal_text(step),
            )  # fmt: skip
            found.append(Blocker(f"{at}-bands-{m}-high", message))
        expected = band.high + step
    if criterion.bands[-1].high != criterion.maximum:
        message = T(
            "Tiêu chí “%(name)s”: mức cao nhất phải kết thúc ở điểm tối đa %(maximum)s",
            name=name, maximum=decimal_text(criterion.maximum),
        )  # fmt: skip
        found.append(Blocker(f"{at}-bands-{len(criterion.bands) - 1}-high", message))
    return found
