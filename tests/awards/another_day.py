"""A set of papers made on another day, in another time zone, by another process.

Run by test_dossier: `python -m tests.awards.another_day DAYS`. Moves every clock that Python reads,
before anything that writes files is imported, then prints the SHA-256 of each file.
"""

import datetime as module
import hashlib
import sys
import time

DAYS = int(sys.argv[1]) if __name__ == "__main__" else 0
SECONDS = DAYS * 86_400
_true_time, _true_local, _true_utc = time.time, time.localtime, time.gmtime
_true_day = module.datetime


class _Shifted(module.datetime):
    """The moment DAYS later."""

    @classmethod
    def now(cls, tz: module.tzinfo | None = None) -> "_Shifted":
        moment = _true_day.now(tz) + module.timedelta(days=DAYS)
        return cls.combine(moment.date(), moment.time(), moment.tzinfo)

    @classmethod
    def utcnow(cls) -> "_Shifted":
        return cls.now()


def _move_clocks() -> None:
    time.time = lambda: _true_time() + SECONDS
    time.localtime = lambda at=None: _true_local(time.time() if at is None else at)
    time.gmtime = lambda at=None: _true_utc(time.time() if at is None else at)
    module.datetime = _Shifted  # type: ignore[misc]


def _set() -> dict[str, bytes]:
    # Only now: what reads the clock when it is imported reads the moved one.
    from app.awards.dossier_fillings import HONOUR, LIST, SUMMARY  # noqa: PLC0415
    from app.awards.dossier_making import finish, make  # noqa: PLC0415
    from app.awards.dossier_plan import pieces  # noqa: PLC0415
    from app.papers.starting import starting_template  # noqa: PLC0415
    from app.papers.stocks import _DEFAULTS  # noqa: PLC0415
    from tests.awards.dossiers import opened, paper, whole_list  # noqa: PLC0415

    made = paper(whole_list(2, 1))
    ours, part = make(pieces(made, ()))
    plain = opened(part + finish(made, ours, recorded=False))
    templates = {code: (1, starting_template(code)) for code in (HONOUR, LIST, SUMMARY)}
    stocked = pieces(made, (), templates.keys(), _DEFAULTS[HONOUR])
    entries, part = make(stocked, templates)
    whole = part + finish(made, entries, recorded=False)
    found = {f"ours/{name}": content for name, content in plain.items()}
    found |= {f"templates/{name}": content for name, content in opened(whole).items()}
    return {**found, "whole.zip": whole}


if __name__ == "__main__":
    _move_clocks()
    for name, content in sorted(_set().items()):
        sys.stdout.write(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
