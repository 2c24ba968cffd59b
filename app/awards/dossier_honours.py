"""Giấy khen of a list: what stands on each sheet, in the order of the decision.

The golden book's number is the ordinal in the decision; a line that was held back and has its own
decision has room for it. Number and day of the decision are printed
once it is issued, and are room to write before.
"""

from app.awards.compiled import Line
from app.awards.dossier_words import Paper
from app.awards.papers import authority, numbered, position
from app.awards.states import SUBJECT_TITLES, AwardFamily, SubjectKind
from app.documents.honours import Commendation
from app.documents.model import Signature
from app.documents.qr import qr_png


def commendations(paper: Paper, award_name: str) -> list[Commendation]:
    """One for each line with that award that was not refused, held back or taken back."""
    return [one for one, _line in with_lines(paper, award_name)]


def with_lines(paper: Paper, award_name: str) -> list[tuple[Commendation, Line]]:
    """Each sheet with the line of the list that it honours."""
    places = {line.nomination_id: place for place, line in numbered(paper.in_decision)}
    return [
        (_commendation(paper, places.get(line.nomination_id), line), line)
        for _place, line in numbered(paper.honoured)
        if line.award_name == award_name
    ]


def _commendation(paper: Paper, place: int | None, line: Line) -> Commendation:
    head, became = paper.head, paper.became(line)
    day = became.decided_on or paper.decided_on
    title = head.family is AwardFamily.TITLE
    code = paper.lookups.get(str(line.nomination_id), "")
    return Commendation(
        decided_by=authority(head),
        award=line.award_name,
        gives="Tặng danh hiệu" if title else "Tặng",
        holder=line.name,
        salutation="Ông/Bà" if line.subject_kind is SubjectKind.INDIVIDUAL
        else str(SUBJECT_TITLES[line.subject_kind]),
        standing=position(line),
        achievement=f"Đã có thành tích trong {head.movement}" if head.movement
        else line.achievement,
        place=head.place,
        signature=Signature((head.head_title.upper(),)),
        decision_number=became.number or paper.decision,
        decision_date=day,
        book_number="" if place is None else str(place),
        issued_on=day,
        year=head.year,
        lookup_code=code,
        qr_png=qr_png(f"{paper.lookups.get('base', '')}{code}") if code else b"",
    )  # fmt: skip
