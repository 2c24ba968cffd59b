"""The words of a Giấy chứng nhận sáng kiến, in the order in which they are printed."""

from app.documents import phrases
from app.documents.model import Certificate


def certificate_words(certificate: Certificate) -> dict[str, object]:
    """The certificate as plain text for the page program; the picture as numbers 0-255."""
    signature = certificate.signature
    return {
        "superior": phrases.head_lines(certificate.superior),
        "issuer": phrases.head_lines(certificate.issuer),
        "heading": phrases.printable(certificate.heading).upper(),
        "salutation": phrases.printable(certificate.salutation),
        "holder": phrases.printable(certificate.holder),
        "details": [
            (phrases.printable(label), phrases.printable(text))
            for label, text in (("Đơn vị", certificate.unit), *certificate.details)
        ],
        "standing": standing(certificate),
        "initiative": phrases.printable(certificate.initiative),
        "decision": decision_line(certificate),
        "place_and_date": phrases.date_line(
            certificate.place, certificate.issued_on, certificate.year
        ),
        "authority_lines": [phrases.printable(line) for line in signature.authority_lines],
        "name": phrases.printable(signature.name),
        "register_number": phrases.printable(certificate.register_number),
        "lookup_code": phrases.printable(certificate.lookup_code),
        "qr": list(certificate.qr_png),
    }


def standing(certificate: Certificate) -> str:
    """ "là tác giả của sáng kiến", or "là đồng tác giả (cùng với …) của sáng kiến".

    The holder is left out of the co-authors, so a caller may give the whole list of authors.
    """
    holder = phrases.printable(certificate.holder)
    names = [phrases.printable(name) for name in certificate.co_authors]
    others = ", ".join(name for name in names if name != holder)
    if not others:
        return "là tác giả của sáng kiến:"
    return f"là đồng tác giả (cùng với {others}) của sáng kiến:"


def decision_line(certificate: Certificate) -> str:
    """ "Được công nhận theo Quyết định số 12/QĐ-UBND ngày …", "của …"; blanks until issued."""
    number = phrases.printable(certificate.decision_number) or phrases.BLANK
    day = phrases.day_or_blank(certificate.decision_date, certificate.year)
    by = f"\ncủa {phrases.printable(certificate.decided_by)}" if certificate.decided_by else ""
    return f"Được công nhận theo Quyết định số {number} {day}{by}"
