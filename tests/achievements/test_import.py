"""Awards of earlier years from workbooks: every problem at its cell, stored once, taken back."""

import threading
import unicodedata
from collections import Counter
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.achievements import actions, old_actions
from app.achievements.known import known_award, known_names
from app.achievements.models import Achievement, AchievementImport, AchievementUse
from app.achievements.old_actions import sheets_in
from app.achievements.old_judging import Outcome
from app.achievements.old_lists import _JOINTS, HEADINGS, heading_key, read_old_lists
from app.achievements.states import Family, ImportState, Level, Subject
from app.awards.actions import load_catalogue
from app.awards.models import AwardKind
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.imports.problems import Level as Weight
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, IllegalMove
from tests.achievements.builders import award_draft, person
from tests.achievements.old_list import TITLES, workbook
from tests.achievements.uploads import count, look, upload
from tests.conftest import BOTH
from tests.people import NOON, World
from tests.queries import counted_queries

NFD_NAME = unicodedata.normalize("NFD", "Phạm Đình Ân")
GOOD = [
    (1, "Trần Ngọc Ánh", "UBND Phường 9", "CSTĐCS", "10/01/2025", "Sổ tay số (60%)", None),
    (2, NFD_NAME, "ubnd p9", "LĐTT; Giấy khen", None, None, None),
    (None, "Tổng cộng: 2 người", None, None, None, None, None),
]  # fmt: skip


@BOTH
def test_titles_give_year_and_decision_and_the_rows_become_awards(
    world: World, session: Session
) -> None:
    batch = upload(session, world, workbook(GOOD, titles=TITLES))

    lines, questions = look(session, batch)
    old_actions.store(session, world.awards_officer, batch, NOON, good_only=False)

    assert questions == []
    assert [(one.draft.about.account_id, one.award.award_code, one.outcome) for one in lines] == [
        (world.author.user_id, "CSTD-CS", Outcome.NEW),
        (world.author2.user_id, "LDTT", Outcome.NEW),
        (world.author2.user_id, "GK-CN", Outcome.NEW),
    ]  # fmt: skip
    rows = session.scalars(select(Achievement).order_by(Achievement.id)).all()
    assert {(row.year, row.decision_number, row.decided_on, row.unit_id) for row in rows} == {
        (2024, "12/QĐ-UBND", date(2025, 1, 10), world.units["P9"])
    }
    assert [(use.title, str(use.share)) for use in session.scalars(select(AchievementUse))] == [
        ("Sổ tay số", "60.00")
    ]
    assert (batch.state, batch.content) == (ImportState.STORED, "")


def test_letters_composed_otherwise_are_told_at_their_cell(world: World, session: Session) -> None:
    batch = upload(session, world, workbook(GOOD, titles=TITLES))

    lines, _questions = look(session, batch)

    assert ["'Khen thuong'!B5" in remark.cell for remark in lines[1].remarks] == [True]


@BOTH
def test_the_same_list_twice_is_the_same_as_once(world: World, session: Session) -> None:
    content = workbook(GOOD, titles=TITLES)
    old_actions.store(
        session, world.awards_officer, upload(session, world, content), NOON, good_only=False
    )
    again = upload(session, world, content)

    lines, _questions = look(session, again)

    assert {line.outcome for line in lines} == {Outcome.SAME}
    with pytest.raises(Blocked):
        old_actions.store(session, world.awards_officer, again, NOON, good_only=True)
    assert count(session) == 3


@BOTH
def test_two_officers_storing_the_same_list_at_once_store_it_once(app: Flask, world: World) -> None:
    content = workbook(GOOD, titles=TITLES)
    with transaction() as session:
        batches = [upload(session, world, content).id for _twice in range(2)]
    db.session.remove()
    gate, told = threading.Barrier(2), []

    def store(batch_id: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                with transaction() as session:
                    batch = to_change(session, AchievementImport, batch_id)
                    old_actions.store(session, world.awards_officer, batch, NOON, good_only=False)
                told.append("stored")
            except Blocked as refused:
                told.append(str(refused.blockers[0].message))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=store, args=(key,)) for key in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["Không có dòng nào để ghi", "stored"]
    assert count(db.session()) == 3


