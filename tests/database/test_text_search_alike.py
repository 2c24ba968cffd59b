"""Both databases find the same as the plain definition: `search_words.holds` is the judge."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, column, select, table

from app.database.schema import BLIND_PARTS, IDEA_PARTS, IDEA_SEARCH
from app.database.text_search import Wanted
from app.database.transaction import transaction
from app.kernel.search_words import holds, parse_query, words_in
from tests.conftest import BOTH

SYLLABLES = [
    "hòa", "hoà", "hoá", "hoa", "thuý", "thúy", "kỹ", "kĩ", "ky", "kinh", "đường", "duong", "ĐƯỜNG",
    "tri\u0301", "trí", "tuệ", "tuê\u0323", "nhân", "tạo", "24/7", "AI", "2026", "½", "№", "ﬁn",
    "Привет", "日本", "𞤀",
    "a\u0300\u0301", "-", "·", "x·1", "_", "'", '\\', "%", "OR", "NEAR(", "*",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SYLLABLES), max_size=12).map(" ".join) | st.text(max_size=40)
ASKED = st.lists(
    st.sampled_from(SYLLABLES)
    | st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3).map(
        lambda words: '"' + " ".join(words) + '"'
    ),
    min_size=1, max_size=4,
).map(" ".join) | st.text(max_size=20)  # fmt: skip
ENTRIES = st.lists(st.fixed_dictionaries({part: TEXTS for part in IDEA_PARTS}), min_size=1,
                   max_size=5)  # fmt: skip


@BOTH
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES, query=ASKED)
def test_hits_are_what_the_definition_says(
    app: Flask, entries: list[dict[str, str]], query: str
) -> None:
    terms = parse_query(query)
    if not terms:
        return
    found = table("idea_search", column("rowid", Integer))
    with transaction() as session:
        for key, texts in enumerate(entries, start=1):
            IDEA_SEARCH.put(session, key, **{part: [text] for part, text in texts.items()})
        for parts in (IDEA_PARTS, BLIND_PARTS, ("files",)):
            for exact in (False, True):
                wanted = Wanted(terms, tuple(parts), exact)
                expected = {
                    key
                    for key, texts in enumerate(entries, start=1)
                    if holds(terms, [texts[part] for part in parts], exact=exact)
                }
                for way in (IDEA_SEARCH.holds, IDEA_SEARCH.reads):
                    keys = session.scalars(select(found.c.rowid).where(way(session, [wanted])))
                    assert set(keys) == expected, (way.__name__, parts, exact)
        session.rollback()


@given(text=TEXTS, query=ASKED)
def test_what_is_spelled_alike_is_also_alike_when_folded(text: str, query: str) -> None:
    """The tiers of a result rest on this: none of them loses a hit."""
    terms = parse_query(query)

    assert holds(terms, [text]) or not holds(terms, [text], exact=True)


@given(text=TEXTS)
def test_words_stand_where_they_say(text: str) -> None:
    places = [(word.start, word.end) for word in words_in(text)]

    assert places == sorted(places)
    assert all(text[start:end] for start, end in places)


@BOTH
def test_better_tiers_are_left_out(app: Flask) -> None:
    terms = parse_query('"hòa giải"')
    title, folded = Wanted(terms, ("title",)), Wanted(terms, IDEA_PARTS)
    exact = Wanted(terms, IDEA_PARTS, exact=True)
    found = table("idea_search", column("rowid", Integer))
    with transaction() as session:
        for key, title_text in enumerate(("hoà giải", "hoa giải", "giải hòa", "việc khác"), 1):
            IDEA_SEARCH.put(session, key, title=[title_text], files=["hoá giải"])
        cases = {
            (): {1, 2, 3, 4},
            (exact,): {2, 3, 4},
            (exact, title): {3, 4},
        }
        for unwanted, expected in cases.items():
            for way in (IDEA_SEARCH.holds, IDEA_SEARCH.reads):
                hit = way(session, [folded], unwanted)
                assert set(session.scalars(select(found.c.rowid).where(hit))) == expected


@BOTH
def test_one_part_leaves_at_once(app: Flask) -> None:
    found = table("idea_search", column("rowid", Integer))
    with transaction() as session:
        IDEA_SEARCH.put(session, 1, title=["Trợ lý"], files=["Phụ lục trợ lý"])
        IDEA_SEARCH.put(session, 2, title=["Khác"], files=["Phụ lục"])
        IDEA_SEARCH.blank(session.connection(), 1, "files")

        def keys(query: str, parts: tuple[str, ...]) -> set[int]:
            hit = IDEA_SEARCH.holds(session, [Wanted(parse_query(query), parts)])
            return set(session.scalars(select(found.c.rowid).where(hit)))

        assert keys("phu luc", IDEA_PARTS) == {2}
        assert keys("tro ly", ("files",)) == set()
        assert keys("tro ly", IDEA_PARTS) == {1}


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "x" * 100_000,
        " ".join(map(str, range(60_000))),
        "\U0001e900" * 5000 + " a" * 5000,
        "ế" * 3000 + " \u0301" * 9000,
    ],
)
def test_odd_long_texts_are_stored(app: Flask, text: str) -> None:
    found = table("idea_search", column("rowid", Integer))
    with transaction() as session:
        IDEA_SEARCH.put(session, 1, title=[text], own=[text], office=["đầu", text], files=[text])
        hit = IDEA_SEARCH.holds(session, [Wanted(parse_query("dau"), IDEA_PARTS)])

        assert list(session.scalars(select(found.c.rowid).where(hit))) == [1]
