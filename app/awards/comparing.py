"""Two versions of a list side by side: who came, who went, what changed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.awards.compiled import CompiledList, Heading, Line
from app.kernel.dates import day_text
from app.kernel.money import dong_text
from app.kernel.text import T, Text


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is not the same in both."""

    label: Text
    was: str
    now_is: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that is in both with other words."""

    name: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different. `added` and `removed` are lines of one version alone."""

    head: tuple[Change, ...]
    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    changed: tuple[ChangedLine, ...]
    money: tuple[int, int]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.head or self.added or self.removed or self.changed)


def compare(before: CompiledList, after: CompiledList) -> Comparison:
    """A line is the same line by its nomination."""
    old = {line.nomination_id: line for line in before.lines}
    new = {line.nomination_id: line for line in after.lines}
    pairs = [(old[key], line) for key, line in new.items() if key in old]
    changed = [ChangedLine(b.name, tuple(_different(_line(a), _line(b)))) for a, b in pairs]
    return Comparison(
        head=tuple(_different(_head(before.heading), _head(after.heading))),
        added=tuple(line for key, line in new.items() if key not in old),
        removed=tuple(line for key, line in old.items() if key not in new),
        changed=tuple(one for one in changed if one.changes),
        money=(before.money, after.money),
    )


Facts = list[tuple[Text, str]]


def _different(was: Facts, now_is: Facts) -> Iterable[Change]:
    for (label, one), (_, other) in zip(was, now_is, strict=True):
        if one != other:
            yield Change(label, one, other)


def _head(head: Heading) -> Facts:
    return [
        (T("Tên danh sách"), head.title),
        (T("Phong trào, chuyên đề"), head.movement),
        (T("Ngày xét"), day_text(head.judged_on)),
        (T("Mức tiền thưởng tối đa"), _money(head.money_limit)),
        (T("Mức lương cơ sở"), _money(head.salary)),
        (T("Chức vụ người ký"), head.signer_title),
        (T("Họ và tên người ký"), head.signer_name),
    ]


def _line(line: Line) -> Facts:
    return [
        (T("Tên"), line.name),
        (T("Chức danh"), line.job_title),
        (T("Đơn vị"), line.unit_name),
        (T("Hình thức, danh hiệu"), line.award_name),
        (T("Thành tích"), line.achievement),
        (T("Tiền thưởng"), _money(line.amount)),
        (T("Hồ sơ đã có"), " ".join(sorted(line.present))),
        (T("Căn cứ"), ", ".join(one.code for one in line.solutions)),
    ]


def _money(amount: int | None) -> str:
    return "" if amount is None else dong_text(amount)
