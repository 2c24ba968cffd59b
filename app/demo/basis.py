"""What every stage stands on: the plan's units, the council, invented people in every role."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.actions import NewAccount, add_account, grant_role
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account, Agency, Holiday, Unit
from app.accounts.queries import actor_of
from app.audit.actions import record
from app.councils.models import Council, CouncilKind
from app.demo.names import invented_name
from app.kernel.actor import SYSTEM, Actor, Role
from app.kernel.shipped import read_shipped
from app.kernel.vietnamese import fold

DATA = Path(__file__).parent / "data"
SINCE = date(2024, 1, 1)
COUNCIL_ROLES = frozenset({Role.SECRETARY, Role.REVIEWER, Role.CHAIR})
OFFICE = frozenset({"PKT", "VP"})
SCHOOLS = (("THCS1", "Trường THCS Minh họa 1"), ("TH2", "Trường Tiểu học Minh họa 2"))

# One person per role signs in first; the e-mail says the role, so that a newcomer finds it.
FIRST = (
    ("tac-gia", Role.AUTHOR, "P9", "Công chức một cửa"),
    ("don-vi", Role.UNIT_CLERK, "P9", "Chánh Văn phòng"),
    ("thu-ky", Role.SECRETARY, "PKT", "Chuyên viên"),
    ("uy-vien", Role.REVIEWER, "PGDDT", "Phó Trưởng phòng"),
    ("chu-tich-hd", Role.CHAIR, "VP", "Phó Chánh Văn phòng"),
    ("khen-thuong", Role.AWARDS_OFFICER, "PNV", "Chuyên viên"),
    ("ke-hoach", Role.PLAN_OFFICER, "PKT", "Chuyên viên"),
    ("truyen-thong", Role.COMMUNICATIONS, "PVHTT", "Chuyên viên"),
    ("lanh-dao", Role.LEADER, "VP", "Lãnh đạo"),
    ("kiem-tra", Role.INSPECTOR, "PNV", "Thanh tra viên"),
    ("quan-tri", Role.ADMIN, "VP", "Quản trị hệ thống"),
)


@dataclass
class Basis:
    """The people and units that a demo acts with."""

    random: Random
    council_id: int = 0
    units: dict[str, int] = field(default_factory=dict)
    first: dict[Role, Actor] = field(default_factory=dict)
    clerks: dict[int, Actor] = field(default_factory=dict)
    reviewers: list[Actor] = field(default_factory=list)
    authors: list[Actor] = field(default_factory=list)


def plan_data() -> dict[str, Any]:
    """Kế hoạch 52 as data."""
    loaded: dict[str, Any] = read_shipped(DATA / "plan_52.yaml")
    return loaded


def load_places(session: Session, basis: Basis, now: datetime) -> None:
    """Agency, units in the plan's order, holidays, the initiative council."""
    data = plan_data()
    session.add(
        Agency(
            name=data["plan"]["issuer"], short_name="UBND Quận 3",
            superior_name="Ủy ban nhân dân Thành phố Hồ Chí Minh", place=data["plan"]["place"],
            symbol="UBND", head_title="Chủ tịch",
            contact="Dữ liệu minh họa. Điện thoại: 028 0000 0000", valid_from=SINCE,
        )
    )  # fmt: skip
    rows = [(u["code"], u["name"], u["kind"]) for u in data["units"]]
    rows += [(code, name, "school") for code, name in SCHOOLS]
    for order, (code, name, kind) in enumerate(rows, start=1):
        unit = Unit(code=code, name=name, short_name=_short(name), kind=kind, official_order=order,
                    valid_from=SINCE)  # fmt: skip
        session.add(unit)
        session.flush()
        basis.units[code] = unit.id
    for row in read_shipped(DATA / "holidays.yaml"):
        session.add(Holiday(day=row["day"], name=row["name"], works=row.get("works", False)))
    council = Council(
        name="Hội đồng sáng kiến Quận 3", kind=CouncilKind.INITIATIVE,
        decision_number="00/QĐ-UBND (minh họa)", decided_on=SINCE,
        decided_by="Chủ tịch Ủy ban nhân dân Quận 3", term_from=SINCE,
    )  # fmt: skip
    session.add(council)
    record(session, SYSTEM, "demo:places", "demo:1", now, units=len(rows))
    session.flush()
    basis.council_id = council.id


def _short(name: str) -> str:
    return name.replace("Ủy ban nhân dân", "UBND")[:80]


def load_people(
    session: Session, basis: Basis, now: datetime, *, reviewers: int, authors: int
) -> None:
    """One person per role, a clerk per unit, the panel, and enough authors."""
    for name, role, code, position in FIRST:
        basis.first[role] = person(session, basis, name, role, code, position, now)
    codes = [code for code in basis.units if code != "SKHCN"]
    for code in codes:
        if code == "P9":
            basis.clerks[basis.units[code]] = basis.first[Role.UNIT_CLERK]
            continue
        clerk = person(session, basis, f"don-vi-{fold(code)}", Role.UNIT_CLERK, code,
                       "Đầu mối", now)  # fmt: skip
        basis.clerks[basis.units[code]] = clerk
    basis.reviewers.append(basis.first[Role.REVIEWER])
    for number in range(2, reviewers + 1):
        code = codes[(number * 5) % len(codes)]
        reviewer = person(session, basis, f"uy-vien-{number}", Role.REVIEWER, code,
                          "Ủy viên Hội đồng", now)  # fmt: skip
        basis.reviewers.append(reviewer)
    basis.authors.append(basis.first[Role.AUTHOR])
    # The secretary and the chair may have nothing to do with dossiers of their own units.
    writing = [code for code in codes if code not in OFFICE]
    for number in range(2, authors + 1):
        code = writing[(number * 3) % len(writing)]
        author = person(session, basis, f"tac-gia-{number}", Role.AUTHOR, code,
                        "Chuyên viên", now)  # fmt: skip
        basis.authors.append(author)


def person(
    session: Session, basis: Basis, name: str, role: Role, code: str, position: str, now: datetime
) -> Actor:
    """One invented person with a role from the start."""
    unit_id = basis.units[code]
    new = NewAccount(f"{name}@quan3.example", invented_name(basis.random), unit_id, DEMO_PASSWORD,
                     position, demo=True)  # fmt: skip
    account: Account = add_account(session, SYSTEM, new, now)
    council_id = basis.council_id if role in COUNCIL_ROLES else None
    grant_role(session, SYSTEM, account, role, now, valid_from=SINCE, unit_id=unit_id,
               council_id=council_id)  # fmt: skip
    if role in {Role.UNIT_CLERK, Role.REVIEWER}:
        grant_role(session, SYSTEM, account, Role.AUTHOR, now, valid_from=SINCE, unit_id=unit_id)
    session.flush()
    return actor_of(session, account, now.date())
