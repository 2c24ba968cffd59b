"""A file that the virus scanner condemned: named in the lists, and in the way of submitting."""

from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.actions import move
from app.database.transaction import transaction
from app.files.models import StoredFile
from app.files.states import FILE_LIFECYCLE
from app.ideas.models import Idea
from app.ideas.queries import facts_of
from app.ideas.rules import blockers_of_content
from app.ideas.states import IdeaState
from app.kernel.actor import SYSTEM
from tests.ideas.builders import make_idea
from tests.people import NOON, World, sign_in
from tests.rounds.builders import make_round, windows

NAME = "Ảnh chụp màn hình.pdf"


def _condemned(world: World) -> int:
    with transaction() as session:
        round_ = make_round(session, world, **windows(1))
        idea = make_idea(session, world, round_, IdeaState.DRAFT, evidence=(NAME, "Báo cáo.pdf"))
        file = session.scalars(select(StoredFile).where(StoredFile.name == NAME)).one()
        move(session, SYSTEM, file, FILE_LIFECYCLE, "condemn", NOON, sha256=file.sha256,
             virus="Thử")  # fmt: skip
        return idea.id


def test_an_infected_file_is_in_the_way_of_submitting(world: World) -> None:
    key = _condemned(world)
    with transaction() as session:
        found = blockers_of_content(facts_of(session, session.get_one(Idea, key)), NOON)

    assert [(b.field, str(b.message)) for b in found if b.field == "evidence"] == [
        ("evidence", f"Xóa tệp “{NAME}” (có mã độc, đã cách ly)")
    ]


def test_the_pages_say_which_file_is_shut(world: World, client: FlaskClient) -> None:
    key = _condemned(world)
    sign_in(client, world.email("author"))

    evidence = client.get(f"/ho-so/{key}/minh-chung").get_data(as_text=True)
    check = client.get(f"/ho-so/{key}/kiem-tra").get_data(as_text=True)

    assert evidence.count("Có mã độc, đã cách ly") == 1
    assert f"Xóa tệp “{NAME}” (có mã độc, đã cách ly)" in check
    assert f'href="/ho-so/{key}/minh-chung' in check
