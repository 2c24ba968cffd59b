"""Every hostile file is refused for its own reason, by the rules and through every form."""

import io
from collections import Counter

import pytest

from app.files.rules import FileFacts, judge, stored_name
from app.kernel.refusals import Blocker
from tests.files import honest
from tests.files.hostile import HOSTILE, Hostile


def test_the_corpus_is_as_large_as_we_say() -> None:
    names = Counter(file.name for file in HOSTILE)

    assert len(HOSTILE) == 121
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("file", HOSTILE, ids=lambda file: ascii(file.name))
def test_it_is_refused_and_the_reason_says_what_to_do(file: Hostile) -> None:
    found = judge(io.BytesIO(file.content), stored_name(file.name), len(file.content))

    assert isinstance(found, Blocker)
    assert found.message == file.reason


@pytest.mark.parametrize("name", honest.HONEST)
def test_honest_files_are_accepted(name: str) -> None:
    content = honest.HONEST[name]
    stream = io.BytesIO(content)

    assert isinstance(judge(stream, name, len(content)), FileFacts)
    assert stream.tell() == 0