def test_an_award_written_by_hand_is_known_again(world: World, session: Session) -> None:
    actions.record_award(session, world.awards_officer, award_draft(person(world)), NOON)

    lines, _questions = look(session, upload(session, world, workbook(GOOD, titles=TITLES)))

    assert [line.outcome for line in lines] == [Outcome.SAME, Outcome.NEW, Outcome.NEW]


@BOTH
def test_undoing_takes_back_what_was_written_and_keeps_what_was_corrected(
    world: World, session: Session
) -> None:
    batch = upload(session, world, workbook(GOOD, titles=TITLES))
    old_actions.store(session, world.awards_officer, batch, NOON, good_only=False)
    first = session.scalars(select(Achievement).order_by(Achievement.id)).first()
    assert first is not None
    actions.correct_award(session, world.awards_officer, first,
                          award_draft(person(world), year=2023), "Ghi nhầm năm", NOON)  # fmt: skip

    taken = old_actions.undo(session, world.awards_officer, batch, NOON)

    assert (taken, batch.state) == (2, ImportState.UNDONE)
    assert [(row.number, row.newest) for row in session.scalars(select(Achievement))] == [
        (1, False), (2, True)
    ]  # fmt: skip
    with pytest.raises(IllegalMove):
        old_actions.undo(session, world.awards_officer, batch, NOON)


def test_a_list_with_faults_is_stored_whole_or_only_its_good_lines(
    world: World, session: Session
) -> None:
    rows = [*GOOD[:1], (2, "Phạm Đình Ân", "P9", "Danh hiệu tự nghĩ ra", "32/13/2024", None, None)]
    batch = upload(session, world, workbook(rows, titles=TITLES))

    lines, _questions = look(session, batch)
    with pytest.raises(Blocked):
        old_actions.store(session, world.awards_officer, batch, NOON, good_only=False)
    before = count(session)
    counts = old_actions.store(session, world.awards_officer, batch, NOON, good_only=True)

    wrong = [(one.cell, one.weight) for one in lines[1].remarks if one.weight is Weight.ERROR]
    assert wrong == [("'Khen thuong'!D5", Weight.ERROR), ("'Khen thuong'!E5", Weight.ERROR)]
    assert (before, count(session)) == (0, 1)
    assert counts == Counter({Outcome.NEW: 1, Outcome.WRONG: 1})


@BOTH
def test_a_unit_whose_name_is_only_near_is_asked_about_once(world: World, session: Session) -> None:
    rows = [(n, name, "Phòng Nội vu", "LĐTT", None, None, None)
            for n, name in enumerate(("Phan Văn Ý", "Tô Thị Uyên"), 1)]  # fmt: skip
    batch = upload(session, world, workbook(rows, titles=TITLES))
    batch_far = upload(session, world, workbook(
        [(1, "Phan Văn Ý", "Phòng Nội v", "LĐTT", None, None, None)], titles=TITLES))  # fmt: skip

    exact, _none = look(session, batch)
    lines, questions = look(session, batch_far)
    old_actions.answer(session, world.awards_officer, batch_far,
                       {"phong noi v": world.units["PNV"]}, NOON)  # fmt: skip
    after, _questions = look(session, batch_far)

    # Missing marks alone are no other name.
    assert {line.outcome for line in exact} == {Outcome.NEW}
    assert [line.outcome for line in lines] == [Outcome.ASK]
    assert questions[0].candidates[0].name == "Phòng Nội vụ"
    assert [(one.outcome, one.draft.about.account_id) for one in after] == [
        (Outcome.NEW, world.leader.user_id)
    ]


def test_several_people_in_one_cell_become_several_lines(world: World, session: Session) -> None:
    rows = [(1, "1. Trần Ngọc Ánh\n2. Phạm Đình Ân", "P9", "Giấy khen", None, None, None)]

    lines, _questions = look(session, upload(session, world, workbook(rows, titles=TITLES)))

    assert [line.draft.about.name for line in lines] == ["Trần Ngọc Ánh", "Phạm Đình Ân"]


