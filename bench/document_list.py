"""A locked list of any length in an empty database, with its set asked for."""

from decimal import Decimal

from sqlalchemy.orm import Session

from app.accounts.models import Unit
from app.awards.actions import lock_list
from app.awards.compiling import judged_lines
from app.awards.dossier_jobs import DOSSIER
from app.awards.models import Nomination, NominationBasis, NominationList
from app.awards.rules import wanting
from app.awards.states import BasisRole, SubjectKind, Verdict
from app.database.transaction import transaction
from app.ideas.models import Idea, IdeaAuthor
from app.jobs.actions import ask
from app.kernel.clock import now
from app.kernel.vietnamese import name_sort_key, sort_key
from app.rounds.models import Round
from tests.awards.builders import ALL_PARTS, apply_in, kind_id, make_list, recognise
from tests.ideas.builders import make_idea
from tests.people import EARLY, NOON, World, make_world
from tests.rounds.builders import make_round

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi")
GIVEN = ("Ánh", "Bình", "Châu", "Dũng", "Đạt", "Hòa", "Khuê", "Lượng", "Nguyệt", "Thủy", "Ước")
TEXT = (
    "Công cụ đọc nội dung đơn gửi tại quầy, xếp loại theo lĩnh vực, gợi ý biểu mẫu và thành phần "
    "hồ sơ; cán bộ xem lại từng gợi ý trước khi trả lời. "
)


def ask_for_set(people: int, units: int) -> None:
    """Make the world, the list and the job."""
    world = make_world()
    with transaction() as session:
        round_ = make_round(session, world)
        list_ = make_list(session, world)
        session.flush()
        homes = [_unit(session, number) for number in range(1, units + 1)]
        for number, home in enumerate(homes, start=1):
            idea = _idea(session, world, round_, home, number)
            _nominate(session, list_, idea, number, home, kind_id(session, "GK-TT"))
        for number in range(1, people + 1):
            home = homes[number % len(homes)] if homes else _unit(session, 1)
            idea = _idea(session, world, round_, home, 1000 + number)
            _nominate(session, list_, idea, number, home, kind_id(session, "GK-CN"), person=True)
        session.flush()
        _conclude(session, world, list_)
        lock_list(session, world.awards_officer, list_, NOON)
        args = {
            "list": list_.id, "number": list_.number, "year": list_.year,
            "lines": people + units, "draft": False,
        }  # fmt: skip
        ask(session, world.awards_officer, DOSSIER.name, args, now())


def _conclude(session: Session, world: World, list_: NominationList) -> None:
    """Two people have said đủ of what the rules leave to people (nobody here has an account)."""
    for line in judged_lines(session, [list_], None)[list_.id]:
        if line.unmet:
            row = session.get_one(Nomination, line.nomination_id)
            row.override_verdict, row.override_reason = Verdict.MET, "Đã đối chiếu hồ sơ giấy"
            row.override_by = world.awards_officer.user_id
            row.override_confirmed_by, row.override_confirmed_at = world.leader.user_id, NOON
            row.override_covers = " ".join(sorted(wanting(line.answers)))
    session.flush()


def _unit(session: Session, number: int) -> Unit:
    name = f"Đơn vị minh họa số {number}"
    unit = Unit(code=f"MH{number}", name=name, short_name=name, kind="ward", valid_from=EARLY,
                official_order=100 + number, address=f"{number} Đường Mẫu")  # fmt: skip
    session.add(unit)
    session.flush()
    return unit


def _idea(session: Session, world: World, round_: Round, home: Unit, number: int) -> Idea:
    idea = make_idea(session, world, round_, title=f"Trợ lý tiếp nhận số {number}",
                     summary=TEXT * 4, effect=TEXT * 3)  # fmt: skip
    recognise(session, idea)
    for place in dict.fromkeys((home.id, world.units["P1"], world.units["P9"])):
        apply_in(session, idea, place, indicator="Thời gian chờ của một lượt",
                 before_value=Decimal(20), after_value=Decimal("7.5"), measure="phút",
                 method="Sổ theo dõi, đo trước và sau", saved_vnd=4_000_000)  # fmt: skip
    return idea


def _nominate(
    session: Session, list_: NominationList, idea: Idea, number: int, home: Unit, award: int,
    *, person: bool = False,
) -> None:  # fmt: skip
    name = f"{SURNAMES[number % 8]} Văn {GIVEN[number % 11]}" if person else home.name
    if person:
        session.add(IdeaAuthor(
            idea_id=idea.id, position=9, full_name=name, name_key=name_sort_key(name),
            workplace=home.name, born="1985-03-12", qualification="Đại học", share=Decimal(0),
        ))  # fmt: skip
    row = Nomination(
        list_id=list_.id, award_kind_id=award, unit_id=home.id, name=name, unit_name=home.name,
        subject_kind=SubjectKind.INDIVIDUAL if person else SubjectKind.COLLECTIVE,
        subject_key=f"person:{number}" if person else f"unit:{home.id}",
        name_key=name_sort_key(name) if person else sort_key(name),
        unit_order=home.official_order, job_title="Công chức" if person else "",
        achievement=f"Tác giả giải pháp “{idea.title}”, được công nhận theo Quyết định số "
        "455/QĐ-UBND ngày 20/09/2026, đang áp dụng tại 3 đơn vị",
        parts_present=" ".join(ALL_PARTS), added_at=NOON,
    )  # fmt: skip
    session.add(row)
    session.flush()
    role = BasisRole.CO_AUTHOR if person else BasisRole.ORIGIN
    session.add(NominationBasis(nomination_id=row.id, idea_id=idea.id, role=role,
                                share=Decimal(40) if person else None))  # fmt: skip
