"""Blind reviewers get no name; unit and office get what was submitted, not what is being typed."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.ideas import actions
from app.ideas.drafts import AuthorLine, Texts
from app.ideas.queries import blind_idea, open_idea, submitted_idea
from app.ideas.states import IdeaState
from tests.ideas.builders import PDF, add_file, make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

S = IdeaState


def test_a_blind_dossier_names_nobody(world: World, session: Session) -> None:
    idea = make_idea(
        session, world, make_round(session, world), coauthors=("author2",),
        evidence=("Bao cao cua Tran Ngoc Anh.pdf",), source="Canary nguồn",
    )  # fmt: skip

    blind = blind_idea(session, idea.id)

    assert blind is not None
    shown = f"{asdict(blind)} {[f'{file.label} {file.download_name}' for file in blind.files]}"
    for canary in ("Ánh", "Anh.pdf", "Đình Ân", "Phường 9", "quan3.example", "Canary"):
        assert canary not in shown, canary
    assert [str(file.label) for file in blind.files] == ["Tệp 1 (PDF, 1 KB)"]
    assert [file.download_name for file in blind.files] == ["tep-1.pdf"]
    assert (blind.code, blind.category) == ("SK-2026-00001", "Hành chính công")


def test_there_is_no_projection_of_nothing(session: Session) -> None:
    assert blind_idea(session, 4711) is None
    assert open_idea(session, 4711) is None
    assert submitted_idea(session, 4711) is None


def test_unfinished_text_stays_with_the_authors(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUPPLEMENT_ASKED,
                     evidence=("a.pdf",), saved_vnd=7)  # fmt: skip
    session.refresh(idea)
    before = submitted_idea(session, idea.id)
    actions.save_texts(session, world.author, idea, Texts("Đang viết dở"), NOON, idea.version)
    lines = [AuthorLine("Người Mới", share=Decimal(100))]
    actions.save_authors(session, world.author, idea, lines, NOON, idea.version)
    add_file(session, world, idea, "b.pdf", content=PDF + b"b")

    office, own = submitted_idea(session, idea.id), open_idea(session, idea.id)

    assert before is not None
    assert office is not None
    assert own is not None
    assert (office.blind, office.authors, office.files) == (
        before.blind, before.authors, before.files,
    )  # fmt: skip
    assert own.blind.problem == "Đang viết dở"
    assert [len(office.files), len(own.files)] == [1, 2]


def test_a_frozen_version_reads_like_the_dossier_it_was_made_of(
    world: World, session: Session
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUPPLEMENT_ASKED,
                     coauthors=("author2",), evidence=("a.pdf",),
                     first_applied_on=date(2026, 5, 5), saved_vnd=186_000_000)  # fmt: skip

    assert submitted_idea(session, idea.id) == open_idea(session, idea.id)
