"""The words of a Giấy chứng nhận sáng kiến, in the order in which they are printed."""

from app.documents import phrases
from app.documents.model import Certificate
from app.documents.sheet import HALF, Sheet, Words, fitting


def certificate_sheet(one: Certificate) -> Sheet:
    """The certificate in its look: issuer and motto above, the author, the initiative, QR."""
    shown, signature = phrases.printable, one.signature
    holder, initiative = shown(one.holder), shown(one.initiative)
    names = standing(one)
    issuer = phrases.head_lines(one.issuer)
    details = (
        f"{shown(label)}: {shown(text)}"
        for label, text in (("Đơn vị", one.unit), *one.details)
        if shown(text)
    )
    return Sheet(
        title=f"{shown(one.heading)}: {holder}",
        heads=(
            (*(Words(line, 12) for line in phrases.head_lines(one.superior)),
             *(Words(line, 12, bold=True, rule=0.42 if line is issuer[-1] else 0)
               for line in issuer)),
            (Words(phrases.NATION, 13, bold=True),
             Words(phrases.MOTTO, 14, bold=True, before=2, rule=1)),
        ),
        middle=(
            Words(shown(one.heading).upper(), 34, bold=True, red=True),
            Words(holder, fitting(holder, 20, 10, 2), bold=True, before=8,
                  lead=f"{shown(one.salutation)}: "),
            *(Words(line, fitting(line, 15, 10, 2), before=5) for line in details),
            Words(names, fitting(names, 15, 10, 3), before=5),
            Words(initiative, fitting(initiative, 19, 11, 3), bold=True, before=6),
            Words(decision_line(one), 15, italic=True, before=6),
        ),
        left=(
            Words(shown(one.lookup_code), 11, bold=True, lead="Mã tra cứu: "),
            *((Words(f"Số vào sổ: {shown(one.register_number)}", 11, before=3),)
              if one.register_number else ()),
        ),
        right=(
            Words(phrases.date_line(one.place, one.issued_on, one.year), 14, italic=True),
            *(Words(line, fitting(line, 14, 10, 1, HALF), bold=True, before=4)
              for line in map(shown, signature.authority_lines)),
        ),
        name=Words(shown(signature.name), 14, bold=True),
        qr=one.qr_png,
    )  # fmt: skip


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
