"""How far each stage carries this year's contest."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.demo.basis import Basis
from app.demo.dossiers import write_dossiers
from app.demo.rounds import make_demo_round, windows
from app.demo.titles import titles

if TYPE_CHECKING:
    from app.demo.load import Size

CLOSES_IN = {"drafting": 6, "reviewing": -12, "judged": -40, "awarded": -60}


def run_stage(basis: Basis, stage: str, size: "Size", now: datetime, say: Callable[[str], None]) -> None:
    """This year's round up to the stage."""
    round_id, opened = make_demo_round(
        basis, str(now.year), f"Đợt xét giải pháp ứng dụng trí tuệ nhân tạo năm {now.year}",
        now.year, windows(now, CLOSES_IN[stage]),
    )  # fmt: skip
    unfinished = size.ideas // 3 if stage == "drafting" else 0
    made = write_dossiers(basis, round_id, titles(size.ideas, basis.random),
                          opened + timedelta(days=5), unfinished=unfinished)  # fmt: skip
    say(f"{len(made)} dossiers")
