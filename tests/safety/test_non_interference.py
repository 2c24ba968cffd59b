"""Two worlds that differ only in secrets look the same to everybody who may not know them.

Who judged, what they gave and wrote, in this stage and an ended one, who said whether a dossier is
eligible, how the community votes, what the office proposes, who stands on a draft list: all are
changed at once in the second world, and every page, list, count, search and download of the people
who may know none of it must be the same to the letter.
"""

import hashlib
import io
import re
import secrets
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from difflib import ndiff
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.awards.models import Nomination, NominationList
from app.community.models import CommunityVote
from app.database.schema import empty_everything
from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.qualifying_models import Qualification
from app.ideas.qualifying_rules import Verdict
from app.kernel import clock
from app.outbox.models import OutboxMessage
from app.review.actions import settle_round
from app.review.models import Mark, Result, Sheet
from app.review.stage_models import StageResult, StageSheet
from app.review.states import Proposal
from app.rounds.stage_actions import set_stages
from tests.conftest import OwnContextClient
from tests.journeys.small_world import SmallWorld, make_small_world
from tests.people import World, make_world, sign_in
from tests.queries import statements
from tests.review.builders import locked, scoring_idea
from tests.review.stages import crossed, plan
from tests.rounds.builders import SCORING, make_round, windows
from tests.safety.addresses import every_address
from tests.safety.drawn_once import draw_refusals_once

VISITOR = "visitor"
UNKNOWING = (VISITOR, "canary", "other_author", "clerk", "other_clerk", "reviewer", "reviewer_p9",
             "communications", "plan_officer", "admin")  # fmt: skip
# Texts of the second world only: a search for them must find nothing for those who may not know.
HIDDEN = ("Nhận xét kín của thế giới hai", "Danh sách kín của thế giới hai")
# Phòng Kinh tế fills draft lists together with Phòng Nội vụ: their pages are no secret to it.
KNOWN = (("plan_officer", "/khen-thuong"),)
STAGE_PAGES = ("/cham-diem", "/phan-cong", "/quyet-dinh", "/cong-nhan", "/dot-xet", "/ho-so",
               "/doi-chieu", "/tiep-nhan")  # fmt: skip
# The session's own token and the server's own ages: another answer at every asking.
OF_THE_MOMENT = ("/phien", "/readyz")
SEARCHES = ("/thu-vien?q={}", "/ho-so?q={}", "/ap-dung?q={}", "/tiep-nhan?q={}")
CSRF = re.compile(r'(name="csrf_token" value=)"[^"]*"')
MOMENT = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

Seen = dict[tuple[str, str], tuple[int, str, str]]
Work = dict[tuple[str, str], list[str]]


def stopped() -> datetime:
    """The same moment at every look."""
    return MOMENT


def make_numbered(patch: pytest.MonkeyPatch) -> None:
    """Random keys become numbers in order, the same in both worlds."""
    numbers = count(1)

    def key(size: int = 32) -> str:
        return f"khoa{next(numbers):0{size}d}"

    patch.setattr(secrets, "token_urlsafe", key)
    patch.setattr(secrets, "token_hex", key)


def visit(
    app: Flask, small: SmallWorld, people: tuple[str, ...] = UNKNOWING, work: Work | None = None
) -> Seen:
    """What each person gets at every address and search; the statements it took go to `work`."""
    app.test_client_class = OwnContextClient
    app.config["WTF_CSRF_ENABLED"] = False
    paths = [address.path for address in every_address(app, small) if address.method == "GET"]
    paths += _paths_of_stages(paths, small)
    paths += [form.format(word) for form in SEARCHES for word in HIDDEN]
    seen: Seen = {}
    for name in people:
        client = app.test_client()
        if name != VISITOR:
            sign_in(client, small.world.email(name))
        for path in paths:
            with statements() as asked:
                answer = client.get(path)
            if work is not None:
                work[name, path] = asked
            body = "" if path in OF_THE_MOMENT else _body(answer)
            seen[name, path] = (answer.status_code, body, _headers(answer.headers))
    return seen


