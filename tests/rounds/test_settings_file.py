"""The settings as a file: round trip, dry run with paths, one act, versions, going back."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.audit.actions import PENDING
from app.database.transaction import transaction
from app.kernel.refusals import Blocked, Denied
from app.kernel.working_days import Calendar
from app.rounds.actions import clone_round, set_eligibility, set_fields
from app.rounds.cloning import moved_dates
from app.rounds.field_models import RoundVersion
from app.rounds.field_queries import questions_of
from app.rounds.fields import FieldSpec
from app.rounds.models import Round
from app.rounds.reading import Mistake
from app.rounds.settings_actions import apply_settings
from app.rounds.settings_difference import Line, differences
from app.rounds.settings_file import read_settings, settings_values, stored_settings
from app.rounds.settings_text import as_json, as_yaml, parse
from tests.conftest import BOTH
from tests.ideas.questions import ELIGIBILITY, EVERY_KIND
from tests.people import NOON, World, sign_in
from tests.rounds.builders import SCORING, at, make_round, windows


def full_round(session: Session, world: World, **changes: Any) -> Round:
    round_ = make_round(session, world, **changes)
    set_fields(session, world.secretary, round_, EVERY_KIND, NOON)
    set_eligibility(session, world.secretary, round_, ELIGIBILITY, NOON)
    return round_


def values_of(session: Session, round_: Round) -> dict[str, Any]:
    found: dict[str, Any] = settings_values(stored_settings(session, round_))
    return found


@BOTH
@pytest.mark.parametrize("write", [as_json, as_yaml], ids=["json", "yaml"])
def test_a_file_read_back_is_what_was_written(world: World, session: Session, write: Any) -> None:
    stored = stored_settings(session, full_round(session, world))
    values, mistakes = parse(write(settings_values(stored)))
    read, more = read_settings(values)

    assert (mistakes, more) == ([], [])
    assert read is not None
    assert settings_values(read) == settings_values(stored)
    assert read == replace(stored, draft=read.draft)
    assert read.draft == stored.draft


BROKEN: list[tuple[list[Any], Any, str, str]] = [
    (["format"], "x", "format", "Phải là “sang-kien-so/dot-xet/1”"),
    (["lạ"], 1, "lạ", "Không có mục nào tên như vậy"),
    (["round", "quorum"], "ba", "round.quorum", "Phải là số nguyên từ 0 đến 1.000.000"),
    (["round", "quorum"], True, "round.quorum", "Phải là số nguyên từ 0 đến 1.000.000"),
    (["round", "blind"], "half", "round.blind", "Phải là một trong: open, blind"),
    (["round", "opens_at"], "2026-09-07", "round.opens_at",
     "Phải là thời điểm có múi giờ, dạng 2026-11-20T17:00:00+07:00"),
    (["round", "sits_on"], "10/11/2026", "round.sits_on", "Phải là ngày dạng 2026-11-20"),
    (["round", "title"], "", "round.title", "Không được để trống"),
    (["round", "title"], "x" * 201, "round.title", "Không được quá 200 ký tự (hiện có 201)"),
    (["round", "supplement_in_working_days"], "có", "round.supplement_in_working_days",
     "Phải là true hoặc false"),
    (["categories"], "Y tế", "categories", "Phải là một danh sách"),
    (["categories", 1], 5, "categories[1]", "Phải là văn bản"),
    (["rubric", "criteria", 0, "maximum"], 1.5, "rubric.criteria[0].maximum",
     "Phải là số, viết dạng \"0.5\", nhiều nhất hai chữ số thập phân"),
    (["rubric", "criteria", 0, "bands", 0, "lạ"], 1, "rubric.criteria[0].bands[0].lạ",
     "Không có mục nào tên như vậy"),
    (["fields", 2, "kind"], "html", "fields[2].kind",
     "Phải là một trong: text, rich, number, money, date, choice, choices, table, file"),
    (["fields", 0, "choices"], ["Có"], "fields[0].choices",
     "Nhập ít nhất hai mục để chọn, mỗi mục một dòng"),
    (["fields", 0], "câu hỏi", "fields[0]", "Phải là một nhóm tên: giá trị"),
    (["eligibility", 0, "wanted"], "yes", "eligibility[0].wanted", "Phải là true hoặc false"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "value", "path", "message"), BROKEN)
def test_each_mistake_is_named_by_its_path(
    world: World, session: Session, where: list[Any], value: Any, path: str, message: str
) -> None:
    values = json.loads(as_json(values_of(session, full_round(session, world))))
    inner = values
    for step in where[:-1]:
        inner = inner[step]
    inner[where[-1]] = value

    read, mistakes = read_settings(values)

    assert read is None
    assert (path, message) in [(one.path, str(one.message)) for one in mistakes]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "- a", "a: &x [1]\nb: *x", "a: 1\na: 2", '{"a": 1, "a": 2}', "{", "\x00",
     "a: !!python/object:os.system x",
     "[" * 5000, "{" * 3 + '"a":' , "a: " + "[" * 50 + "]" * 50, '{"a":' * 3000, "x" * 300_001],
    ids=range(14),
)  # fmt: skip
def test_a_hostile_file_is_refused_in_a_sentence(text: str) -> None:
    values, mistakes = parse(text)
    _read, more = (None, []) if mistakes else read_settings(values)
    assert [isinstance(one, Mistake) for one in (mistakes or more)] == [True]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))  # fmt: skip
@settings(max_examples=150)
def test_no_content_breaks_the_reader(values: Any) -> None:
    read, mistakes = read_settings(values)
    assert read is None
    assert mistakes
    known = {"format": "x", "round": values, "fields": values, "categories": values,
             "rubric": values, "eligibility": values}  # fmt: skip
    assert read_settings(known)[0] is None


def test_differences_go_line_by_line() -> None:
    before = {"round": {"quorum": 2, "blind": "open"}, "categories": ["A", "B"],
              "fields": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]}  # fmt: skip
    after = {"round": {"quorum": 3, "blind": "open"}, "categories": ["A", "C"],
             "fields": [{"key": "b", "label": "B mới"}, {"key": "a", "label": "A"}]}  # fmt: skip
    assert differences(before, after) == [
        Line("round.quorum", "2", "3"),
        Line("categories #", "A → B", "A → C"),
        Line("categories[B]", "B", None),
        Line("fields #", "a → b", "b → a"),
        Line("fields[b].label", "B", "B mới"),
        Line("categories[C]", None, "C"),
    ]
    assert differences(before, before) == []


@BOTH
def test_a_file_is_applied_as_one_act(world: World, session: Session) -> None:
    round_ = full_round(session, world, state="draft")
    stored = stored_settings(session, round_)
    later = datetime(2026, 9, 30, tzinfo=UTC)
    wanted = replace(
        stored, draft=replace(stored.draft, quorum=1, title="Tên mới"),
        categories=("Lĩnh vực mới", *stored.categories[:1]),
        fields=(FieldSpec("moi", "Câu mới", categories=("Lĩnh vực mới",)), *EVERY_KIND[2:4]),
        eligibility=(),
    )  # fmt: skip

    apply_settings(session, world.secretary, round_, wanted, later)

    assert settings_values(stored_settings(session, round_)) == settings_values(wanted)
    versions = session.scalars(select(RoundVersion).order_by(RoundVersion.number)).all()
    assert [(one.number, one.what) for one in versions] == [(1, "eligibility"), (2, "file")]
    assert json.loads(versions[-1].content) == settings_values(wanted)
    recorded = [entry.verb for entry in session.info.get(PENDING, [])]
    assert recorded[-5:] == [
        "round:changed", "round:fields_set", "round:categories_set", "round:eligibility_set",
        "round:settings_applied",
    ]  # fmt: skip
    apply_settings(session, world.secretary, round_, wanted, SCORING)
    assert len(session.scalars(select(RoundVersion)).all()) == 2


def test_what_the_pages_refuse_the_file_refuses(world: World, session: Session) -> None:
    round_ = full_round(session, world)
    stored = stored_settings(session, round_)

    def refused(now: datetime = NOON, reason: str = "", **changes: Any) -> list[str]:
        trial = session.begin_nested()
        with pytest.raises(Blocked) as found:
            apply_settings(session, world.secretary, round_, replace(stored, **changes), now,
                           reason=reason)  # fmt: skip
        trial.rollback()
        return [one.field for one in found.value.blockers]

    later = replace(stored.draft, closes_at=at(21, 10, 17))
    assert refused(draft=later) == ["round.reason"]
    assert refused(draft=replace(stored.draft, quorum=9)) == ["round.quorum"]
    assert refused(categories=stored.categories[:1]) == ["categories"] * 2
    assert refused(SCORING, fields=()) == ["fields"]
    assert refused(rubric=None) == ["rubric"]


@pytest.mark.parametrize("who", ["author", "clerk", "reviewer", "chair", "admin", "leader"])
def test_others_apply_nothing(world: World, session: Session, who: str) -> None:
    round_ = full_round(session, world)
    wanted = replace(stored_settings(session, round_), fields=())
    with pytest.raises(Denied):
        apply_settings(session, getattr(world, who), round_, wanted, NOON)
    assert len(questions_of(session, round_.id)) == len(EVERY_KIND)


def test_the_dates_of_a_copy_lie_on_working_days(world: World, session: Session) -> None:
    source = make_round(session, world)
    days_off = Calendar(off=frozenset({date(2027, 9, 7), date(2027, 9, 8)}))

    moved = {one.name: one for one in moved_dates(source, 2027, days_off)}

    assert moved["opens_at"].now_is == at(9, 9, 8, year=2027)
    assert moved["opens_at"].shifted
    assert moved["closes_at"].now_is == at(20, 10, 17, year=2027)
    assert not moved["closes_at"].shifted
    assert moved["endorse_until"].now_is == at(25, 10, 17, year=2027)
    assert moved["scoring_closes_at"].now_is == at(8, 11, 17, year=2027)
    # The end at midnight of 28/10 (Thursday) stays; it belongs to the day before.
    assert moved["checked_until"].now_is == at(29, 10, year=2027)
    assert moved["publishes_on"].now_is == date(2027, 11, 17)
    made = clone_round(session, world.secretary, source, 2027, NOON)
    assert made.endorse_until == at(25, 10, 17, year=2027)
    assert session.scalars(select(RoundVersion.what)).all() == ["cloned"]


# Pages


def secretary(client: FlaskClient, world: World) -> FlaskClient:
    return sign_in(client, world.email("secretary"))


def ready(world: World) -> int:
    with transaction() as session:
        return full_round(session, world, **windows(1)).id


def stored_now(round_id: int) -> dict[str, Any]:
    with transaction() as session:
        return values_of(session, session.get_one(Round, round_id))


def upload(client: FlaskClient, round_id: int, text: str) -> TestResponse:
    return client.post(f"/dot-xet/{round_id}/cau-hinh",
                       data={"file": (io.BytesIO(text.encode()), "a.yaml")})  # fmt: skip


def test_a_dry_run_shows_and_changes_nothing_then_it_is_applied(
    client: FlaskClient, world: World
) -> None:
    round_id = ready(world)
    secretary(client, world)
    text = client.get(f"/dot-xet/{round_id}/cau-hinh.yaml").get_data(as_text=True)
    before = stored_now(round_id)
    changed = text.replace("Mô tả quy trình", "Mô tả <b>mới</b>")

    shown = upload(client, round_id, changed)
    page = shown.get_data(as_text=True)

    assert shown.status_code == 200
    assert "<code>fields[mo-ta].label</code>" in page
    assert "<ins>Mô tả &lt;b&gt;mới&lt;/b&gt;</ins>" in page
    assert stored_now(round_id) == before
    done = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung", data={"text": changed})
    assert done.status_code == 303
    assert stored_now(round_id)["fields"][2]["label"] == "Mô tả <b>mới</b>"

    old = client.get(f"/dot-xet/{round_id}/cau-hinh/1").get_data(as_text=True)
    assert "<ins>Mô tả quy trình</ins>" in old
    back = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung",
                       data={"text": as_json(before), "source": "version"})  # fmt: skip
    assert back.status_code == 303
    assert stored_now(round_id) == before


@pytest.mark.parametrize("change", [("kind: rich", "kind: ritch"), ("quorum: 2", "quorum: 99")])
def test_a_wrong_file_is_shown_with_paths(
    client: FlaskClient, world: World, change: tuple[str, str]
) -> None:
    round_id = ready(world)
    secretary(client, world)
    text = client.get(f"/dot-xet/{round_id}/cau-hinh.yaml").get_data(as_text=True)
    before = stored_now(round_id)

    shown = upload(client, round_id, text.replace(*change))
    applied = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung",
                          data={"text": text.replace(*change)})  # fmt: skip

    assert (shown.status_code, applied.status_code) == (422, 422)
    assert "Chưa áp dụng được" in shown.get_data(as_text=True)
    assert stored_now(round_id) == before


def test_a_moved_date_wants_its_reason_in_the_preview(client: FlaskClient, world: World) -> None:
    round_id = ready(world)
    secretary(client, world)
    values = stored_now(round_id)
    values["round"]["publishes_on"] = "2190-12-31"

    shown = upload(client, round_id, yaml.safe_dump(values, allow_unicode=True))
    refused = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung", data={"text": as_json(values)})
    done = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung",
                       data={"text": as_json(values), "reason": "Lùi lịch"})  # fmt: skip

    assert [shown.status_code, refused.status_code, done.status_code] == [200, 422, 303]
    assert 'name="reason"' in shown.get_data(as_text=True)
    assert stored_now(round_id)["round"]["publishes_on"] == "2190-12-31"


@pytest.mark.parametrize("who", ["author", "clerk", "reviewer", "chair", "admin"])
def test_others_neither_read_nor_change_settings(
    client: FlaskClient, world: World, who: str
) -> None:
    round_id = ready(world)
    before = stored_now(round_id)
    sign_in(client, world.email(who))

    for address in ("", "/1", ".json", ".yaml"):
        assert client.get(f"/dot-xet/{round_id}/cau-hinh{address}").status_code in {403, 404}
    assert upload(client, round_id, as_json(before)).status_code in {403, 404}
    answer = client.post(f"/dot-xet/{round_id}/cau-hinh/ap-dung", data={"text": as_json(before)})
    assert answer.status_code in {403, 404}
    assert stored_now(round_id) == before


def test_a_copy_is_seen_before_it_is_made(client: FlaskClient, world: World) -> None:
    round_id = ready(world)
    secretary(client, world)

    page = client.get(f"/dot-xet/{round_id}/nhan-ban?year=2190")
    wrong = client.get(f"/dot-xet/{round_id}/nhan-ban?year=1999")

    assert page.status_code == 200
    assert "Các mốc của đợt mới" in page.get_data(as_text=True)
    assert wrong.status_code == 422
    with transaction() as session:
        assert len(session.scalars(select(Round)).all()) == 1
