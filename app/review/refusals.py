"""Công văn trả lời không công nhận sáng kiến: in writing, with the reasons (NĐ 13/2012, Điều 7).

Number and day stay blank: Văn thư gives them. The office's own Word template is used where one is
in force on the day; the PDF is always of our own layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.accounts.queries import agency_on
from app.councils.models import Council
from app.documents.model import AdministrativeDocument, Letterhead, Paragraph, Signature
from app.ideas.models import IdeaAuthor
from app.kernel.actor import Actor
from app.kernel.dates import document_day
from app.papers import catalogue
from app.papers.kinds import Filling
from app.papers.making import paper
from app.review.models import Recognition
from app.review.recognition_queries import Decided, decided_lines, decision_on
from app.rounds.models import Round

_LOOKED_AT = 200
_COMMITTEE = "Ủy ban nhân dân"
_ABSTRACT = "trả lời kết quả xét công nhận sáng kiến"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the letter says. `authors` are its addressees, with the unit that endorsed."""

    agency: Agency
    decided: Decided
    council: str
    authors: tuple[str, ...]
    day: date


def refusal_of(session: Session, decided: Decided, day: date) -> Refusal | None:
    """The letter about a dossier that was not recognised; None for one that was."""
    agency = agency_on(session, day)
    if decided.recognised or agency is None:
        return None
    council = session.scalar(
        select(Council.name)
        .join(Round, Round.council_id == Council.id)
        .join(Recognition, Recognition.round_id == Round.id)
        .where(Recognition.idea_id == decided.idea_id)
    )
    authors = session.scalars(
        select(IdeaAuthor.full_name)
        .where(IdeaAuthor.idea_id == decided.idea_id)
        .order_by(IdeaAuthor.position, IdeaAuthor.id)
    )
    return Refusal(agency, decided, council or "", tuple(authors), day)


def latest_filling(session: Session, actor: Actor, day: date) -> Filling | None:
    """The newest refusal that this person may read, for the preview of a template."""
    lines = decided_lines(session, actor, limit=_LOOKED_AT, offset=0)
    newest = next((line.idea_id for line in lines if not line.recognised), None)
    found = refusal_of(session, decision_on(session, newest), day) if newest else None
    return filling(found) if found else None


def refusal_letter(one: Refusal) -> AdministrativeDocument:
    """The letter in our own layout."""
    agency, found = one.agency, one.decided
    return AdministrativeDocument(
        kind="",
        abstract=f"{_ABSTRACT} đối với hồ sơ {found.code}",
        letterhead=_head(one),
        addressees=(*one.authors, found.unit_name),
        body=(
            Paragraph(f"{agency.name} đã nhận hồ sơ mã số {found.code}, giải pháp “{found.title}”. "
                      f"{one.council} đã họp xét {document_day(found.sat_on)}; "
                      f"{found.votes_for}/{found.votes_of} thành viên đồng ý công nhận."),
            Paragraph(f"Theo Quyết định số {found.decision_number} "
                      f"{document_day(found.decided_on)} của {agency.head_title} {agency.name}, "
                      "giải pháp không được công nhận là sáng kiến, vì:"),
            *(Paragraph(line) for line in _lines(found.reason)),
            Paragraph(f"{agency.name} trân trọng cảm ơn và thông báo để tác giả, đơn vị biết."),
        ),
        signature=_signature(agency),
        recipients=("Hội đồng sáng kiến",),
    )  # fmt: skip


def refusal_docx(session: Session, one: Refusal) -> bytes:
    """The letter to edit: from the office's template of the day, or in our own layout."""
    made = paper(session, catalogue.REFUSAL.code, one.day, filling(one))
    if made is not None:
        return made.docx
    from app.documents.docx_writer import to_docx  # noqa: PLC0415 - Word, only when printing

    return to_docx(refusal_letter(one))


def refusal_pdf(one: Refusal) -> bytes:
    """The letter to read and sign."""
    from app.documents.pdf_writer import to_pdf  # noqa: PLC0415 - Typst, only when printing

    return to_pdf(refusal_letter(one))


def filling(one: Refusal) -> Filling:
    """The same facts for the blanks of a template."""
    agency, found, head = one.agency, one.decided, _head(one)
    return Filling(
        {
            "co_quan_cap_tren": agency.superior_name, "co_quan": agency.name,
            "ky_hieu": head.symbol, "noi_ky": agency.place, "nam": str(one.day.year),
            "trich_yeu": f"{_ABSTRACT} đối với hồ sơ {found.code}",
            "kinh_gui": ", ".join((*one.authors, found.unit_name)),
            "ten_ho_so": found.title, "ma_ho_so": found.code, "hoi_dong": one.council,
            "ngay_hop": document_day(found.sat_on), "ly_do": "\n".join(_lines(found.reason)),
            "so_quyet_dinh": found.decision_number,
            "ngay_quyet_dinh": document_day(found.decided_on),
            "quyen_han": "\n".join(_signature(agency).authority_lines), "nguoi_ky": "",
            "noi_nhan": "- Như trên;\n- Hội đồng sáng kiến;\n- Lưu: VT.", "ma_tra_cuu": "",
        },
        about=found.code,
    )  # fmt: skip


def _head(one: Refusal) -> Letterhead:
    agency = one.agency
    return Letterhead(agency.superior_name, agency.name, agency.symbol, agency.place,
                      year=one.day.year)  # fmt: skip


def _signature(agency: Agency) -> Signature:
    head = agency.head_title.upper()
    whole = agency.name.startswith(_COMMITTEE)
    return Signature((f"TM. {_COMMITTEE.upper()}", head) if whole else (head,))


def _lines(reason: str) -> Sequence[str]:
    return [line.strip() for line in reason.splitlines() if line.strip()] or [reason]