def _body(answer: TestResponse) -> str:
    """What is shown or downloaded; of a package (XLSX, DOCX, ZIP) every part."""
    if (answer.content_type or "").startswith(("text/", "application/json")):
        return CSRF.sub(r"\1", answer.get_data(as_text=True))
    content = answer.get_data()
    if not content.startswith(b"PK"):
        return hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(
            f"{name} {hashlib.sha256(package.read(name)).hexdigest()}"
            for name in sorted(package.namelist())
        )


def _headers(headers: object) -> str:
    kept = [f"{name}: {value}" for name, value in headers  # type: ignore[attr-defined]
            if name not in {"Set-Cookie", "Date"}]  # fmt: skip
    return "\n".join(kept)


def change_secrets(small: SmallWorld) -> None:
    """The second world: other reviewer, other marks, other words, other proposal, other list."""
    world: World = small.world
    with transaction() as session:
        sheet = session.get_one(Sheet, small["locked_sheet"])
        sheet.reviewer_id = world.reviewer3.user_id or 0
        sheet.total, sheet.remark = Decimal(11), HIDDEN[0]
        session.execute(
            update(Mark).where(Mark.sheet_id == sheet.id).values(points=Decimal(1), remark="x")
        )
        columns = dict.fromkeys(("mean", "median", "low", "high"), Decimal(11))
        scoring = Result.idea_id == small["scoring"]
        session.execute(update(Result).where(scoring).values(**columns, sheets_done=2))
        session.execute(update(Result).where(Result.idea_id == small["brought"]).values(
            **columns, proposal=Proposal.DECLINE, proposal_reason=HIDDEN[0]))  # fmt: skip
        more = [CommunityVote(round_id=small["scoring_round"], idea_id=small["scoring"],
                              account_id=person.user_id, cast_at=MOMENT)
                for person in (world.leader, world.inspector)]  # fmt: skip
        session.add_all(more)
        _change_qualification_and_stages(session, small)
        session.execute(update(NominationList).values(title=HIDDEN[1]))
        session.execute(update(Nomination).values(name="Người kín của thế giới hai"))
        to_reviewer2 = OutboxMessage.account_id == world.reviewer2.user_id
        session.execute(update(OutboxMessage).where(to_reviewer2).values(
            account_id=world.reviewer3.user_id, address=world.reviewer3.email))  # fmt: skip


def _change_qualification_and_stages(session: Session, small: SmallWorld) -> None:
    """Who is asked whether a dossier is eligible, and what they said; the sheets and places of a
    stage that has ended, and the reasons that the office gave for it.
    """
    theirs = Qualification.qualifier_id == small.world.reviewer2.user_id
    answer = {"verdict": Verdict.PASS, "reason": HIDDEN[0]}
    session.execute(update(Qualification).where(theirs).values(
        qualifier_id=small.world.reviewer3.user_id, **answer))  # fmt: skip
    columns = dict.fromkeys(("mean", "median", "low", "high"), Decimal(11))
    session.execute(update(StageResult).values(**columns, sheets_done=2, reason=HIDDEN[0]))
    session.execute(update(StageSheet).values(
        reviewer_id=small.world.reviewer3.user_id, total=Decimal(11), remark=HIDDEN[0],
        marks="[]"))  # fmt: skip


def _end_a_stage(small: SmallWorld) -> None:
    """A round in its second stage; its authors are told of the first when the office lets it go."""
    world = small.world
    with transaction() as session:
        round_ = make_round(session, world, code="DX-VONG", quorum=1)
        set_stages(session, world.secretary, round_, plan(), SCORING)
        good, weak = (scoring_idea(session, world, round_, "reviewer2", author="canary", title=name)
                      for name in ("Giải pháp vào vòng sau", "Giải pháp dừng lại"))  # fmt: skip
        locked(session, round_, good, world.reviewer2)
        locked(session, round_, weak, world.reviewer2, "10", "10", "10", "10")
        settle_round(session, world.secretary, round_, SCORING)
        crossed(session, world, round_, [good.id])
        for name, value in windows(5).items():
            setattr(round_, name, value)
        small.ids |= {"stage_round": round_.id, "stage_idea": weak.id}


