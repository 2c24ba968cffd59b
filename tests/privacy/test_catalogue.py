"""No personal data without a line that says what it is for."""

import re

from flask import Flask
from sqlalchemy import String, Text

import app.operation.models  # noqa: F401 - every table must be known
from app.database.base import Base
from app.privacy.catalogue import described_columns, held_data, record_kinds
from app.privacy.retention import LISTS

PERSONAL = re.compile(
    r"name|mail|address|agent|text|note|remark|reason|message|title|subject|content|body|what|"
    r"contact|phone|position|secret|_by$|^by$|account|owner|reviewer|actor|author"
)


def looks_personal() -> set[tuple[str, str]]:
    """Columns that name a person, or whose name and type could hold words about one."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            names_person = any(key.target_fullname == "account.id" for key in column.foreign_keys)
            words = isinstance(column.type, String | Text) and PERSONAL.search(column.name)
            if names_person or words or isinstance(column.type, Text):
                found.add((table.name, column.name))
    return found


def test_every_column_that_looks_personal_is_described(sqlite_app: Flask) -> None:
    missing = sorted(looks_personal() - set(described_columns()))
    assert missing == [], (
        "Say in app/privacy/data/personal_data.yaml what it is for (fields), or that it is not "
        f"about people (not_personal): {missing}"
    )


def test_the_catalogue_describes_only_what_there_is(sqlite_app: Flask) -> None:
    there = {(t.name, c.name) for t in Base.metadata.sorted_tables for c in t.columns}
    assert sorted(set(described_columns()) - there) == []


def test_every_kind_of_record_has_a_period_and_a_list() -> None:
    assert set(LISTS) == set(record_kinds())
    assert {entry.kind.code for entry in held_data()} <= set(LISTS)
    assert all(kind.months > 0 and kind.title for kind in record_kinds().values())
