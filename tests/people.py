"""A small invented world for tests: agency, units, a council, one person per role."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.actions import NewAccount, add_account, grant_role
from app.accounts.admin_models import UnitFormerName
from app.accounts.demo import DEMO_PASSWORD
from app.accounts.models import Account, Agency, Unit
from app.accounts.queries import actor_of
from app.councils.models import Council, CouncilKind
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM, Actor, Role
from tests.kept_rows import KeptRows

EARLY = date(2024, 1, 1)
NOON = datetime(2026, 10, 1, 5, 0, tzinfo=UTC)  # 12:00 in Vietnam
COUNCIL_ROLES = {Role.SECRETARY, Role.REVIEWER, Role.CHAIR}


@dataclass
class World:
    """Ids and actors of the invented world."""

    council_id: int = 0
    units: dict[str, int] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        """`world.secretary`, `world.reviewer2`, `world.author` … as actors."""
        try:
            return self.__dict__["actors"][name]
        except KeyError:
            raise AttributeError(name) from None

    def copy(self) -> "World":
        """One that a test may add people and units to."""
        return World(self.council_id, dict(self.units), dict(self.actors))

    def email(self, name: str) -> str:
        """The sign-in of one of the actors."""
        return self.actors[name].email


UNITS = (("PKT", "Phòng Kinh tế", "department"), ("PNV", "Phòng Nội vụ", "department"),
         ("P1", "Ủy ban nhân dân Phường 1", "ward"), ("P9", "Ủy ban nhân dân Phường 9", "ward"),
         ("HDN", "Hội Doanh nghiệp Quận 3", "association"))  # fmt: skip
PEOPLE = (
    ("author", "Trần Ngọc Ánh", "P9", Role.AUTHOR),
    ("author2", "Phạm Đình Ân", "P9", Role.AUTHOR),
    ("other_author", "Lê Quang Dũng", "P1", Role.AUTHOR),
    ("clerk", "Vũ Thị Hường", "P9", Role.UNIT_CLERK),
    ("other_clerk", "Đặng Văn Ơn", "P1", Role.UNIT_CLERK),
    ("secretary", "Nguyễn Thị Ếch", "PKT", Role.SECRETARY),
    ("chair", "Hoàng Anh Đạt", "PNV", Role.CHAIR),
    ("reviewer", "Lê Minh Khuê", "PKT", Role.REVIEWER),
    ("reviewer2", "Bùi Thị Ngọc", "PNV", Role.REVIEWER),
    ("reviewer3", "Đỗ Hữu Ước", "HDN", Role.REVIEWER),
    ("reviewer_p9", "Ngô Thị Yến", "P9", Role.REVIEWER),
    ("awards_officer", "Huỳnh Thanh Vân", "PNV", Role.AWARDS_OFFICER),
    ("plan_officer", "Mai Văn Tạo", "PKT", Role.PLAN_OFFICER),
    ("communications", "Cao Thị Ái", "PKT", Role.COMMUNICATIONS),
    ("leader", "Phan Văn Ý", "PNV", Role.LEADER),
    ("inspector", "Tô Thị Uyên", "PNV", Role.INSPECTOR),
    ("admin", "Quản Trị Viên", "PKT", Role.ADMIN),
)


def make_world() -> World:
    """Make and commit the world."""
    world = World()
    with transaction() as session:
        session.add(
            Agency(name="Ủy ban nhân dân Quận 3", short_name="UBND Quận 3",
                   superior_name="Ủy ban nhân dân Thành phố Hồ Chí Minh", place="Quận 3",
                   symbol="UBND", head_title="Chủ tịch", valid_from=EARLY)
        )  # fmt: skip
        for order, (code, name, kind) in enumerate(UNITS, start=1):
            unit = Unit(code=code, name=name, short_name=name, kind=kind, official_order=order,
                        valid_from=EARLY)  # fmt: skip
            session.add(unit)
            session.flush()
            world.units[code] = unit.id
        council = Council(name="Hội đồng sáng kiến Quận 3", kind=CouncilKind.INITIATIVE,
                          decision_number="101/QĐ-UBND", decided_on=EARLY,
                          decided_by="Chủ tịch Ủy ban nhân dân Quận 3",
                          term_from=EARLY)  # fmt: skip
        session.add(council)
        session.flush()
        world.council_id = council.id
        for key, name, unit_code, role in PEOPLE:
            account = add_person(session, world, key, name, unit_code, role)
            world.actors[key] = actor_of(session, account, NOON.date())
    db.session.remove()
    return world


@dataclass(frozen=True)
class KeptWorld:
    """A world just made, to put it into an empty database again.

    Making it takes thirty milliseconds, putting it back two; it happens before most tests.
    """

    world: World
    rows: KeptRows

    @classmethod
    def of(cls, world: World) -> "KeptWorld":
        """Keep what the database holds now: this world and nothing else."""
        return cls(world.copy(), KeptRows.of_now())

    def put_back(self) -> World:
        """Into an empty database."""
        self.rows.put_back()
        return self.world.copy()


def add_person(
    session: Session, world: World, key: str, name: str, unit_code: str, role: Role
) -> Account:
    """One person with one role from early on."""
    unit_id = world.units[unit_code]
    new = NewAccount(f"{key.replace('_', '-')}@quan3.example", name, unit_id, DEMO_PASSWORD,
                     "Chuyên viên", demo=True)  # fmt: skip
    account = add_account(session, SYSTEM, new, NOON)
    council_id = world.council_id if role in COUNCIL_ROLES else None
    grant_role(session, SYSTEM, account, role, NOON, valid_from=EARLY, unit_id=unit_id,
               council_id=council_id)  # fmt: skip
    session.flush()
    return account


def sign_in(client: FlaskClient, email: str) -> FlaskClient:
    """Sign in through the page."""
    answer = client.post("/dang-nhap", data={"email": email, "password": DEMO_PASSWORD})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 303, page.partition("<main")[2][:2000]
    return client


def rename_unit(session: Session, world: World, code: str, name: str, day: date) -> None:
    """The unit bears a new name from that day on; the old one is kept."""
    unit = session.get_one(Unit, world.units[code])
    session.add(
        UnitFormerName(unit_id=unit.id, name=unit.name, short_name=unit.short_name, until=day)
    )
    unit.name = unit.short_name = name
    session.flush()
