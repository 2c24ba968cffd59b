"""What is cited by a list and does not hold: told before its papers are printed and signed."""

from datetime import date

from sqlalchemy.orm import Session

from app.awards.compiled import CompiledList
from app.citations.linter import Finding
from app.citations.queries import lint
from app.citations.states import Fault

LIGHT = frozenset({Fault.EXPIRED, Fault.NOT_YET, Fault.TWIN, Fault.WRONG_DAY})


def doubtful_citations(session: Session, compiled: CompiledList, today: date) -> list[Finding]:
    """Acts that title, movement and achievements cite and that do not hold on the judged day.

    Acts of "Căn cứ" are those of the judged day; when one has ended before today it is told too.
    """
    head = compiled.heading
    texts = (head.title, head.movement, *(line.achievement for line in compiled.lines))
    found = [one for one in lint(session, "\n".join(texts), head.judged_on) if one.fault in LIGHT]
    if today > head.judged_on:
        found += [one for one in lint(session, "\n".join(head.legal_bases), today)
                  if one.fault is Fault.EXPIRED]  # fmt: skip
    told: dict[tuple[Fault, str], Finding] = {}
    for one in found:
        told.setdefault((one.fault, one.number), one)
    return list(told.values())
