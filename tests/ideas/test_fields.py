"""The table of fields is obeyed: a canary in every field, looked for wherever fields are read."""

import json
from dataclasses import asdict, fields
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gallery.models import PublishedSolution
from app.ideas import drafts, notices
from app.ideas.answer_queries import extra_columns, extra_values
from app.ideas.answering import save_answers
from app.ideas.drafts import SECTION_OF, AuthorLine, ParticipantLine
from app.ideas.fields import (
    AUTHOR_FIELDS,
    DOSSIER_FIELDS,
    FLAGS_OF,
    PARTICIPANT_FIELDS,
    SEARCHED,
    Field,
    Flag,
    Section,
    names_in,
)
from app.ideas.forms import FORMS
from app.ideas.freezing import FROZEN_FIELDS, freeze
from app.ideas.models import Idea, IdeaAuthor, IdeaParticipant, IdeaVersion
from app.ideas.projections import BlindIdea, blind_idea, open_idea
from app.ideas.searching import submitted_texts
from app.ideas.states import IdeaState
from app.outbox.models import OutboxMessage
from app.rounds.fields import FieldSpec, Visibility
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.ideas.questions import ask
from tests.people import NOON, World
from tests.rounds.builders import make_round

TYPED = {"category_id", "first_applied_on", "saved_vnd", "share"}


def canary(prefix: str, field: Field) -> str:
    return f"{prefix}{field.name.replace('_', '')}"[: field.most or 20]


def whole_dossier(session: Session, world: World) -> tuple[int, dict[str, dict[str, Any]]]:
    """A submitted dossier with a canary in every field that holds text."""
    round_ = make_round(session, world)
    keys = ask(session, world, round_, tuple(
        FieldSpec(str(kind), f"Câu {kind}", visibility=kind) for kind in Visibility
    ))  # fmt: skip
    own: dict[str, Any] = {f.name: canary("kd", f) for f in DOSSIER_FIELDS if f.name not in TYPED}
    idea = make_idea(session, world, round_, IdeaState.DRAFT, **own)
    author = _author(session, idea)
    people = {f.name: canary("kt", f) for f in AUTHOR_FIELDS if f.name not in TYPED}
    for name, value in people.items():
        setattr(author, name, value)
    helpers = {f.name: canary("kp", f) for f in PARTICIPANT_FIELDS}
    session.add(IdeaParticipant(idea_id=idea.id, position=1, **helpers))
    answers: dict[str, str] = {kind: f"ka{kind}" for kind in Visibility}
    save_answers(session, world.author, idea, {keys[k]: v for k, v in answers.items()}, NOON,
                 idea.version)  # fmt: skip
    freeze(session, world.author, idea, NOON)
    session.flush()
    return idea.id, {"own": own, "people": people, "helpers": helpers, "answers": answers}


def _author(session: Session, idea: Idea) -> IdeaAuthor:
    return session.scalars(select(IdeaAuthor).where(IdeaAuthor.idea_id == idea.id)).one()


def test_reviewers_receive_the_blind_safe_fields_and_no_others(
    world: World, session: Session
) -> None:
    idea_id, planted = whole_dossier(session, world)

    blind = blind_idea(session, idea_id)
    assert blind is not None
    received = json.dumps(asdict(blind), default=str)

    for field in DOSSIER_FIELDS:
        if field.name not in TYPED:
            assert (planted["own"][field.name] in received) is field.blind_safe, field.name
    for group, table in (("people", AUTHOR_FIELDS), ("helpers", PARTICIPANT_FIELDS)):
        for field in table:
            if field.name not in TYPED:
                assert planted[group][field.name] not in received, field.name
    for kind, flags in FLAGS_OF.items():
        assert (planted["answers"][kind] in received) is (Flag.BLIND_SAFE in flags), kind


def test_the_search_holds_only_what_is_public_and_nothing_confidential(
    world: World, session: Session
) -> None:
    idea_id, planted = whole_dossier(session, world)

    found = str(submitted_texts(session, [idea_id]))

    for field in DOSSIER_FIELDS:
        if field.name not in TYPED:
            assert (planted["own"][field.name] in found) is field.searched, field.name
            assert not (field.searched and (field.confidential or not field.blind_safe))
    for kind, text in planted["answers"].items():
        assert (text in found) is (kind is Visibility.PUBLIC)


