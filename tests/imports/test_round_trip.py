"""What goes out and comes back in is the same, whatever people have typed."""

import io
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ideas.actions import save_authors, save_effect, save_information, save_texts
from app.ideas.behalf import Person, start_for
from app.ideas.drafts import AuthorLine, Effect, Information, Texts
from app.ideas.export_columns import WHOLE, columns_of, rows_of
from app.ideas.exports import Form, whole
from app.ideas.models import Idea
from app.ideas.queries import category_names
from app.imports import actions
from app.imports.models import DossierQuestion
from app.imports.states import ImportState, Verdict
from app.kernel.vietnamese import clean, clean_line
from app.rounds.models import Round
from tests.imports.lists import map_as_guessed, take_in
from tests.imports.lists import rows_of as import_rows
from tests.people import NOON, World
from tests.rounds.builders import make_round

NASTY = ["=1+1", "'=1", "''+1", "-5", "@x", "00123", "1.234.567", "05/02/2026", "#REF!", "TRUE",
         "Tổng cộng", "II. Phòng Nội vụ", "T«i", "Ñaëng Vaên", "café", "a;b", "1. A 2. B",
         "_x000D_", "An và Bình, Cúc (50%)", "\u0300x", "ﷺ", "😀", "e\u0301", "x\ny", "\tx",
         "\"q\"", "<&>", "NaN", "null", "12:30", "1e5", "ngày 05 tháng 3 năm 2026"]  # fmt: skip
TEXT = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=60),
    st.builds(lambda a, b: f"{a} {b}", st.sampled_from(NASTY), st.text(max_size=9)),
)
LINE = TEXT.map(clean_line).filter(bool)
_codes = count(1)


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Information, Texts, Effect, list[AuthorLine]]:
    share = draw(st.integers(0, 10_000))
    authors = [AuthorLine(draw(LINE), draw(LINE), draw(TEXT), "", Decimal(share) / 100, "1985")]
    if draw(st.booleans()):
        rest = Decimal(10_000 - share) / 100
        authors.append(AuthorLine(draw(LINE), "", draw(TEXT), "a@b.example", rest, "1990-02-05",
                                  draw(TEXT)))  # fmt: skip
    day = draw(st.none() | st.integers(0, 3000).map(lambda n: date(2018, 1, 1) + timedelta(n)))
    money = draw(st.none() | st.integers(0, 10**15))
    return (Information(draw(LINE), None, draw(TEXT), draw(TEXT), draw(TEXT)),
            Texts(draw(TEXT), draw(TEXT), draw(TEXT), draw(TEXT)),
            Effect(first_applied_on=day, application=draw(TEXT), effect=draw(TEXT),
                   saved_vnd=money), authors)  # fmt: skip


def _export(session: Session, round_: Round, form: Form) -> bytes:
    ids = list(session.scalars(select(Idea.id).where(Idea.round_id == round_.id).order_by(Idea.id)))
    columns = columns_of(session, WHOLE, round_.id)
    return whole(form, columns, rows_of(session, ids, columns, round_.id))


@pytest.mark.parametrize("form", list(Form))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(dossiers(), min_size=1, max_size=4, unique_by=lambda one: clean(one[0].title)))
def test_identical(world: World, session: Session, form: Form, made: list) -> None:
    clerk, unit = world.clerk, world.units["P9"]
    first, second = (make_round(session, world, code=f"D{next(_codes)}") for _place in range(2))
    for information, texts, effect, authors in made:
        idea = start_for(session, clerk, first, Person(authors[0].full_name), unit, "thử", NOON)
        session.flush()
        category = next(iter(category_names(session, first.id)))
        for save, draft in (
            (save_information, information),
            (save_texts, texts),
            (save_effect, effect),
            (save_authors, authors),
        ):
            if save is save_information:
                draft = Information(information.title, category, information.sector[:80],
                                    information.investor, information.summary)  # fmt: skip
            save(session, clerk, idea, draft, NOON, idea.version)
    content = _export(session, first, form)
    batch = take_in(session, clerk, io.BytesIO(content), second, unit, f"ho-so.{form}")
    map_as_guessed(session, clerk, batch)
    titles = [one.title for one in import_rows(session, batch) if one.verdict != Verdict.SKIPPED]
    for question in session.scalars(
        select(DossierQuestion).where(DossierQuestion.import_id == batch.id)
    ):
        actions.answer(session, clerk, batch, {question.id: "yes"}, NOON)
    actions.store(session, clerk, batch, NOON, only_good=False, update_stored=False, submit=False)
    assert batch.state is ImportState.STORED
    assert len(titles) == len(made)
    assert _export(session, second, form) == content
