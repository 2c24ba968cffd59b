"""Giấy chứng nhận and Giấy khen as DOCX: the same sheets as the PDF, still ordinary Word.

Each sheet is one table of three rows without lines (head, middle, foot) in a framed turned page, so
that the office may change a word and the page keeps its balance. Same data, same bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from docx.oxml.xmlchemy import BaseOxmlElement

from app.documents import phrases
from app.documents.certificate import certificate_sheet
from app.documents.docx_package import Package
from app.documents.honours import Commendation, commendation_sheet
from app.documents.model import Align, Certificate, Run
from app.documents.oxml import Form, cell, paragraph, row, table
from app.documents.sheet import CRIMSON, ROOM, SIGNING_ROOM, Sheet, Words, balanced_room, fitted
from app.documents.widths import bold_width

_MM = 72 / 25.4
_WIDTHS = (ROOM * 0.4, ROOM * 0.1, ROOM * 0.5)
_HEAD, _MIDDLE, _FOOT = 22 * _MM, 94 * _MM, 50 * _MM
_QR_SIDE = 24
_LEAD_SIZE = 15

Elements = Iterator[BaseOxmlElement]


def certificates_to_docx(certificates: Sequence[Certificate]) -> bytes:
    """Certificates, each on its own landscape page, in the order given; at least one."""
    first = certificates[0] if certificates else None
    if first is None:
        msg = "no certificate to print"
        raise ValueError(msg)
    return _file(map(certificate_sheet, certificates), "Giấy chứng nhận sáng kiến", first.issuer,
                 first.issued_on)  # fmt: skip


def commendations_to_docx(commendations: Sequence[Commendation]) -> bytes:
    """Giấy khen, each on its own landscape page, in the order given; at least one."""
    first = commendations[0] if commendations else None
    if first is None:
        msg = "no commendation to print"
        raise ValueError(msg)
    return _file(map(commendation_sheet, commendations), phrases.printable(first.award),
                 first.decided_by, first.issued_on)  # fmt: skip


def _file(sheets: Iterable[Sheet], title: str, author: str, day: date | None) -> bytes:
    package = Package(
        title=title, author=phrases.printable(author), issued_on=day, numbered=False
    )  # fmt: skip
    for place, sheet in enumerate(map(fitted, sheets)):
        # Word joins tables that touch; a line of one point parts them and turns the page.
        package.add([paragraph((), Form(size=1, new_page=place > 0), thin=True)])
        package.add([_drawn(sheet, package)])
    package.add([paragraph((), Form(size=1), thin=True)])
    package.finish_framed()
    return package.to_bytes()


def _drawn(sheet: Sheet, package: Package) -> BaseOxmlElement:
    one, between, half = _WIDTHS
    widths = (one, between + half) if len(sheet.heads) > 1 else (ROOM,)
    heads = zip(sheet.heads, widths, (1, 2) if len(sheet.heads) > 1 else (3,), strict=True)
    return table(
        _WIDTHS,
        (
            row([cell(_stacked(words, width), width, span=span) for words, width, span in heads],
                height=_HEAD),
            row([cell(_stacked(sheet.middle, ROOM), ROOM, span=3, middle=True)], height=_MIDDLE),
            row([cell(_left(sheet, package), one + between, span=2, low=True),
                 cell(_right(sheet, half), half, low=True)], height=_FOOT),
        ),
        ruled=False,
        padding=0,
    )  # fmt: skip


def _stacked(words: Sequence[Words], room: float) -> Elements:
    """Centred lines; a cell must hold a paragraph even where there is nothing to say."""
    for one in words:
        if one.is_shown:
            yield _line(one, Align.CENTER, (room - balanced_room(one, room)) / 2)
            if one.rule:
                yield _rule(one, room)
    if not any(one.is_shown for one in words):
        yield paragraph((), Form(size=1))


def _line(one: Words, align: Align, side: float = 0) -> BaseOxmlElement:
    form = Form(size=one.size, align=align, before=one.before, left=side, right=side,
                colour=CRIMSON if one.red else "")  # fmt: skip
    made = paragraph((Run(one.text, bold=one.bold, italic=one.italic),), form)
    if one.lead:
        lead = paragraph((Run(one.lead),), Form(size=min(one.size, _LEAD_SIZE)))
        made.insert(1, lead[-1])
    return made


def _rule(one: Words, room: float) -> BaseOxmlElement:
    width = min(bold_width(one.text, one.size), room) * one.rule
    side = (room - width) / 2
    form = Form(size=2, left=side, right=side, before=2, align=Align.CENTER)
    return paragraph((), form, rule=True)


def _left(sheet: Sheet, package: Package) -> Elements:
    if sheet.qr:
        made = paragraph((), Form(size=11, after=2))
        made.append(package.picture(sheet.qr, _QR_SIDE))
        yield made
    for one in sheet.left:
        if one.is_shown:
            yield _line(one, Align.LEFT)


def _right(sheet: Sheet, room: float) -> Elements:
    yield from _stacked(sheet.right, room)
    name = sheet.name
    form = Form(size=name.size, align=Align.CENTER, before=SIGNING_ROOM)
    yield paragraph((Run(name.text or phrases.BLANK, bold=name.bold),), form)
