"""Two people write one dossier; nothing is overwritten unseen. Evidence is kept and counted."""

import io
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.ideas import actions
from app.ideas.drafts import MOST_FILES, AuthorLine, Effect, Information, Texts
from app.ideas.models import Idea
from app.ideas.projections import files_of
from app.ideas.queries import author_lines, authors_of, stored_draft
from app.ideas.states import EDITABLE, IdeaState
from app.kernel.refusals import Blocked, Denied, IllegalMove, StaleEdit
from tests.ideas.builders import PDF, add_file, make_idea
from tests.people import NOON, World
from tests.rounds.builders import make_round

S = IdeaState
AUTHOR = AuthorLine("Trần Ngọc Ánh", "UBND Phường 9", "Chuyên viên", "author@quan3.example",
                    Decimal(60))  # fmt: skip
CO_AUTHOR = AuthorLine("Phạm Đình Ân", "UBND Phường 9", "Chuyên viên", " Author2@Quan3.example ",
                       Decimal(40))  # fmt: skip


def draft_of(session: Session, world: World) -> Idea:
    """A draft that `author` and `author2` write."""
    idea = make_idea(session, world, make_round(session, world), S.DRAFT, coauthors=("author2",))
    session.refresh(idea)
    return idea


def test_an_old_page_does_not_overwrite_what_another_saved(world: World, session: Session) -> None:
    idea = draft_of(session, world)
    shown = idea.version
    actions.save_texts(session, world.author2, idea, Texts(problem="Của Ân"), NOON, shown)

    with pytest.raises(StaleEdit) as stale:
        actions.save_texts(session, world.author, idea, Texts(problem="Của Ánh"), NOON, shown)

    assert (stale.value.who, stale.value.when_text) == ("Phạm Đình Ân", "12:00 01/10/2026")
    assert [(d.name, d.mine, d.theirs) for d in stale.value.differences] == [
        ("problem", "Của Ánh", "Của Ân")
    ]
    assert stale.value.version == idea.version
    assert stored_draft(session, idea.id, Texts) == Texts(problem="Của Ân")


def test_different_sections_do_not_disturb_each_other(world: World, session: Session) -> None:
    idea = draft_of(session, world)
    shown = idea.version
    actions.save_texts(session, world.author2, idea, Texts(problem="Của Ân"), NOON, shown)

    actions.save_effect(session, world.author, idea, Effect(effect="Của Ánh"), NOON, shown)

    assert stored_draft(session, idea.id, Effect) == Effect(effect="Của Ánh")


def test_the_same_text_again_changes_nothing(world: World, session: Session) -> None:
    idea = draft_of(session, world)
    shown = idea.version
    actions.save_texts(session, world.author, idea, Texts(problem="Một"), NOON, shown)
    saved = idea.version

    actions.save_texts(session, world.author2, idea, Texts(problem="Một"), NOON, shown)

    assert idea.version == saved


