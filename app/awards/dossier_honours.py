"""Giấy khen of a list: what stands on each sheet, in the order of the decision.

The golden book's number is the ordinal in the decision. Number and day of the decision are printed
once it is issued, and are room to write before.
"""

from app.awards.compiled import Line
from app.awards.dossier_words import Paper
from app.awards.papers import authority, position
from app.awards.states import AwardFamily, SubjectKind
from app.documents.honours import Commendation
from app.documents.model import Signature


def commendations(paper: Paper, award_name: str) -> list[Commendation]:
    """One for each line with that award."""
    return [
        _commendation(paper, place, line)
        for place, line in enumerate(paper.compiled.lines, start=1)
        if line.award_name == award_name
    ]


def _commendation(paper: Paper, place: int, line: Line) -> Commendation:
    head = paper.head
    title = head.family is AwardFamily.TITLE
    return Commendation(
        decided_by=authority(head),
        award=line.award_name,
        gives="Tặng danh hiệu" if title else "Tặng",
        holder=line.name,
        salutation="Ông/Bà" if line.subject_kind is SubjectKind.INDIVIDUAL else "Tập thể",
        standing=position(line),
        achievement=f"Đã có thành tích trong {head.movement}" if head.movement
        else line.achievement,
        place=head.place,
        signature=Signature((head.head_title.upper(),)),
        decision_number=paper.decision,
        decision_date=paper.decided_on,
        book_number=str(place),
        issued_on=paper.decided_on,
        year=head.year,
    )  # fmt: skip
