"""What reviewers must not learn: who wrote it, who else scores, what others gave.

Every hidden fact carries a word that occurs nowhere else; every page, list, file and mail a
reviewer gets is searched for all of them.
"""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import Account, Unit
from app.database.transaction import transaction
from app.files.models import StoredFile
from app.ideas.models import Evidence, Idea, IdeaAuthor
from app.outbox.models import OutboxMessage
from app.review.actions import (
    decline_conflict,
    lock_sheet,
    reopen_sheet,
    save_sheet,
)
from app.review.conflicts import DeclaredGround
from app.review.models import Sheet
from app.rounds.models import Round
from app.rounds.states import BlindMode
from tests.ideas.builders import cleaned_copies
from tests.people import World, sign_in
from tests.review.builders import (
    criterion_keys,
    draft,
    locked,
    scoring_idea,
    scoring_round,
    sheet_of,
    without_moment,
)
from tests.rounds.builders import SCORING

AUTHOR, WORKPLACE, UNIT, FILE, NOTE = "Kkauthor", "Kkworkplace", "Kkunit", "Kkfile", "Kknote"
MAIL, OTHER, REMARK, GENERAL = "kkmail", "Kkreviewer", "Kkremark", "Kkgeneral"
SCORE = "23,5"
IDENTITY = (AUTHOR, WORKPLACE, UNIT, FILE, NOTE, MAIL, "Trần Ngọc Ánh", "Phường 9")
JUDGEMENT = (OTHER, REMARK, GENERAL, SCORE, "23.5", "Bùi Thị Ngọc", "94.0", "94,0")


@dataclass
class Trap:
    """Ids of a dossier full of words that must not be seen."""

    sheet: int
    other_sheet: int
    idea: int
    round_id: int
    file: int


def trap(world: World, mode: BlindMode = BlindMode.BLIND) -> Trap:
    with transaction() as session:
        round_ = scoring_round(session, world, blind=mode)
        names = ("reviewer", "reviewer2", "reviewer3")
        idea = scoring_idea(session, world, round_, *names, evidence=(f"{FILE}.pdf",),
                            title="Trợ lý tại quầy")  # fmt: skip
        author = session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()
        author.full_name, author.workplace, author.email = AUTHOR, WORKPLACE, f"{MAIL}@a.example"
        idea.unit_name = session.get_one(Unit, idea.unit_id).name = UNIT
        session.scalars(select(Evidence)).one().note = NOTE
        session.get_one(Account, world.reviewer2.user_id).full_name = OTHER
        other = sheet_of(session, idea, world.reviewer2)
        typed = draft(
            session, round_, "23.5", "23.5", "28.5", "18.5", remark=REMARK, general=GENERAL
        )
        save_sheet(session, world.reviewer2, other, typed, SCORING, other.version)
        lock_sheet(session, world.reviewer2, other, SCORING)
        mine = sheet_of(session, idea, world.reviewer)
        file = session.scalars(select(StoredFile.id)).one()
        cleaned_copies(session, file)
        return Trap(mine.id, other.id, idea.id, round_.id, file)


def pages(found: Trap) -> list[str]:
    return [
        "/viec-cho-toi", "/cham-diem", "/cham-diem?loc=da-chot", "/cham-diem?loc=chua-cham",
        f"/cham-diem?dot={found.round_id}", f"/cham-diem/{found.sheet}",
        f"/cham-diem/{found.sheet}/chot", f"/cham-diem/{found.sheet}/in",
        f"/cham-diem/{found.sheet}/xin-khong-cham", f"/cham-diem/{found.other_sheet}",
        f"/phan-cong/{found.round_id}", f"/quyet-dinh/{found.round_id}", "/quyet-dinh",
        "/cong-nhan",
        f"/quyet-dinh/{found.round_id}/ho-so/{found.idea}", f"/cong-nhan/{found.idea}",
        f"/quyet-dinh/{found.round_id}/bang-quyet-dinh.xlsx", f"/ho-so/{found.idea}",
        f"/tiep-nhan/{found.idea}",
    ]  # fmt: skip


def _told(answer: TestResponse) -> str:
    """All that came back but the moment: a second and its fraction may look like a score."""
    return re.sub(r'data-now="[^"]*"', "", answer.text) + str(answer.headers)


@pytest.mark.parametrize("locked_first", [False, True])
def test_no_page_of_a_reviewer_tells_who_wrote_or_what_others_gave(
    client: FlaskClient, world: World, locked_first: bool
) -> None:
    found = trap(world)
    if locked_first:
        with transaction() as session:
            locked(session, session.get_one(Round, found.round_id),
                   session.get_one(Idea, found.idea), world.reviewer)  # fmt: skip
    sign_in(client, world.email("reviewer"))

    for path in pages(found):
        answer = client.get(path)
        seen = _told(answer)
        assert [word for word in (*IDENTITY, *JUDGEMENT) if word in seen] == [], path