def test_groups_of_rows_say_kind_unit_and_award(world: World, session: Session) -> None:
    rows: list[tuple[Any, ...]] = [
        ("A. TẬP THỂ", None, None), ("1", "Phòng Nội vụ", "Tập thể LĐTT"),
        ("2", "Tổ công nghệ số", "Giấy khen"),
        ("B. CÁ NHÂN", None, None), ("3", "Phan Văn Ý", "LĐTT"),
    ]  # fmt: skip
    content = workbook(rows, head=("TT", "Tên tập thể, cá nhân", "Hình thức khen thưởng"),
                       titles=TITLES)  # fmt: skip

    lines, _questions = look(session, upload(session, world, content))

    assert [(one.draft.about.kind, one.draft.about.unit_id, one.award.award_code)
            for one in lines] == [
        (Subject.COLLECTIVE, world.units["PNV"], "TT-LDTT"), (Subject.COLLECTIVE, None, "GK-TT"),
        (Subject.INDIVIDUAL, None, "LDTT"),
    ]  # fmt: skip


def test_days_as_text_numbers_and_real_days_are_read(world: World, session: Session) -> None:
    rows = [
        (1, "Trần Ngọc Ánh", "P9", "LĐTT", "ngày 10 tháng 01 năm 2025", None, None),
        (2, "Phạm Đình Ân", "P9", "LĐTT", date(2025, 1, 11), None, None),
        (3, "Lê Quang Dũng", "P1", "LĐTT", 45_669, "Sổ số", 0.4),
    ]  # fmt: skip

    lines, _questions = look(session, upload(session, world, workbook(rows, titles=TITLES)))

    assert [one.award.decided_on for one in lines] == [
        date(2025, 1, 10), date(2025, 1, 11), date(2025, 1, 12),
    ]  # fmt: skip
    assert str(lines[2].award.uses[0].share) == "40.00"


def test_the_cost_of_looking_does_not_grow_with_the_list(world: World, session: Session) -> None:
    def cost(rows: int) -> int:
        many = [(n, f"Nguyễn Văn {chr(65 + n % 26)}", "P9", "LĐTT", None, None, None)
                for n in range(rows)]  # fmt: skip
        batch = upload(session, world, workbook(many, titles=TITLES))
        session.flush()
        with counted_queries() as counter:
            look(session, batch)
        return counter.count

    assert cost(2) == cost(200)


@pytest.mark.parametrize(
    ("heading", "key"),
    [("Danh hiệu/Hình thức KT", "award"), ("Hình thức khen thưởng, danh hiệu", "award"),
     ("DHTĐ", "award"), ("HTKT", "award"), ("Số QĐ khen thưởng", "number"), ("Ngày QĐ", "day"),
     ("Đơn vị CT", "unit"), ("Họ tên", "name"), ("Hình thức kỷ luật", "measure"),
     ("Tên SK", "uses"), ("STT", ""), ("Ghi chú", ""), ("Điện thoại", None), ("CCCD", None)],
)  # fmt: skip
def test_headings_are_read_in_any_order_and_shortened(heading: str, key: str | None) -> None:
    assert heading_key(heading) == key


def test_no_heading_means_two_things() -> None:
    bags: dict[frozenset[str], set[str]] = {}
    for heading, key in HEADINGS.items():
        bags.setdefault(frozenset(heading.split()) - _JOINTS, set()).add(key)

    assert [words for words, keys in bags.items() if len(keys) > 1] == []