def test_a_choice_is_compared_by_its_words(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    idea = make_idea(session, world, round_, S.DRAFT)
    session.refresh(idea)
    first, second, *_rest = round_.categories
    mine, theirs = Information("A", first.id, "Y tế"), Information("A", second.id, "Y tế")
    shown = idea.version
    actions.save_information(session, world.author, idea, theirs, NOON, shown)

    with pytest.raises(StaleEdit) as stale:
        actions.save_information(session, world.author, idea, mine, NOON, shown)

    assert [(d.name, d.mine, d.theirs) for d in stale.value.differences] == [
        ("category_id", first.name, second.name)
    ]


def test_authors_are_linked_by_address_and_write_along(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.DRAFT)
    session.refresh(idea)

    actions.save_authors(session, world.author, idea, [AUTHOR, CO_AUTHOR], NOON, idea.version)
    actions.save_texts(session, world.author2, idea, Texts("Ân viết"), NOON, idea.version)

    assert [(a.position, a.account_id, a.email, a.share) for a in authors_of(session, idea.id)] == [
        (1, world.author.user_id, "author@quan3.example", Decimal(60)),
        (2, world.author2.user_id, "author2@quan3.example", Decimal(40)),
    ]


def test_a_person_without_account_or_with_a_closed_one_is_not_linked(
    world: World, session: Session
) -> None:
    idea = make_idea(session, world, make_round(session, world), S.DRAFT)
    session.get_one(Account, world.author2.user_id).active = False
    session.flush()
    session.refresh(idea)
    guest = AuthorLine("Khách Mời", email="khach@xa.example", share=Decimal(0))

    actions.save_authors(session, world.author, idea, [AUTHOR, CO_AUTHOR, guest], NOON,
                         idea.version)  # fmt: skip

    assert [a.account_id for a in authors_of(session, idea.id)] == [
        world.author.user_id, None, None,
    ]  # fmt: skip


def test_an_author_who_was_removed_no_longer_reads(world: World, session: Session) -> None:
    idea = draft_of(session, world)

    actions.save_authors(session, world.author, idea, [AUTHOR], NOON, idea.version)

    assert author_lines(session, idea.id) == [AUTHOR]
    with pytest.raises(Denied):
        actions.save_texts(session, world.author2, idea, Texts("Nữa"), NOON, idea.version)


def test_conflicting_rows_name_their_boxes(world: World, session: Session) -> None:
    idea = draft_of(session, world)
    shown = idea.version
    stored = author_lines(session, idea.id)
    actions.save_authors(session, world.author2, idea, [AUTHOR], NOON, shown)
    mine = [AuthorLine(stored[0].full_name, share=Decimal(100), number=3)]

    with pytest.raises(StaleEdit) as stale:
        actions.save_authors(session, world.author, idea, mine, NOON, shown)

    assert [(d.name, d.mine, d.theirs) for d in stale.value.differences] == [
        ("authors-3-workplace", "", "UBND Phường 9"),
        ("authors-3-job_title", "", "Chuyên viên"),
        ("authors-3-email", "", "author@quan3.example"),
        ("authors-3-share", "100", "60"),
    ]


@pytest.mark.parametrize("state", sorted(set(IdeaState) - EDITABLE))
def test_what_is_submitted_cannot_be_written(
    world: World, session: Session, state: IdeaState
) -> None:
    idea = make_idea(session, world, make_round(session, world), state)
    session.refresh(idea)

    with pytest.raises(IllegalMove):
        actions.save_texts(session, world.author, idea, Texts("Sửa"), NOON, idea.version)
    with pytest.raises(IllegalMove):
        actions.add_evidence(session, world.author, idea, io.BytesIO(PDF), "a.pdf", "", NOON)


@pytest.mark.parametrize("who", ["other_author", "clerk", "secretary", "inspector", "admin"])
def test_nobody_else_writes(world: World, session: Session, who: str) -> None:
    idea = make_idea(session, world, make_round(session, world), S.SUPPLEMENT_ASKED)
    session.refresh(idea)

    with pytest.raises(Denied):
        actions.save_texts(session, getattr(world, who), idea, Texts("Sửa"), NOON, idea.version)


def test_evidence_is_kept_once_and_at_most_so_many(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.DRAFT)
    session.refresh(idea)
    actions.add_evidence(session, world.author, idea, io.BytesIO(PDF), "Phụ lục 1.pdf",
                         "  Số liệu ", NOON)  # fmt: skip

    with pytest.raises(Blocked) as twice:
        actions.add_evidence(session, world.author, idea, io.BytesIO(PDF), "khac.pdf", "", NOON)
    for n in range(MOST_FILES - 1):
        add_file(session, world, idea, f"{n}.pdf", content=PDF + bytes([n]))
    with pytest.raises(Blocked) as many:
        actions.add_evidence(session, world.author, idea, io.BytesIO(PDF + b"x"), "x.pdf", "", NOON)

    first = files_of(session, idea.id)[0]
    assert (first.name, first.kind, first.note) == ("Phụ lục 1.pdf", "PDF", "Số liệu")
    assert str(twice.value.blockers[0].message) == "Tệp này đã có trong hồ sơ"
    assert str(many.value.blockers[0].message) == "Chỉ được tải tối đa 10 tệp"


def test_evidence_of_another_dossier_is_not_removed(world: World, session: Session) -> None:
    round_ = make_round(session, world)
    mine = make_idea(session, world, round_, S.DRAFT)
    other = make_idea(session, world, round_, S.DRAFT, author="other_author")
    row = add_file(session, world, other, "a.pdf")
    session.refresh(mine)

    with pytest.raises(Denied):
        actions.remove_evidence(session, world.author, mine, row.id, NOON)

    assert row.removed_at is None


def test_what_is_pasted_is_stored_composed_and_clean(world: World, session: Session) -> None:
    idea = make_idea(session, world, make_round(session, world), S.DRAFT)
    session.refresh(idea)
    pasted = Information(
        "  Tro\u031b\u0323 ly\u0301\u200b\n một cửa ", None, "Y tế", "a\u00a0\n\n b"
    )

    actions.save_information(session, world.author, idea, pasted, NOON, idea.version)

    assert stored_draft(session, idea.id, Information) == Information(
        "Trợ lý một cửa", None, "Y tế", "a\n\nb"
    )