def _paths_of_stages(paths: list[str], small: SmallWorld) -> list[str]:
    """The addresses of the round being scored and its dossier, for those of the ended stage."""
    swaps = (("scoring_round", "stage_round"), ("scoring", "stage_idea"))
    found = []
    for old, new in swaps:
        way = re.compile(rf"/{small[old]}(?=/|$|[.?])")
        found += [way.sub(f"/{small[new]}", path) for path in paths
                  if way.search(path) and path.startswith(STAGE_PAGES)]  # fmt: skip
    return found


def in_a_fresh_world(
    app: Flask, patch: pytest.MonkeyPatch, change: Callable[[SmallWorld], None] | None,
    people: tuple[str, ...] = UNKNOWING, work: Work | None = None,
) -> Seen:  # fmt: skip
    """Make a world, change it, and look around in it."""
    empty_everything()
    make_numbered(patch)
    small = make_small_world(make_world())
    _end_a_stage(small)
    if change:
        change(small)
    with patch.context() as patched:
        draw_refusals_once(patched)
        return visit(app, small, people, work)


def _more(one: list[str], other: list[str]) -> list[str]:
    """The statements that only one of the two worlds was asked."""
    return [
        line for line in ndiff(one, other, None, None) if line[0] in "+-"
    ] if one != other else []  # fmt: skip


def known(name: str, path: str) -> bool:
    return any(name == who and path.startswith(start) for who, start in KNOWN)


def test_those_who_may_not_know_see_the_same_in_both_worlds(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "steady", stopped)

    one_work: Work = {}
    other_work: Work = {}
    one = in_a_fresh_world(app, monkeypatch, None, work=one_work)
    other = in_a_fresh_world(app, monkeypatch, change_secrets, work=other_work)

    different = sorted(
        (name, path) for name, path in one
        if one[name, path] != other[name, path] and not known(name, path)
    )  # fmt: skip
    print(f"{len(one)} answers compared, {len(different)} differ")  # noqa: T201 - the figure
    assert different == []
    assert one.keys() == other.keys()
    # Nor does the time tell: the database is asked the same, statement by statement.
    more = {key: _more(one_work[key], other_work[key]) for key in one if not known(*key)}
    assert {key: found for key, found in more.items() if found} == {}
    assert sum(map(len, one_work.values())) > 3 * len(one)
    assert sum(status == 200 for status, _body, _headers in one.values()) > 200


def test_those_who_know_see_the_difference(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test above could not fail."""
    monkeypatch.setattr(clock, "steady", stopped)
    knowing = ("reviewer3", "secretary", "awards_officer")

    one = in_a_fresh_world(app, monkeypatch, None, knowing)
    other = in_a_fresh_world(app, monkeypatch, change_secrets, knowing)

    different = {name for name, path in one if one[name, path] != other[name, path]}
    assert different == set(knowing)


def test_the_worlds_are_told_apart_in_the_database(app: Flask) -> None:
    """The secret that is changed is really there to be leaked."""
    empty_everything()
    small = make_small_world(make_world())
    _end_a_stage(small)
    change_secrets(small)
    with transaction() as session:
        remark = session.scalars(select(Sheet.remark).where(Sheet.id == small["locked_sheet"]))
        assert remark.one() == HIDDEN[0]
        for reason in (Qualification.reason, StageResult.reason, StageSheet.remark):
            assert HIDDEN[0] in session.scalars(select(reason)).all()
        assert session.get_one(Idea, small["scoring"]).title == "Giải pháp giấu tên"
