"""An achievement is measured against the certificate of its award."""

import pytest

from app.awards.wording import certificate_limit, too_long_by


@pytest.mark.parametrize(("length", "over"), [(0, 0), (319, 0), (320, 0), (321, 1), (400, 80)])
def test_what_does_not_fit_is_counted(length: int, over: int) -> None:
    assert too_long_by("GK-CN", "x" * length) == over


def test_every_award_has_a_limit() -> None:
    assert certificate_limit("không có mã này") == 320
