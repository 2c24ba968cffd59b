"""Answers to a round's questions: typed, conditional, required and frozen from a stage on."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.audit.catalogue import CATALOGUE
from app.ideas.actions import accept_idea, endorse_idea
from app.ideas.answer_queries import asked_of, extra_columns, extra_text, extra_values
from app.ideas.answer_rules import blockers_of_answers
from app.ideas.answering import add_answer_file, save_answers
from app.ideas.freezing import freeze
from app.ideas.models import IdeaAnswer, IdeaVersion
from app.ideas.projections import blind_idea, open_idea, submitted_idea
from app.ideas.queries import facts_of
from app.ideas.rules import blockers_of_content
from app.ideas.searching import submitted_texts
from app.ideas.states import IDEA_LIFECYCLE, IdeaState
from app.kernel.actor import SYSTEM
from app.kernel.refusals import Blocked, Denied, IllegalMove, StaleEdit
from app.rounds.actions import set_fields
from app.rounds.fields import FieldKind, FieldSpec, Stage
from tests.conftest import BOTH
from tests.ideas.builders import PDF, make_idea
from tests.ideas.questions import EVERY_KIND, ask
from tests.people import NOON, World
from tests.queries import counted_queries
from tests.rounds.builders import make_round

GIVEN: dict[str, Any] = {
    "camera": "Có", "vi-tri": "Cổng chính\nCổng phụ", "mo-ta": "<p>Bước <b>một</b></p>",
    "luot": Decimal("1250.5"), "kinh-phi": 25_000_000, "ngay": date(2026, 5, 2),
    "nhom": ("Người dân", "Cán bộ"),
    "bang": (("Quý I", Decimal("3.5"), 1000), ("Quý II", None, 2000)),
}  # fmt: skip


def given(keys: dict[str, int], **changes: Any) -> dict[int, Any]:
    return {keys[name]: value for name, value in {**GIVEN, **changes}.items()}


def messages(session: Session, idea_id: int, stage: Stage) -> list[str]:
    return [str(one.message) for one in blockers_of_answers(asked_of(session, idea_id), stage)]


SENT = dict.fromkeys(CATALOGUE["idea:submit"].fields, "")


@BOTH
def test_what_was_answered_is_stored_shown_and_frozen(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)

    save_answers(session, world.author, idea, given(keys), NOON, idea.version)
    content = json.loads(freeze(session, world.author, idea, NOON).content)
    whole = open_idea(session, idea.id)

    assert whole is not None
    assert {one.key: one.value for one in whole.answers} == GIVEN
    assert {one["key"]: one["value"] for one in content["answers"]} == {
        "camera": "Có", "vi-tri": "Cổng chính\nCổng phụ", "mo-ta": "<p>Bước <b>một</b></p>",
        "luot": "1250.5", "kinh-phi": 25_000_000, "ngay": "2026-05-02",
        "nhom": ["Người dân", "Cán bộ"], "bang": [["Quý I", "3.5", 1000], ["Quý II", None, 2000]],
    }  # fmt: skip
    assert {one.key: one.text for one in whole.answers} == {
        "camera": "Có", "vi-tri": "Cổng chính\nCổng phụ", "mo-ta": "Bước một",
        "luot": "1.250,5 lượt", "kinh-phi": "25.000.000 đồng", "ngay": "02/05/2026",
        "nhom": "Người dân; Cán bộ", "bang": "Quý I | 3,5 | 1.000 đồng\nQuý II |  | 2.000 đồng",
    }  # fmt: skip


def test_a_version_shows_the_answers_it_was_submitted_with(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    save_answers(session, world.author, idea, given(keys), NOON, idea.version)
    idea.code, idea.submitted_at = "SK-2026-00009", NOON
    before = json.loads(freeze(session, world.author, idea, NOON).content)["answers"]
    move(session, SYSTEM, idea, IDEA_LIFECYCLE, "submit", NOON, **SENT)
    move(session, SYSTEM, idea, IDEA_LIFECYCLE, "return", NOON, reason="Bổ sung")

    save_answers(session, world.author, idea, {keys["luot"]: Decimal(9)}, NOON, idea.version)
    shown = submitted_idea(session, idea.id)

    assert shown is not None
    assert {one.key: one.value for one in shown.answers} == GIVEN
    assert [one["value"] for one in before if one["key"] == "luot"] == ["1250.5"]


def test_reviewers_receive_what_the_flag_says_and_the_search_only_what_is_public(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    answers = given(keys, **{"vi-tri": "kanariblind", "mo-ta": "kanaricongkhai"})
    save_answers(session, world.author, idea, answers, NOON, idea.version)
    add_answer_file(session, world.author, idea, keys["tep"], _pdf(), "KANARI.pdf", NOON)
    freeze(session, world.author, idea, NOON)
    session.flush()
    blind = blind_idea(session, idea.id)

    assert blind is not None
    assert [one.key for one in blind.answers] == [
        "camera", "vi-tri", "mo-ta", "luot", "ngay", "nhom", "bang",
    ]  # fmt: skip
    assert blind.files == ()
    assert [one.key for one in _whole(session, idea.id).answers] == [s.key for s in EVERY_KIND]
    assert "kanaricongkhai" in _found_by(session, idea.id)
    assert "kanariblind" not in _found_by(session, idea.id)
    assert "KANARI" not in _found_by(session, idea.id)


def _whole(session: Session, idea_id: int) -> Any:
    return open_idea(session, idea_id)


def _found_by(session: Session, idea_id: int) -> str:
    return str(submitted_texts(session, [idea_id]))


def _pdf() -> Any:
    return io.BytesIO(PDF)


def test_a_condition_that_does_not_hold_asks_and_shows_nothing(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)

    def save(**answers: Any) -> None:
        values = {keys[name.replace("_", "-")]: value for name, value in answers.items()}
        save_answers(session, world.author, idea, values, NOON, idea.version)

    assert messages(session, idea.id, Stage.SUBMIT) == ["Trả lời câu hỏi “Có dùng camera không”"]
    save(camera="Có")
    assert messages(session, idea.id, Stage.SUBMIT) == ["Trả lời câu hỏi “Camera đặt ở đâu”"]
    save(vi_tri="Cổng chính")
    save(camera="Không")

    assert messages(session, idea.id, Stage.SUBMIT) == []
    assert [one.key for one in _whole(session, idea.id).answers] == ["camera"]
    assert extra_values(session, [idea.id]) == {idea.id: {"camera": "Không"}}
    save(camera="Có")
    assert [one.text for one in _whole(session, idea.id).answers] == ["Có", "Cổng chính"]


def test_a_question_for_one_category_is_not_asked_elsewhere(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    spec = FieldSpec("lop", "Dạy lớp mấy", categories=("Giáo dục, y tế",),
                     required_from=Stage.SUBMIT)  # fmt: skip
    ask(session, world, round_, (spec,))
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    assert messages(session, idea.id, Stage.SUBMIT) == []

    idea.category_id = round_.categories[2].id
    session.flush()

    assert messages(session, idea.id, Stage.SUBMIT) == ["Trả lời câu hỏi “Dạy lớp mấy”"]
    content = [str(b.message) for b in blockers_of_content(facts_of(session, idea), NOON)]
    assert content == ["Trả lời câu hỏi “Dạy lớp mấy”"]


@pytest.mark.parametrize("stage", [Stage.ENDORSE, Stage.ACCEPT])
def test_a_later_stage_waits_for_its_answer(world: World, session: Session, stage: Stage) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_, (FieldSpec("so", "Số quyết định", required_from=stage),))
    state = IdeaState.AWAITING_UNIT if stage is Stage.ENDORSE else IdeaState.SUBMITTED
    idea = make_idea(session, world, round_, state)
    act, actor = {
        Stage.ENDORSE: (endorse_idea, world.clerk), Stage.ACCEPT: (accept_idea, world.secretary),
    }[stage]  # fmt: skip

    with pytest.raises(Blocked) as refused:
        act(session, actor, idea, NOON)
    assert [str(one.message) for one in refused.value.blockers] == [
        "Hồ sơ chưa đủ: cần tác giả trả lời câu hỏi “Số quyết định”"
    ]
    assert idea.state is state

    session.add(IdeaAnswer(idea_id=idea.id, field_id=keys["so"],
                           value='{"kind": "text", "value": "12/QĐ"}'))  # fmt: skip
    session.flush()
    act(session, actor, idea, NOON)
    assert idea.state is not state


def test_a_saved_page_wants_what_a_draft_needs_and_a_script_does_not(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    specs = (FieldSpec("a", "Câu A", required_from=Stage.DRAFT), FieldSpec("b", "Câu B"))
    keys = ask(session, world, round_, specs)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)

    with pytest.raises(Blocked) as refused:
        save_answers(session, world.author, idea, {keys["b"]: "chữ"}, NOON, idea.version)
    assert [b.field for b in refused.value.blockers] == [f"q{keys['a']}"]
    save_answers(session, world.author, idea, {keys["b"]: "chữ"}, NOON, idea.version,
                 complete=False)  # fmt: skip

    assert asked_of(session, idea.id).values == {keys["b"]: "chữ"}


def test_an_answer_is_locked_from_its_stage_on(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    specs = (FieldSpec("a", "Câu A", frozen_from=Stage.SUBMIT),
             FieldSpec("b", "Câu B", frozen_from=Stage.ENDORSE))  # fmt: skip
    keys = ask(session, world, round_, specs)
    returned = make_idea(session, world, round_, IdeaState.RETURNED)
    supplement = make_idea(session, world, round_, IdeaState.SUPPLEMENT_ASKED)

    def save(idea: Any, key: str) -> None:
        save_answers(session, world.author, idea, {keys[key]: "mới"}, NOON, idea.version)

    save(returned, "b")
    for idea, key in ((returned, "a"), (supplement, "a"), (supplement, "b")):
        with pytest.raises(Blocked) as refused:
            save(idea, key)
        assert [b.field for b in refused.value.blockers] == [f"q{keys[key]}"]
        assert keys[key] not in asked_of(session, idea.id).values


def test_nothing_is_shortened(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)

    for key, value in (("vi-tri", "x" * 301), ("mo-ta", "<b>" + "x" * 498 + "</b>"),
                       ("bang", (("x" * 501, None, None),)), ("camera", "Có thể"), ("kinh-phi", -1),
                       ("luot", Decimal("0.1234567")), ("luot", Decimal("1e15")),
                       ("bang", ((None, Decimal("NaN"), None),)),
                       ("nhom", ("Người dân", "Người lạ"))):  # fmt: skip
        with pytest.raises(Blocked) as refused:
            save_answers(session, world.author, idea, {keys[key]: value}, NOON, idea.version,
                         complete=False)  # fmt: skip
        assert [b.field for b in refused.value.blockers] == [f"q{keys[key]}"]
    assert session.scalars(select(IdeaAnswer)).all() == []


def test_a_changed_field_set_breaks_no_draft(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    save_answers(session, world.author, idea, given(keys), NOON, idea.version)

    numbers = FieldSpec("camera", "Có mấy camera", FieldKind.NUMBER)
    kept = [spec for spec in EVERY_KIND if spec.key in {"mo-ta", "nhom"}]
    set_fields(session, world.secretary, round_, [numbers, *kept], NOON)
    shown = _whole(session, idea.id).answers

    assert {(one.key, one.old) for one in shown} == {
        ("mo-ta", False), ("nhom", False), ("camera", True), ("vi-tri", True), ("luot", True),
        ("kinh-phi", True), ("ngay", True), ("bang", True),
    }  # fmt: skip
    assert {one.key: one.value for one in shown} == GIVEN
    assert messages(session, idea.id, Stage.SUBMIT) == []
    set_fields(session, world.secretary, round_, EVERY_KIND, NOON)
    assert all(not one.old for one in _whole(session, idea.id).answers)


def test_a_choice_that_is_no_longer_offered_is_kept_and_asked_again(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_, (EVERY_KIND[0],))
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    save_answers(session, world.author, idea, {keys["camera"]: "Có"}, NOON, idea.version)
    changed = FieldSpec("camera", "Có dùng camera không", FieldKind.CHOICE,
                        choices=("Có nhiều", "Không"), required_from=Stage.SUBMIT)  # fmt: skip
    set_fields(session, world.secretary, round_, [changed], NOON)

    assert _whole(session, idea.id).answers[0].value == "Có"
    assert messages(session, idea.id, Stage.SUBMIT) == [
        "Chọn lại “Có dùng camera không”: mục “Có” không còn trong danh sách"
    ]
    save_answers(session, world.author, idea, {keys["camera"]: "Có"}, NOON, idea.version)
    assert asked_of(session, idea.id).values == {keys["camera"]: "Có"}


def test_two_editors_of_the_answers_see_both_texts(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT, coauthors=("author2",))
    read_at = idea.version
    save_answers(session, world.author, idea, given(keys), NOON, read_at)

    with pytest.raises(StaleEdit) as stale:
        save_answers(session, world.author2, idea, given(keys, luot=Decimal(2)), NOON, read_at)

    assert [(d.name, d.mine, d.theirs) for d in stale.value.differences] == [
        (f"q{keys['luot']}", "2", "1.250,5")
    ]
    assert asked_of(session, idea.id).values[keys["luot"]] == Decimal("1250.5")


def test_strangers_and_submitted_dossiers_are_not_written(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    idea = make_idea(session, world, round_, IdeaState.DRAFT)
    sent = make_idea(session, world, round_, IdeaState.SUBMITTED)

    for actor in (world.secretary, world.clerk, world.reviewer, world.admin):
        with pytest.raises(Denied):
            save_answers(session, actor, idea, given(keys), NOON, idea.version)
        with pytest.raises(Denied):
            add_answer_file(session, actor, idea, keys["tep"], _pdf(), "a.pdf", NOON)
    with pytest.raises(IllegalMove):
        save_answers(session, world.author, sent, given(keys), NOON, sent.version)
    with pytest.raises(Denied):
        add_answer_file(session, world.author, idea, keys["luot"], _pdf(), "a.pdf", NOON)
    assert session.scalars(select(IdeaAnswer)).all() == []


def test_exports_hold_what_may_leave_and_cost_the_same_at_any_length(
    world: World, session: Session
) -> None:
    round_ = make_round(session, world)
    keys = ask(session, world, round_)
    ideas = [make_idea(session, world, round_, IdeaState.DRAFT) for _ in range(4)]
    for idea in ideas:
        save_answers(session, world.author, idea, given(keys), NOON, idea.version)
    columns = extra_columns(session, round_.id)
    numbers = [idea.id for idea in ideas]

    with counted_queries() as one:
        extra_values(session, numbers[:1])
    with counted_queries() as four:
        found = extra_values(session, numbers)

    assert [spec.key for spec in columns] == [
        "camera", "vi-tri", "mo-ta", "luot", "ngay", "nhom", "bang",
    ]  # fmt: skip
    assert one.count == four.count == 3
    assert found[numbers[2]] == {key: GIVEN[key] for key in GIVEN if key != "kinh-phi"}
    assert extra_text(columns[3], found[numbers[2]]["luot"]) == "1.250,5 lượt"


def test_an_old_version_without_the_new_parts_is_read(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, IdeaState.RETURNED, investor="Chủ đầu tư mới")
    version = session.scalars(select(IdeaVersion).where(IdeaVersion.idea_id == idea.id)).one()
    content = json.loads(version.content)
    for name in ("participants", "answers", "eligibility"):
        del content[name]
    for name in ("investor", "uses_ai", "stop_plan"):
        del content["fields"][name]
    for author in content["authors"]:
        del author["born"], author["qualification"]
    version.content = json.dumps(content)
    session.flush()

    shown = submitted_idea(session, idea.id)

    assert shown is not None
    assert (shown.investor, shown.blind.uses_ai, shown.answers) == ("", "", ())
    assert shown.authors[0].born == ""
