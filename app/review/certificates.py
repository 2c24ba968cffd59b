"""Giấy chứng nhận sáng kiến: the facts put into the documents' model (Điều lệ Sáng kiến, Điều 7).

One for each author, naming the co-authors; the code and the QR lead to the public check page.
"""

from app.accounts.models import Agency
from app.documents.docx_writer import to_docx
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Certificate,
    Letterhead,
    Paragraph,
    Run,
    Signature,
)
from app.documents.pdf_writer import certificates_to_pdf
from app.documents.qr import qr_png
from app.kernel.dates import document_day, local_date
from app.review.recognition_queries import Decided, IssuedCertificate


def certificate(
    agency: Agency, decided: Decided, issued: IssuedCertificate, check_url: str
) -> Certificate:
    """What stands on one author's certificate."""
    others = tuple(
        other.holder for other in decided.certificates if other.author_id != issued.author_id
    )
    issued_on = local_date(issued.issued_at)
    return Certificate(
        superior=agency.superior_name,
        issuer=agency.name,
        holder=issued.holder,
        initiative=decided.title,
        unit=issued.workplace or decided.unit_name,
        decision_number=decided.decision_number,
        decision_date=decided.decided_on,
        decided_by=f"{agency.head_title} {agency.name}",
        place=agency.place,
        signature=Signature((agency.head_title.upper(),)),
        lookup_code=issued.key,
        qr_png=qr_png(check_url),
        co_authors=others,
        details=(("Chủ đầu tư tạo ra sáng kiến", decided.unit_name),),
        issued_on=issued_on,
        year=issued_on.year,
        register_number=issued.number,
    )


def certificate_pdf(made: Certificate) -> bytes:
    """The certificate to print and sign."""
    return certificates_to_pdf([made])


def certificate_docx(made: Certificate) -> bytes:
    """The same words as a paper the office can still edit."""
    bold = Run(made.holder, bold=True)
    together = f" (cùng với {', '.join(made.co_authors)})" if made.co_authors else ""
    role = "đồng tác giả" if made.co_authors else "tác giả"
    day = document_day(made.decision_date) if made.decision_date else ""
    body = (
        Paragraph((Run(f"{made.salutation}: "), bold)),
        Paragraph(f"Đơn vị: {made.unit}"),
        *(Paragraph(f"{label}: {text}") for label, text in made.details),
        Paragraph(f"Là {role}{together} của sáng kiến:"),
        Paragraph((Run(made.initiative, bold=True),), align=Align.CENTER, indent=False),
        Paragraph(f"Được công nhận theo Quyết định số {made.decision_number} {day} của "
                  f"{made.decided_by}."),
        Paragraph(f"Vào sổ số {made.register_number}. Mã tra cứu: {made.lookup_code}"),
    )  # fmt: skip
    head = Letterhead(made.superior, made.issuer, "", made.place, issued_on=made.issued_on,
                      year=made.year)  # fmt: skip
    return to_docx(
        AdministrativeDocument(
            kind="GIẤY CHỨNG NHẬN SÁNG KIẾN",
            abstract="",
            letterhead=head,
            body=body,
            signature=made.signature,
            end_mark=False,
            landscape=True,
        )
    )