def test_columns_that_are_not_read_are_named(world: World, session: Session) -> None:
    head = ("STT", "Họ và tên", "Đơn vị", "Khen gì", "Năm", "CCCD", "Phòng ban")
    content = workbook([(1, "Trần Ngọc Ánh", "P9", "LĐTT", 2024, "0", "x")], head=head)
    batch = upload(session, world, content)
    lines, _questions = look(session, batch)

    (sheet,) = sheets_in(batch)
    assert [(cell.rpartition("!")[2], text) for cell, text in sheet.unread.items()] == [
        ("D1", "Khen gì"), ("F1", "CCCD"), ("G1", "Phòng ban"),
    ]  # fmt: skip
    assert "không có cột danh hiệu" in str(lines[0].remarks[-1].message)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Chọn tệp"), (b"PK\x03\x04 not a package", "tệp"),
     (workbook([("a", "b")], head=("Một", "Hai")), "dòng tiêu đề")],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(Blocked) as refused:
        read_old_lists(content, "x.xlsx")

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "kind", "code", "family", "level"),
    [("CSTĐ cơ sở", Subject.INDIVIDUAL, "CSTD-CS", Family.TITLE, Level.BASE),
     ("Danh hiệu “Chiến sĩ thi đua cấp Thành phố”", Subject.INDIVIDUAL, "CSTD-TINH", Family.TITLE,
      Level.PROVINCE),
     ("LĐTT", Subject.COLLECTIVE, "TT-LDTT", Family.TITLE, Level.BASE),
     ("Bằng khen UBND Thành phố", Subject.COLLECTIVE, "BK-TT", Family.FORM, Level.PROVINCE),
     ("Bằng khen của Thủ tướng Chính phủ", Subject.INDIVIDUAL, "BK-TTG-CN", Family.FORM,
      Level.NATION)],
)  # fmt: skip
def test_awards_are_known_by_the_names_lists_use(
    text: str, kind: Subject, code: str, family: Family, level: Level
) -> None:
    known = known_award(text, kind)

    assert known is not None
    assert (known.code, known.family, known.level) == (code, family, level)


def test_a_day_that_does_not_exist_in_the_title_is_told_and_left_out(
    world: World, session: Session
) -> None:
    titles = (TITLES[0], "(Kèm theo Quyết định số 12/QĐ-UBND ngày 31 tháng 02 năm 2025)")

    lines, _questions = look(session, upload(session, world, workbook(GOOD, titles=titles)))

    assert [line.award.decided_on for line in lines] == [date(2025, 1, 10), None, None]
    assert [(one.cell, one.weight) for one in lines[1].remarks if "31/02/2025" in str(one.message)
            ] == [("'Khen thuong'!E5", Weight.NOTE)]  # fmt: skip


@BOTH
def test_a_workplace_too_long_for_the_ledger_is_a_fault_of_its_line(
    world: World, session: Session
) -> None:
    long = "Ban chỉ đạo " + "rất dài " * 30
    rows = [*GOOD[:1], (2, "Lê Văn Tám", long, "LĐTT", None, None, None)]
    batch = upload(session, world, workbook(rows, titles=TITLES))

    lines, _questions = look(session, batch)
    old_actions.store(session, world.awards_officer, batch, NOON, good_only=True)
    session.flush()

    assert [line.outcome for line in lines] == [Outcome.NEW, Outcome.WRONG]
    assert [one.cell for one in lines[1].remarks if one.weight is Weight.ERROR] == [
        "'Khen thuong'!C5"
    ]
    assert count(session) == 1


def test_an_answer_that_names_no_unit_is_refused_and_the_list_can_still_be_read(
    world: World, session: Session
) -> None:
    batch = upload(session, world, workbook(GOOD, titles=TITLES))

    with pytest.raises(Blocked):
        old_actions.answer(session, world.awards_officer, batch, {"ubnd p9": 987_654}, NOON)

    assert batch.answers == ""
    assert len(look(session, batch)[0]) == 3


def test_every_name_has_a_code_that_the_catalogue_knows(session: Session) -> None:
    load_catalogue(session, SYSTEM, NOON)
    session.flush()
    codes = set(session.scalars(select(AwardKind.code)))

    named = {
        one.code
        for kind in Subject
        for name in known_names()
        if (one := known_award(name, kind)) is not None and one.code
    }

    assert named - codes == set()
    assert {"CSTD-TINH", "BK-TTG-CN", "BK-TTG-TT"} <= named
