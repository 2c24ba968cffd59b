"""Discipline, inspection, complaint: open on the day, or ended not long ago (NĐ 152, Điều 4)."""

from functools import lru_cache

from app.awards.condition import Condition
from app.awards.facts import Facts, Finding
from app.awards.rule_parameters import choice
from app.kernel.dates import day_text
from app.kernel.text import T

AGAINST = {
    "discipline": T("kỷ luật"),
    "inspection": T("thanh tra, kiểm tra, điều tra"),
    "complaint": T("khiếu nại, tố cáo"),
    "press": T("báo chí nêu, đang xác minh"),
}
KINDS = choice("kinds", AGAINST, several=True)


@lru_cache(maxsize=256)
def _asked(parameter: str) -> tuple[tuple[str, ...], str]:
    """The kinds of the parameter, and how people read them."""
    kinds: tuple[str, ...] = KINDS.read(parameter)
    return kinds, ", ".join(str(AGAINST[kind]) for kind in kinds)


def _standing(facts: Facts, parameter: str) -> tuple[Finding, bool]:
    kinds, listed = _asked(parameter)
    known = [one for one in facts.past.against if one.kind in kinds]
    now = [one for one in known if one.open_on(facts.judged_on)]
    if not now:
        seen = T("Sổ theo dõi không ghi việc nào đang mở đến %(day)s: %(listed)s",
                 day=day_text(facts.judged_on), listed=listed)  # fmt: skip
        return Finding(seen), bool(known)
    said = "; ".join(
        f"{AGAINST[one.kind]} từ {day_text(one.from_on)}"
        + (f", {one.document_number}" if one.document_number else "")
        for one in now
    )
    return Finding(T("Đang có: %(said)s", said=said), tuple(one.key for one in now)), True


def _clear(facts: Facts, parameter: str) -> Finding:
    if not facts.past.linked:
        return Finding(
            T("Đối tượng không có tài khoản hoặc đơn vị, không tra được sổ theo dõi"),
            ("no-data",), unknown=True,
        )  # fmt: skip
    return _standing(facts, parameter)[0]


def _confirmed(facts: Facts, parameter: str) -> Finding:
    """As above, and an empty register is no proof: a person confirms."""
    finding, known = _standing(facts, parameter)
    return finding if known else Finding(finding.seen, ("no-data",), unknown=True)


def _since_discipline(facts: Facts, _parameter: str) -> Finding | None:
    since = facts.past.counts_from(facts.judged_on)
    if since is None:
        return None
    before = [one for one in facts.solutions if one.decided_on and one.decided_on < since]
    codes = ", ".join(one.code for one in before)
    if not before:
        return Finding(T("Thành tích sau ngày hết kỷ luật %(day)s", day=day_text(since)))
    return Finding(
        T("Trước ngày hết kỷ luật %(day)s: %(codes)s", day=day_text(since), codes=codes),
        tuple(str(one.idea_id) for one in before),
    )


AGAINST_CONDITIONS = (
    Condition(
        "standing_clear", T("Không có việc đang mở"),
        T("Sổ theo dõi không có kỷ luật, thanh tra, khiếu nại, báo chí nêu đang mở vào ngày xét; "
          "sổ trống được coi là không có."),
        _clear, KINDS,
    ),
    Condition(
        "standing_confirmed", T("Không có việc đang mở, có người xác nhận"),
        T("Như trên, nhưng sổ không có dòng nào của đối tượng thì cần người xem."),
        _confirmed, KINDS,
    ),
    Condition(
        "since_discipline", T("Thành tích sau khi hết kỷ luật"),
        T("Giải pháp được công nhận từ ngày hết thời hạn kỷ luật gần nhất; chưa từng bị kỷ luật "
          "thì không xét."),
        _since_discipline,
    ),
)  # fmt: skip