def test_mails_tell_the_title_and_nothing_else_of_the_text(world: World, session: Session) -> None:
    idea_id, planted = whole_dossier(session, world)
    idea = session.get_one(Idea, idea_id)
    round_, day = session.get_one(Round, idea.round_id), NOON.date()
    idea.code = "SK-2026-00001"

    notices.submitted(session, idea, round_, NOON)
    notices.endorsed(session, idea, round_, NOON)
    notices.returned(session, idea, round_, "thiếu", day, NOON)
    for tell in (notices.reopened, notices.restored, notices.supplement_asked,
                 notices.supplement_reminded, notices.supplement_extended):  # fmt: skip
        tell(session, idea, "thiếu", day, NOON)
    session.flush()
    mails = session.scalars(select(OutboxMessage)).all()
    said = " ".join(f"{mail.title} {mail.body}" for mail in mails)

    assert len(mails) >= 8
    assert planted["own"].pop("title") in said
    for group in ("own", "helpers", "answers"):
        for name, text in planted[group].items():
            assert text not in said, name


def test_exports_of_answers_hold_nothing_confidential(world: World, session: Session) -> None:
    idea_id, planted = whole_dossier(session, world)

    round_id = session.get_one(Idea, idea_id).round_id
    assert [spec.key for spec in extra_columns(session, round_id)] == ["public", "blind"]
    assert extra_values(session, [idea_id])[idea_id] == {
        "public": planted["answers"][Visibility.PUBLIC],
        "blind": planted["answers"][Visibility.BLIND],
    }


def test_the_office_reads_and_the_version_keeps_everything(world: World, session: Session) -> None:
    idea_id, planted = whole_dossier(session, world)

    opened = open_idea(session, idea_id)
    assert opened is not None
    read = json.dumps(asdict(opened), default=str)
    kept = json.dumps(_frozen(session, idea_id))

    for group in planted.values():
        for name, text in group.items():
            assert text in read, name
            assert text in kept, name


def _frozen(session: Session, idea_id: int) -> Any:
    content = select(IdeaVersion.content).where(IdeaVersion.idea_id == idea_id)
    return json.loads(session.scalars(content).one())


def test_the_gallery_takes_no_field_that_is_not_public() -> None:
    public = {field.name for field in DOSSIER_FIELDS if field.public}
    known = {field.name for field in DOSSIER_FIELDS}
    published = {column.key for column in PublishedSolution.__table__.columns}
    assert published & known <= public


def test_every_field_of_a_section_is_in_its_record_its_form_and_its_table() -> None:
    for kind, section in SECTION_OF.items():
        names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
        assert names == set(names_in(section))
        assert names <= {name for name in dir(FORMS[section]) if not name.startswith("_")}
    assert {f.name for f in AUTHOR_FIELDS} == {f.name for f in fields(AuthorLine)} - {"number"}
    assert {f.name for f in PARTICIPANT_FIELDS} == {
        f.name for f in fields(ParticipantLine)
    } - {"number"}  # fmt: skip
    assert set(FROZEN_FIELDS) == {"category", *(f.name for f in DOSSIER_FIELDS)}
    blind = {f.name for f in fields(BlindIdea)} & {f.name for f in DOSSIER_FIELDS}
    assert blind == {f.name for f in DOSSIER_FIELDS if f.blind_safe}
    assert set(SEARCHED) <= blind


@pytest.mark.parametrize("field", [f for f in DOSSIER_FIELDS if f.most], ids=lambda f: f.name)
def test_the_column_holds_what_the_limit_allows(field: Field) -> None:
    column = Idea.__table__.columns[field.name]
    length = getattr(column.type, "length", None)
    assert length is None or length >= field.most


def test_each_section_of_the_statutory_form_has_its_fields() -> None:
    """Thông tư 18/2013, Phụ lục I, item by item."""
    names = {f.name for f in DOSSIER_FIELDS}
    assert {f.name for f in AUTHOR_FIELDS} >= {
        "full_name", "born", "workplace", "job_title", "qualification", "share",
    }  # fmt: skip
    assert names >= {
        "title", "investor", "sector", "first_applied_on", "solution", "confidential",
        "conditions", "effect", "effect_by_others",
    }  # fmt: skip
    assert {f.name for f in PARTICIPANT_FIELDS} == {
        "full_name", "born", "workplace", "job_title", "qualification", "support",
    }  # fmt: skip
    assert drafts.LABELS["investor"].message == "Chủ đầu tư tạo ra sáng kiến"
    assert Section.PARTICIPANTS in FORMS
