"""What `make bench-recovery` takes for a whole restore, and what it never does."""

import pytest

from bench.recovery import Measured, equal_in

SAID = "Khớp mã băm: 108 bảng, 812345 dòng, 12 tệp; giữ lại 3 thư, kết thúc 9 phiên đăng nhập\n"


def test_the_figures_are_those_of_the_restore() -> None:
    assert equal_in(SAID) == (108, 812345, 12)
    told = Measured(1.0, 2.0, 30.0, 4.5, 5_000_000, 108, 812345, 12, 33.3).lines(10_000)
    assert "back at work after 34.5 s" in told
    assert "all steps together: 33.3 s" in told
    assert "108 tables, 812,345 rows, 12 files" in told


@pytest.mark.parametrize("said", ["", "Đã phục hồi\n", SAID + "Sai: chuỗi nhật ký\n"])
def test_no_figure_without_equal_digests(said: str) -> None:
    with pytest.raises(SystemExit):
        equal_in(said)
