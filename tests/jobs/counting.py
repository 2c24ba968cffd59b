"""An invented kind of job for tests: counts to `upto`, ten at a step, and writes the numbers."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.jobs.kinds import Args, Kind, Step
from app.kernel.actor import Actor, Role
from app.kernel.refusals import Denial
from app.kernel.text import T

TEN = 10


def one_step(_session: Session, _actor: Actor, args: Args, cursor: str, _now: datetime) -> Step:
    """Ten more numbers; `fail_at` raises when it is reached."""
    begin, upto = int(cursor or 0), int(args["upto"])
    end = min(begin + TEN, upto)
    if begin <= int(args.get("fail_at", -1)) < end:
        raise ValueError("ten too many")
    part = "".join(f"{number}\n" for number in range(begin, end)).encode()
    return Step(str(end), end, upto, part, finished=end == upto)


def may(actor: Actor, _args: Args) -> Denial | None:
    """Inspectors only."""
    return None if actor.has(Role.INSPECTOR) else Denial("role", T("Không được đếm."))


COUNTING = Kind("test:count", T("Đếm"), "text/plain; charset=utf-8", lambda _args: "dem.txt", may,
                one_step)  # fmt: skip


def expected(upto: int) -> bytes:
    """What the whole result is."""
    return "".join(f"{number}\n" for number in range(upto)).encode()
