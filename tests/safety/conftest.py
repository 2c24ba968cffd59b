"""The same browsers and small world as the journeys."""

from tests.journeys.conftest import signed, small, visitor

__all__ = ["signed", "small", "visitor"]
