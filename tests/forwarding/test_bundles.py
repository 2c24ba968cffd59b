"""Lists go up and answers come down as files: verified, once, and never trusted."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.actions import PENDING
from app.files.models import StoredFile
from app.forwarding import actions, queries
from app.forwarding.bundles import LIST_FORMAT, canonical, read_bundle, write_bundle
from app.forwarding.models import ReceivedBundle, ReceivedLine
from app.forwarding.states import LineAnswer, ReceivedState, SentState
from app.kernel.refusals import AlreadyDone, Blocked, Denied, IllegalMove
from tests.awards.builders import make_list
from tests.conftest import BOTH
from tests.forwarding.builders import made, repack, upward_list, with_json
from tests.people import NOON, World

DAY = date(2026, 9, 30)


def received(session: Session, world: World, content: bytes) -> ReceivedBundle:
    row = actions.take_in(session, world.awards_officer, content, NOON)
    actions.accept(session, world.awards_officer, row, row.digest[:12].upper(), NOON)
    return row


def answer_all(session: Session, world: World, row: ReceivedBundle) -> bytes:
    lines = session.scalars(
        select(ReceivedLine).where(ReceivedLine.bundle_id == row.id).order_by(ReceivedLine.position)
    ).all()
    for line, answer in zip(lines, (LineAnswer.RETURNED, LineAnswer.AGREED), strict=True):
        agreed = answer is LineAnswer.AGREED
        actions.answer_line(session, world.awards_officer, line, answer,
                            reason="" if agreed else "Thiếu biên bản",
                            number="12/QĐ-UBND" if agreed else "",
                            decided_on=DAY if agreed else None, version=line.version,
                            now=NOON)  # fmt: skip
    actions.finish(session, world.awards_officer, row, NOON)
    return actions.answer_bundle(session, row)[0]


@BOTH
def test_a_list_goes_up_and_its_answer_comes_back_line_by_line(
    world: World, session: Session
) -> None:
    sent, content = made(session, world)

    row = received(session, world, content)
    lines = queries.lines(session, row.id)
    files = queries.files(session, row.id)
    answer = answer_all(session, world, row)
    actions.take_answer(session, world.awards_officer, sent, answer, NOON)

    assert (row.origin, row.state) == ("Ủy ban nhân dân Quận 3", ReceivedState.ANSWERED)
    assert [(one.name, one.individual) for one in lines] == [
        ("Ủy ban nhân dân Phường 9", False), ("Trần Ngọc Ánh", True),
    ]  # fmt: skip
    assert [(one.name, bool(one.about)) for one in files] == [
        ("danh-sach.xlsx", False), ("to-trinh.docx", False), ("to-trinh.pdf", False),
        ("Xác nhận hiệu quả.pdf", True),
    ]  # fmt: skip
    assert [(one.name, one.answer, one.reason, one.decision_number, one.decided_on)
            for one in queries.answers(session, sent.id)] == [
        ("Ủy ban nhân dân Phường 9", LineAnswer.RETURNED, "Thiếu biên bản", "", None),
        ("Trần Ngọc Ánh", LineAnswer.AGREED, "", "12/QĐ-UBND", DAY),
    ]  # fmt: skip
    state = queries.sent(session, sent.id)
    assert (state.state, state.answered_by) == (SentState.ANSWERED, "Ủy ban nhân dân Quận 3")
    verbs = [entry.verb for entry in session.info[PENDING] if "bundle" in entry.verb
             or "forwarding" in entry.verb or "received" in entry.verb]  # fmt: skip
    assert verbs == ["forwarding:make", "received_bundle:take_in", "received_bundle:accept",
                     "received_line:answer", "received_line:answer", "received_bundle:finish",
                     "forwarding:answer"]  # fmt: skip


def test_the_same_bundle_and_the_same_answer_count_once(world: World, session: Session) -> None:
    sent, content = made(session, world)
    row = received(session, world, content)

    with pytest.raises(AlreadyDone):
        actions.take_in(session, world.awards_officer, content, NOON)
    answer = answer_all(session, world, row)
    assert actions.answer_bundle(session, row)[0] == answer
    actions.take_answer(session, world.awards_officer, sent, answer, NOON)
    with pytest.raises(AlreadyDone):
        actions.take_answer(session, world.awards_officer, sent, answer, NOON)

    assert session.scalar(select(func.count()).select_from(ReceivedBundle)) == 1
    assert len(queries.answers(session, sent.id)) == 2


def test_a_locked_version_is_sent_once_until_it_is_called_back(
    world: World, session: Session
) -> None:
    sent, _content = made(session, world, evidence=False)
    from app.awards.models import NominationList  # noqa: PLC0415

    list_ = session.get_one(NominationList, sent.list_id)
    with pytest.raises(AlreadyDone):
        actions.make_bundle(session, world.awards_officer, list_, NOON, evidence=False)
    with pytest.raises(Blocked):
        actions.withdraw(session, world.awards_officer, sent, " ", NOON)
    actions.withdraw(session, world.awards_officer, sent, "Gửi nhầm", NOON)

    again = actions.make_bundle(session, world.awards_officer, list_, NOON, evidence=False)

    assert (sent.state, again.state) == (SentState.WITHDRAWN, SentState.MADE)
    with pytest.raises(IllegalMove):
        actions.withdraw(session, world.awards_officer, sent, "Lần nữa", NOON)


def test_only_a_locked_list_of_the_higher_level_is_sent_and_only_by_an_officer(
    world: World, session: Session
) -> None:
    draft = make_list(session, world)
    with pytest.raises(Blocked):
        actions.make_bundle(session, world.awards_officer, draft, NOON, evidence=False)
    list_ = upward_list(session, world)
    with pytest.raises(Denied):
        actions.make_bundle(session, world.leader, list_, NOON, evidence=False)
    list_.upward = False
    with pytest.raises(Blocked):
        actions.make_bundle(session, world.awards_officer, list_, NOON, evidence=False)


def test_a_bundle_is_received_only_with_the_code_of_the_letter(
    world: World, session: Session
) -> None:
    _sent, content = made(session, world, evidence=False)
    row = actions.take_in(session, world.awards_officer, content, NOON)

    for code in ("", row.digest[:4], "0" * 12 if not row.digest.startswith("0") else "f" * 12):
        with pytest.raises(Blocked):
            actions.accept(session, world.awards_officer, row, code, NOON)
    line = session.scalars(select(ReceivedLine)).first()
    assert line is not None
    with pytest.raises(Blocked):
        actions.answer_line(session, world.awards_officer, line, LineAnswer.AGREED, reason="",
                            number="1/QĐ", decided_on=DAY, version=line.version,
                            now=NOON)  # fmt: skip
    assert row.state is ReceivedState.WAITING


@pytest.mark.parametrize(
    ("answer", "reason", "number", "day"),
    [(LineAnswer.REFUSED, " ", "", None), (LineAnswer.RETURNED, "", "", None),
     (LineAnswer.AGREED, "", "", DAY), (LineAnswer.AGREED, "", "1/QĐ", None),
     (LineAnswer.AGREED, "", "1/QĐ", date(2026, 10, 2))],
)  # fmt: skip
def test_an_answer_has_its_reason_or_its_decision(
    world: World, session: Session, answer: LineAnswer, reason: str, number: str, day: date | None
) -> None:
    _sent, content = made(session, world, evidence=False)
    row = received(session, world, content)
    line = session.scalars(select(ReceivedLine)).first()
    assert line is not None

    with pytest.raises(Blocked):
        actions.answer_line(session, world.awards_officer, line, answer, reason=reason,
                            number=number, decided_on=day, version=line.version,
                            now=NOON)  # fmt: skip
    with pytest.raises(Blocked):
        actions.finish(session, world.awards_officer, row, NOON)


def test_an_answer_to_another_bundle_or_other_lines_is_refused(
    world: World, session: Session
) -> None:
    sent, content = made(session, world, evidence=False)
    answer = answer_all(session, world, received(session, world, content))

    other = repack(answer, with_json("answer.json", of_digest="0" * 64), sign=True)
    lines = json.loads(zipfile.ZipFile(io.BytesIO(answer)).read("answer.json"))["lines"]
    fewer = repack(answer, with_json("answer.json", lines=lines[:1]), sign=True)
    bare = repack(answer, with_json("answer.json", lines=[{**lines[0], "reason": ""}, lines[1]]),
                  sign=True)  # fmt: skip
    odd = [repack(answer, with_json("answer.json", lines=[{**lines[0], **change}, lines[1]]),
                  sign=True)
           for change in ({"answer": ["agreed"]}, {"decided_on": {"ngay": 1}})]  # fmt: skip
    for wrong in (other, fewer, bare, content, *odd):
        with pytest.raises(Blocked):
            actions.take_answer(session, world.awards_officer, sent, wrong, NOON)

    assert queries.answers(session, sent.id) == []


def _alter(path: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[path] += b" "

    return change


def _remove(path: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        del files[path]

    return change


def _add(path: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[path] = content

    return change


@pytest.mark.parametrize(
    ("change", "sign"),
    [(_alter("list.json"), False), (_alter("giay-to/to-trinh.pdf"), False),
     (_remove("giay-to/to-trinh.docx"), False),
     (_remove("manifest.json"), False), (_remove("list.json"), True), (_add("them.txt"), False),
     (_add("../thoat.pdf"), True), (_add("/etc/passwd"), True), (_add("a/../../b.pdf"), True),
     (_add("C:/x.pdf"), True), (_add("giay-to/chuong-trinh.exe", b"MZ"), True),
     (with_json("list.json", lines=[]), True), (with_json("list.json", lines="x"), True),
     (with_json("list.json", title=7), True), (with_json("list.json", title="x" * 900), True),
     (with_json("manifest.json", version=2), False),
     (with_json("manifest.json", format="sang-kien-so/answer"), False),
     (with_json("manifest.json", key="x"), False),
     (with_json("manifest.json", made_on="hôm qua"), False),
     (with_json("manifest.json", made_on=["2026"]), False),
     (_add("list.json", b"[" * 100_000), True), (_add("list.json", b'{"lines": NaN}'), True)],
)  # fmt: skip
def test_a_bundle_that_was_tampered_with_is_refused_whole(
    world: World, session: Session, change: Callable[[dict[str, bytes]], None], sign: bool
) -> None:
    _sent, content = made(session, world, evidence=False)
    before = session.scalar(select(func.count()).select_from(StoredFile))
    changed = repack(content, change, sign=sign)

    point = session.begin_nested()
    with pytest.raises(Blocked):
        actions.take_in(session, world.awards_officer, changed, NOON)
    point.rollback()

    assert session.scalar(select(func.count()).select_from(ReceivedBundle)) == 0
    assert session.scalar(select(func.count()).select_from(StoredFile)) == before


def test_a_bomb_is_refused_before_it_is_unpacked(world: World, session: Session) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", "{}")
        archive.writestr("list.json", b" " * (40 << 20))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(2100):
            archive.writestr(f"ho-so/{number}.txt", b"")
    link = io.BytesIO()
    with zipfile.ZipFile(link, "w") as archive:
        entry = zipfile.ZipInfo("list.json")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")

    for content in (written.getvalue(), many.getvalue(), link.getvalue(), b"", b"PK", b"x" * 99):
        with pytest.raises(Blocked):
            actions.take_in(session, world.awards_officer, content, NOON)


def test_a_size_that_lies_is_found_out_while_reading() -> None:
    packed, _digest = write_bundle({"format": LIST_FORMAT, "key": "0" * 32},
                                   [("list.json", canonical({"a": "b" * 5000}))])  # fmt: skip
    archive = zipfile.ZipFile(io.BytesIO(packed))
    size = archive.getinfo("list.json").file_size
    lying = packed.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert read_bundle(packed, LIST_FORMAT).json_of("list.json") == {"a": "b" * 5000}
    with pytest.raises(Blocked):
        read_bundle(lying, LIST_FORMAT)
