"""What a round asks beside the form: definitions, order, rules, and what becomes of old ones."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import PENDING
from app.kernel.refusals import Blocked, Denied
from app.rounds.actions import clone_round, set_categories, set_eligibility, set_fields
from app.rounds.drafts import CategoryDraft
from app.rounds.field_models import EligibilityQuestion, RoundField
from app.rounds.field_queries import eligibility_of, questions_of
from app.rounds.field_rules import key_of, mistakes_in_fields
from app.rounds.field_specs import spec_of, spec_text
from app.rounds.fields import (
    Column,
    Condition,
    EligibilityDraft,
    FieldKind,
    FieldSpec,
    Stage,
    Visibility,
)
from tests.conftest import BOTH
from tests.ideas.questions import ELIGIBILITY, EVERY_KIND
from tests.people import NOON, World
from tests.rounds.builders import SCORING, make_round

K = FieldKind
CHOICE = FieldSpec("chon", "Chọn", K.CHOICE, choices=("Có", "Không"))


@pytest.mark.parametrize("spec", EVERY_KIND, ids=lambda spec: spec.key)
def test_a_definition_is_stored_whole(spec: FieldSpec) -> None:
    whole = replace(spec, help="Dòng một\nDòng hai", categories=("Y tế",),
                    frozen_from=Stage.ACCEPT)  # fmt: skip
    assert spec_of(spec_text(whole)) == whole


@pytest.mark.parametrize(
    ("specs", "path", "message"),
    [
        ([FieldSpec("a b", "A")], "fields[0].key",
         "Mã câu hỏi chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối"),
        ([FieldSpec("a", "A"), FieldSpec("a", "B")], "fields[1].key", "Mã câu hỏi “a” bị trùng"),
        ([FieldSpec("a", "")], "fields[0].label", "Nhập câu hỏi"),
        ([FieldSpec("a", "A", K.CHOICE, choices=("Có",))], "fields[0].choices",
         "Nhập ít nhất hai mục để chọn, mỗi mục một dòng"),
        ([FieldSpec("a", "A", K.CHOICES, choices=("Có", "có", "Không"))], "fields[0].choices",
         "Các mục để chọn phải khác nhau"),
        ([FieldSpec("a", "A", choices=("Có", "Không"))], "fields[0].choices",
         "Chỉ câu hỏi chọn mục mới có danh sách mục"),
        ([FieldSpec("a", "A", K.TABLE)], "fields[0].columns", "Nhập ít nhất một cột của bảng"),
        ([FieldSpec("a", "A", columns=(Column("C"),))], "fields[0].columns",
         "Chỉ câu hỏi dạng bảng mới có cột"),
        ([FieldSpec("a", "A", K.TABLE, columns=(Column("C"), Column("c")))], "fields[0].columns",
         "Các cột phải có tên khác nhau"),
        ([FieldSpec("a", "A", unit="lượt")], "fields[0].unit",
         "Chỉ câu hỏi dạng số mới có đơn vị tính"),
        ([FieldSpec("a", "A", K.DATE, most=10)], "fields[0].most",
         "Chỉ câu hỏi dạng văn bản mới giới hạn số ký tự"),
        ([FieldSpec("a", "A", frozen_from=Stage.DRAFT)], "fields[0].frozen_from",
         "Câu trả lời khóa sớm nhất từ khi nộp: bản nháp phải viết được"),
        ([FieldSpec("a", "A", show_if=Condition("chon")), CHOICE], "fields[0].show_if",
         "Điều kiện phải dựa vào một câu hỏi đứng trước câu này"),
        ([CHOICE, FieldSpec("a", "A", show_if=Condition("chon", ("Có thể",)))], "fields[1].show_if",
         "Câu hỏi “Chọn” không có mục “Có thể”"),
        ([FieldSpec("a", "A", categories=("Lạ",))], "fields[0].categories",
         "Đợt không có lĩnh vực “Lạ”"),
        ([FieldSpec(f"a{n}", "A") for n in range(41)], "fields", "Nhiều nhất 40 câu hỏi"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_path(specs: list[FieldSpec], path: str, message: str) -> None:
    found = mistakes_in_fields(specs, ["Y tế"])
    assert [(one.path, str(one.message)) for one in found] == [(path, message)]


def test_a_key_is_made_of_the_words() -> None:
    assert key_of("Kinh phí dự kiến (đồng)?", []) == "kinh-phi-du-kien-dong"
    assert key_of("Kinh phí", ["kinh-phi", "kinh-phi-2"]) == "kinh-phi-3"
    assert key_of("???", []) == "cau-hoi"
    assert len(key_of("rất dài " * 50, [])) <= 36


@BOTH
def test_questions_keep_their_number_through_every_change(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    set_fields(session, world.secretary, round_, EVERY_KIND, NOON)
    first = {one.spec.key: one.field_id for one in questions_of(session, round_.id)}
    version = round_.version

    renamed = [replace(spec, label=spec.label + " (mới)") for spec in reversed(EVERY_KIND)
               if spec.show_if is None]  # fmt: skip
    set_fields(session, world.secretary, round_, renamed, NOON)
    set_fields(session, world.secretary, round_, EVERY_KIND, NOON)

    again = questions_of(session, round_.id)
    assert {one.spec.key: one.field_id for one in again} == first
    assert tuple(one.spec for one in again) == EVERY_KIND
    assert round_.version == version + 2
    recorded = [entry.verb for entry in session.info.get(PENDING, [])]
    assert recorded == ["round:fields_set"] * 3


def test_another_kind_is_another_question(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    set_fields(session, world.secretary, round_, [FieldSpec("a", "A")], NOON)
    set_fields(session, world.secretary, round_, [FieldSpec("a", "A", K.NUMBER)], NOON)

    every = questions_of(session, round_.id, removed=True)
    assert sorted((one.spec.kind, one.removed) for one in every) == [
        (K.NUMBER, False), (K.TEXT, True),
    ]  # fmt: skip


def test_nothing_changes_once_scoring_has_opened(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    who = world.secretary
    acts: tuple[Callable[[], object], ...] = (
        lambda: set_fields(session, who, round_, [FieldSpec("a", "A")], SCORING),
        lambda: set_eligibility(session, who, round_, ELIGIBILITY, SCORING),
    )
    for act in acts:
        with pytest.raises(Blocked) as refused:
            act()
        assert [str(one.message) for one in refused.value.blockers] == [
            "Đợt đã mở chấm điểm, không đổi được câu hỏi của đợt"
        ]
    assert session.scalars(select(RoundField)).all() == []
    assert session.scalars(select(EligibilityQuestion)).all() == []


@pytest.mark.parametrize("who", ["author", "clerk", "reviewer", "chair", "admin", "leader"])
def test_only_the_secretary_asks(world: World, session: Session, who: str) -> None:
    round_ = make_round(session, world)
    with pytest.raises(Denied):
        set_fields(session, getattr(world, who), round_, EVERY_KIND, NOON)
    with pytest.raises(Denied):
        set_eligibility(session, getattr(world, who), round_, ELIGIBILITY, NOON)
    assert questions_of(session, round_.id) == ()


def test_categories_of_questions_follow_and_hold(world: World, session: Session) -> None:
    round_ = make_round(session, world, state="draft")
    spec = FieldSpec("lop", "Lớp", categories=("Giáo dục, y tế",))
    set_fields(session, world.secretary, round_, [spec], NOON)
    rows = {c.name: c.id for c in round_.categories}
    drafts = [CategoryDraft("Giáo dục", rows["Giáo dục, y tế"]), CategoryDraft("Mới")]

    set_categories(session, world.secretary, round_, drafts, NOON)
    assert questions_of(session, round_.id)[0].spec.categories == ("Giáo dục",)
    with pytest.raises(Blocked) as refused:
        set_categories(session, world.secretary, round_, [CategoryDraft("Khác")], NOON)
    assert [str(one.message) for one in refused.value.blockers] == [
        "Lĩnh vực “Giáo dục” đang dùng trong câu hỏi “Lớp”; sửa câu hỏi trước"
    ]


def test_eligibility_is_stored_in_order_and_kept_by_its_words(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    set_eligibility(session, world.secretary, round_, ELIGIBILITY, NOON)
    first = eligibility_of(session, round_.id)
    more = EligibilityDraft("Câu mới?", True, "Vì sao")

    set_eligibility(session, world.secretary, round_, [more, ELIGIBILITY[1]], NOON)
    after = eligibility_of(session, round_.id)

    assert first == ELIGIBILITY
    assert after == (more, ELIGIBILITY[1])
    assert after[1].question_id == first[1].question_id
    silent, empty = EligibilityDraft("A?"), EligibilityDraft("", True, "x")
    for drafts, path in (([more, more], "eligibility[1].question"),
                         ([silent], "eligibility[0].explanation"),
                         ([empty], "eligibility[0].question")):  # fmt: skip
        with pytest.raises(Blocked) as refused:
            set_eligibility(session, world.secretary, round_, drafts, NOON)
        assert [one.field for one in refused.value.blockers] == [path]


def test_a_copy_asks_the_same(world: World, session: Session) -> None:
    source = make_round(session, world)
    set_fields(session, world.secretary, source, EVERY_KIND, NOON)
    set_eligibility(session, world.secretary, source, ELIGIBILITY, NOON)

    made = clone_round(session, world.secretary, source, 2027, NOON)

    assert tuple(one.spec for one in questions_of(session, made.id)) == EVERY_KIND
    assert eligibility_of(session, made.id) == ELIGIBILITY
    theirs = {one.field_id for one in questions_of(session, source.id)}
    assert not theirs & {one.field_id for one in questions_of(session, made.id)}
    assert EVERY_KIND[4].visibility is Visibility.CONFIDENTIAL
