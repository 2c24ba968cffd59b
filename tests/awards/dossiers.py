"""Sets of papers for tests: a list of any size as values, and sets made by the worker."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.awards.compiled import CompiledList, LineSolution
from app.awards.dossier_facts import (
    Applied,
    Author,
    CouncilFacts,
    Dossier,
    EarlierAward,
    SolutionFacts,
    SubjectFacts,
)
from app.awards.dossier_making import finish, make
from app.awards.dossier_plan import pieces
from app.awards.dossier_words import Paper
from app.awards.states import BasisRole
from app.extensions import db
from app.jobs.work import work
from app.kernel.clock import now
from app.worker import find_actor
from tests.awards.facts import collective, compiled, line

CODE = "0123456789ABCDEF"
COUNCIL = CouncilFacts(
    "Hội đồng Thi đua - Khen thưởng Quận 3", "77/QĐ-UBND", date(2026, 1, 5),
    (("Huỳnh Văn Ví Dụ", "Chủ tịch Hội đồng", "Phòng Nội vụ"),
     ("Lý Thị Thử", "Thư ký Hội đồng", "Phòng Nội vụ"),
     ("Đào Văn Mẫu", "Ủy viên", "Phòng Kinh tế")),
)  # fmt: skip


def solution(place: int, **changes: Any) -> SolutionFacts:
    """A recognised solution of two authors, applied in two units, one of which measured."""
    values: dict[str, Any] = {
        "code": f"SK-2026-{place:05d}", "title": f"Trợ lý đọc đơn số {place}",
        "sector": "Cải cách hành chính", "summary": f"Đọc đơn thứ {place} và gợi ý mẫu trả lời.",
        "effect": "Giảm thời gian chờ tại quầy.", "level": "cơ sở", "decision": "455/QĐ-UBND",
        "decided_on": date(2026, 9, 20), "first_applied_on": date(2026, 5, 1),
        "authors": (Author(f"Trần Ngọc Ánh {place}", "Phường 9", Decimal(60)),
                    Author("Phạm Đình Ân", "Phường 9", Decimal(40))),
        "applied": (
            Applied("Ủy ban nhân dân Phường 9", date(2026, 5, 1), "Áp dụng chính thức", "",
                    "Thời gian đọc đơn", Decimal(20), Decimal("7.5"), "phút", "Sổ theo dõi", 30,
                    12_000_000 + place),
            Applied("Ủy ban nhân dân Phường 1", date(2026, 6, 1), "Nhân rộng", "", "", None, None,
                    "", "", None, None),
        ),
        **changes,
    }  # fmt: skip
    return SolutionFacts(**values)


def subject(place: int, **changes: Any) -> SubjectFacts:
    """Somebody of whom everything that is asked is known."""
    values: dict[str, Any] = {
        "born": "1985-03-12", "qualification": "Đại học", "address": "12 Đường Mẫu",
        "unit_code": "P9", "earlier": (EarlierAward("Giấy khen", "12/QĐ-UBND", date(2025, 1, 2)),),
        **changes,
    }  # fmt: skip
    return SubjectFacts(place, **values)


def basis(place: int) -> tuple[LineSolution, ...]:
    """The solution of that place, as the line names it."""
    return (
        LineSolution(f"SK-2026-{place:05d}", f"Trợ lý đọc đơn số {place}", BasisRole.AUTHOR,
                     Decimal(60)),
    )  # fmt: skip


def whole_list(individuals: int, collectives: int, **heading: Any) -> CompiledList:
    """So many of each, each with a solution of its own."""
    units = [
        collective(n, name=f"Ủy ban nhân dân Phường {n}", unit_name=f"Ủy ban nhân dân Phường {n}",
                   solutions=basis(n))
        for n in range(1, collectives + 1)
    ]  # fmt: skip
    first = collectives + 1
    people = [line(n, solutions=basis(n)) for n in range(first, first + individuals)]
    return compiled(*units, *people, **heading)


def paper(listed: CompiledList, **changes: Any) -> Paper:
    """The list with everything beyond it."""
    places = [one.nomination_id for one in listed.lines]
    dossier = Dossier(tuple(map(solution, places)), tuple(map(subject, places)), COUNCIL)
    return Paper(**{"compiled": listed, "dossier": dossier, "code": CODE, **changes})


def set_of(one: Paper, *sittings: dict[str, Any]) -> bytes:
    """The whole ZIP at once."""
    entries, part = make(pieces(one, sittings))
    return part + finish(one, entries, recorded=bool(sittings))


def opened(content: bytes) -> dict[str, bytes]:
    """Each member of a ZIP that is whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def work_off(turns: int = 40) -> None:
    """Let the worker do everything that is due."""
    db.session.remove()
    began = now()  # a page asked for it by the real clock
    for minutes in range(turns):
        if not work(began + timedelta(minutes=minutes), find_actor):
            return
