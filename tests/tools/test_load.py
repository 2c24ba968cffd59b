"""The load bench in short: real gunicorn, real HTTP, several reviewers at once, nothing lost."""

from dataclasses import replace

from bench.load import Load, measure_on
from tests.browser.live import free_port


def test_reviewers_saving_at_once_lose_nothing() -> None:
    load = Load(reviewers=6, every=0.2, seconds=2, ideas=24)

    outcome = measure_on("sqlite", replace(load, port=free_port()))

    assert outcome.acknowledged >= 6
    assert (outcome.lost, outcome.refused) == ([], [])
    assert outcome.exports >= 1
