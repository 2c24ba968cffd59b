"""What tests of uploads need."""

import gc
import warnings
from collections.abc import Iterator

import pytest


@pytest.fixture
def big_bodies() -> Iterator[None]:
    """The test client leaves temporary files of big bodies to the collector: not our fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()