def test_no_answer_to_a_reviewers_post_tells_either(client: FlaskClient, world: World) -> None:
    found = trap(world)
    with transaction() as session:
        keys = criterion_keys(session, found.round_id)
    sign_in(client, world.email("reviewer"))
    wrong = {f"points_{key}": "99" for key in keys}
    fine = {f"points_{key}": "5" for key in keys}
    base = f"/cham-diem/{found.sheet}"

    for path, data in (
        (base, wrong), (base, {**fine, "version": "1"}), (base, {**fine, "version": "1"}),
        (f"{base}/tu-luu", {**fine, "version": "2"}), (f"{base}/chot", {"version": "0"}),
        (f"{base}/xin-khong-cham", {}), (f"/cham-diem/{found.other_sheet}", fine),
        (f"/cham-diem/{found.other_sheet}/tu-luu", fine),
        (f"/cham-diem/{found.other_sheet}/xin-khong-cham", {"ground": "other"}),
    ):  # fmt: skip
        answer = client.post(path, data=data, headers={"Accept": "text/html"})
        seen = _told(answer)
        assert [word for word in (*IDENTITY, *JUDGEMENT) if word in seen] == [], path


def test_a_blind_reviewer_downloads_under_a_neutral_name(client: FlaskClient, world: World) -> None:
    found = trap(world)
    sign_in(client, world.email("reviewer"))

    answer = client.get(f"/tep/{found.file}")

    assert answer.status_code == 200
    assert "tep-1.pdf" in answer.headers["Content-Disposition"]
    assert FILE not in str(answer.headers)


def test_who_is_not_assigned_or_has_stepped_back_downloads_nothing(
    client: FlaskClient, world: World
) -> None:
    found = trap(world)
    with transaction() as session:
        sheet = session.get_one(Sheet, found.sheet)
        decline_conflict(session, world.reviewer, sheet, DeclaredGround.MENTOR, "", SCORING)

    for who in ("reviewer", "reviewer_p9", "other_author"):
        client.delete_cookie("sangkien")
        assert sign_in(client, world.email(who)).get(f"/tep/{found.file}").status_code == 404


def test_the_author_and_the_secretary_keep_the_files_own_name(
    client: FlaskClient, world: World
) -> None:
    found = trap(world)

    for who in ("author", "secretary"):
        client.delete_cookie("sangkien")
        answer = sign_in(client, world.email(who)).get(f"/tep/{found.file}")
        assert FILE in answer.headers["Content-Disposition"]


def test_an_open_round_shows_authors_but_never_others_judgement(
    client: FlaskClient, world: World
) -> None:
    found = trap(world, BlindMode.OPEN)
    sign_in(client, world.email("reviewer"))

    page = client.get(f"/cham-diem/{found.sheet}").text

    for word in (AUTHOR, UNIT, FILE):
        assert word in page
    assert [word for word in JUDGEMENT if word in page] == []
    assert FILE in client.get(f"/tep/{found.file}").headers["Content-Disposition"]


def test_no_mail_of_the_review_names_a_reviewer_a_score_an_author_or_a_title(world: World) -> None:
    found = trap(world)
    with transaction() as session:
        reopen_sheet(session, world.secretary, session.get_one(Sheet, found.other_sheet), "Nhầm.",
                     SCORING)  # fmt: skip
        decline_conflict(session, world.reviewer, session.get_one(Sheet, found.sheet),
                         DeclaredGround.RELATIVE, "Kkdeclared", SCORING)  # fmt: skip

    with transaction() as session:
        mails = session.execute(
            select(OutboxMessage.address, OutboxMessage.title, OutboxMessage.body).where(
                OutboxMessage.kind.startswith("review_")
            )
        ).all()

    assert len(mails) == 5
    for address, title, body in mails:
        own = OTHER if address == world.reviewer2.email else ""
        text = f"{title}\n{body}".replace(f"Kính gửi Ông/Bà {own}", "")
        forbidden = (*IDENTITY, REMARK, GENERAL, SCORE, OTHER, "Kkdeclared", "Trợ lý tại quầy")
        assert [word for word in forbidden if word in text.replace("Bùi Thị Ngọc", "")] == [], title


def test_two_worlds_that_differ_in_anothers_score_look_the_same(
    client: FlaskClient, world: World
) -> None:
    """Whether others have locked, and what they gave, changes nothing on my pages."""
    with transaction() as session:
        round_ = scoring_round(session, world)
        idea = scoring_idea(session, world, round_, "reviewer", "reviewer2")
        mine, key = sheet_of(session, idea, world.reviewer).id, idea.id
        round_id = round_.id
    sign_in(client, world.email("reviewer"))
    paths = ("/cham-diem", f"/cham-diem/{mine}", f"/cham-diem/{mine}/in", "/viec-cho-toi")
    before = [without_moment(client.get(path)) for path in paths]
    with transaction() as session:
        locked(
            session, session.get_one(Round, round_id), session.get_one(Idea, key), world.reviewer2
        )

    assert [without_moment(client.get(path)) for path in paths] == before
