"""Which form writes which section, filled with what is stored, and which action keeps it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.ideas import queries, writing
from app.ideas.answer_forms import AnswerForm, answer_form, filled_answers
from app.ideas.answer_queries import asked_of
from app.ideas.answering import save_answers
from app.ideas.drafts import AiSheet, Draft, Effect, Information, Section, Texts
from app.ideas.forms import FORMS, filled
from app.ideas.models import Idea
from app.ideas.people_forms import (
    AuthorsForm,
    ParticipantsForm,
    filled_authors,
    filled_participants,
)
from app.ideas.section_form import SectionForm
from app.kernel.actor import Actor

KINDS: Mapping[Section, type[Draft]] = {
    Section.INFORMATION: Information,
    Section.TEXTS: Texts,
    Section.EFFECT: Effect,
    Section.AI_SHEET: AiSheet,
}
WRITTEN = (*FORMS, Section.QUESTIONS)
SAVES: Mapping[type[Draft], Any] = {
    Information: writing.save_information,
    Texts: writing.save_texts,
    Effect: writing.save_effect,
    AiSheet: writing.save_ai_sheet,
}


def stored_form(session: Session, section: Section, idea: Idea) -> SectionForm:
    """The section as it is stored, in the boxes of its page."""
    form: SectionForm
    if section is Section.QUESTIONS:
        asked = asked_of(session, idea.id)
        return answer_form(asked)(formdata=None, data=filled_answers(asked))
    if section is Section.AUTHORS:
        values = filled_authors(queries.author_lines(session, idea.id))
    elif section is Section.PARTICIPANTS:
        values = filled_participants(queries.participant_lines(session, idea.id))
    else:
        values = filled(queries.stored_draft(session, idea.id, KINDS[section]))
    form = FORMS[section](formdata=None, data=values)
    form.offer(queries.category_names(session, idea.round_id))
    return form


def posted_form(session: Session, section: Section, idea: Idea) -> SectionForm:
    """The section as it was posted."""
    if section is Section.QUESTIONS:
        return answer_form(asked_of(session, idea.id))()
    form = FORMS[section]()
    form.offer(queries.category_names(session, idea.round_id))
    return form


def save_section(
    session: Session, actor: Actor, idea: Idea, form: SectionForm, now: datetime, *, complete: bool
) -> None:
    """Hand what was typed to its action; `complete` when a person saved the page."""
    version = form.shown_version
    if isinstance(form, AnswerForm):
        save_answers(session, actor, idea, form.values(), now, version, complete=complete)
    elif isinstance(form, AuthorsForm):
        writing.save_authors(session, actor, idea, form.lines(), now, version)
    elif isinstance(form, ParticipantsForm):
        writing.save_participants(session, actor, idea, form.lines(), now, version)
    else:
        draft = form.draft()
        SAVES[type(draft)](session, actor, idea, draft, now, version)
