"""Giấy chứng nhận sáng kiến: the facts put into the documents' model (Điều lệ Sáng kiến, Điều 7).

One for each author, naming the co-authors; the code and the QR lead to the public check page.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.accounts.models import Agency
from app.documents.docx_sheet import certificates_to_docx
from app.documents.model import Certificate, Signature
from app.documents.pdf_writer import certificates_to_pdf
from app.documents.places import Stock
from app.documents.qr import qr_png
from app.documents.stock import stock_to_pdf
from app.kernel.dates import local_date
from app.papers.catalogue import CERTIFICATE
from app.papers.kinds import Filling
from app.papers.making import paper
from app.papers.stocks import certificate_values
from app.review.recognition_queries import Decided, IssuedCertificate


def certificate(
    agency: Agency, decided: Decided, issued: IssuedCertificate, check_url: str
) -> Certificate:
    """What stands on one author's certificate."""
    others = tuple(
        other.holder for other in decided.certificates
        if other.author_id != issued.author_id and not other.revoked
    )  # fmt: skip
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


def on_stock(stock: Stock, made: Sequence[Certificate]) -> bytes:
    """The words of each alone, a page each, to be printed on paper that has all the rest."""
    values = [certificate_values(one) for one in made]
    return stock_to_pdf(stock, values, "Giấy chứng nhận sáng kiến")


def all_pdf(made: Sequence[Certificate]) -> bytes:
    """Many certificates in one file, a page each."""
    return certificates_to_pdf(made)


def certificate_pdf(made: Certificate) -> bytes:
    """The certificate to print and sign."""
    return certificates_to_pdf([made])


def by_template(session: Session, made: Certificate, day: date) -> bytes:
    """The sheet by the office's template in force on the day of issue; else our own."""
    code, issued_on = CERTIFICATE.code, made.issued_on or day
    printed = paper(session, code, issued_on, Filling(certificate_values(made)))
    return certificate_docx(made) if printed is None else printed.docx


def certificate_docx(made: Certificate) -> bytes:
    """The same sheet as a paper the office can still edit."""
    return certificates_to_docx([made])
