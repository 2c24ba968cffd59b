"""Administrative documents as DOCX: NĐ 30/2020/NĐ-CP, Phụ lục I, Mục V, line by line.

The office edits and signs this file, so everything is ordinary Word: paragraphs, tables, a page
number field. The same data gives the same bytes.
"""

from collections.abc import Iterator

from docx.oxml.xmlchemy import BaseOxmlElement

from app.documents import phrases
from app.documents.docx_package import Package
from app.documents.grid import (
    CELL_PADDING,
    TABLE_SIZE,
    Grid,
    GridRow,
)
from app.documents.layout import (
    AnnexPages,
    Head,
    Line,
    Pages,
    lay_out,
    room_of,
)
from app.documents.model import AdministrativeDocument, Align, Run, Signature
from app.documents.oxml import Form, cell, paragraph, row, table
from app.documents.widths import bold_width

FIRST_LINE = 1.27 / 2.54 * 72
GAP = 6
SIGNING_ROOM = 24 / 25.4 * 72
_LEFT, _RIGHT = 0.4, 0.6
_CENTER = Form(align=Align.CENTER)

_QR_SIDE = 18
"""Millimetres: read by a telephone at arm's length, no taller than the room to sign."""

Elements = Iterator[BaseOxmlElement]


def to_docx(document: AdministrativeDocument) -> bytes:
    """The document with its annexes, each in a section of its own with its own page numbers."""
    pages = lay_out(document)
    letterhead = document.letterhead
    package = Package(
        title=pages.title,
        author=phrases.printable(letterhead.issuer) if letterhead else "",
        issued_on=letterhead.issued_on if letterhead else None,
    )
    turned = [pages.landscape, *(annex.landscape for annex in pages.annexes)]
    package.add(_main(pages, package))
    for place, annex in enumerate(pages.annexes):
        package.end_section(landscape=turned[place])
        package.add(_annex(annex))
    package.finish(landscape=turned[-1])
    return package.to_bytes()


def _main(pages: Pages, package: Package) -> Elements:
    room = room_of(pages)
    if pages.head is None:
        yield from _motto(nation_size=13, motto_size=14, room=room)
    else:
        yield _head(pages.head, pages.abstract if not pages.kind else "", room)
    yield from _title(pages)
    yield from _addressees(pages)
    yield from _bases(pages)
    yield from _flow(pages.flow, room, closed=True)
    yield from _closing(pages, package)


def _text(words: str, form: Form, *, bold: bool = False, italic: bool = False) -> BaseOxmlElement:
    return paragraph((Run(words, bold=bold, italic=italic),), form)


def _rule(words: str, size: float, *, share: float, room: float) -> BaseOxmlElement:
    """The line under centred words: a share of the length of their longest line."""
    width = min(bold_width(words, size), room) * share
    side = (room - width) / 2
    form = Form(size=2, left=side, right=side, before=2, after=2, align=Align.CENTER)
    return paragraph((), form, rule=True)


def _motto(*, nation_size: float, motto_size: float, room: float) -> Elements:
    yield _text(phrases.NATION, Form(size=nation_size, align=Align.CENTER), bold=True)
    yield _text(phrases.MOTTO, Form(size=motto_size, align=Align.CENTER), bold=True)
    yield _rule(phrases.MOTTO, motto_size, share=1, room=room)


def _head(head: Head, letter_abstract: str, room: float) -> BaseOxmlElement:
    narrow, wide = room * _LEFT, room * _RIGHT
    left = [_text(line, Form(size=12, align=Align.CENTER)) for line in head.superior]
    left += [_text(line, Form(size=12, align=Align.CENTER), bold=True) for line in head.issuer]
    left.append(_rule(head.issuer[-1], 12, share=0.42, room=narrow))
    right = list(_motto(nation_size=12, motto_size=13, room=wide))
    number = [_text(head.number, Form(size=13, align=Align.CENTER, before=4))]
    if letter_abstract:
        form = Form(size=12, align=Align.CENTER, before=GAP)
        number.append(_text(f"V/v {letter_abstract}", form))
    date = Form(size=13, align=Align.CENTER, before=4)
    place_and_date = [_text(head.place_and_date, date, italic=True)]
    rows = (
        row((cell(left, narrow), cell(right, wide))),
        row((cell(number, narrow), cell(place_and_date, wide))),
    )
    return table((narrow, wide), rows, ruled=False, padding=0)


def _title(pages: Pages) -> Elements:
    if not pages.kind:
        yield _text("", Form(size=10))
        return
    yield _text(pages.kind, Form(align=Align.CENTER, before=14), bold=True)
    if pages.abstract:
        yield _text(pages.abstract, _CENTER, bold=True)
        yield _rule(pages.abstract, 14, share=0.4, room=room_of(pages))


def _addressees(pages: Pages) -> Elements:
    names = pages.addressees
    if len(names) == 1:
        form = Form(align=Align.CENTER, before=GAP, after=GAP)
        yield _text(f"Kính gửi: {names[0]}", form)
    elif names:
        left = FIRST_LINE * 2
        yield _text("Kính gửi:", Form(left=left, before=GAP))
        under_colon = left + bold_width("Kính gửi", 14)
        for place, name in enumerate(names, start=1):
            after = GAP if place == len(names) else 0
            yield _text(name, Form(left=under_colon, after=after))


def _bases(pages: Pages) -> Elements:
    if pages.authority:
        yield _text(pages.authority, Form(align=Align.CENTER, before=GAP, after=GAP), bold=True)
    body = Form(align=Align.JUSTIFY, first_line=FIRST_LINE, before=GAP, after=GAP)
    for base in pages.bases:
        yield _text(base, body, italic=True)
    if pages.enacting:
        form = Form(align=Align.CENTER, before=GAP, after=GAP, keep=True)
        yield _text(pages.enacting, form, bold=True)


def _flow(parts: tuple[Line | Grid, ...], room: float, *, closed: bool) -> Elements:
    """Lines and tables; before a closing the last of them stays on its page."""
    last = len(parts) - 1
    for place, part in enumerate(parts):
        ends_table = place + 1 == last and isinstance(parts[-1], Line)
        keep = closed and (place == last or (ends_table and isinstance(part, Grid)))
        if isinstance(part, Line):
            yield _line(part, keep=keep)
        else:
            yield _grid(part, room, keep=keep)
            yield _text("", Form(size=4, keep=keep))


def _line(line: Line, *, keep: bool) -> BaseOxmlElement:
    first = FIRST_LINE if line.indent else 0
    form = Form(
        align=line.align,
        first_line=first,
        before=GAP,
        after=GAP,
        keep=keep or line.keep,
        level=line.level,
    )
    return paragraph(line.runs, form)


def _grid(grid: Grid, room: float, *, keep: bool) -> BaseOxmlElement:
    widths = [share * room for share in grid.widths]
    centered = Form(size=TABLE_SIZE, align=Align.CENTER, keep=True)
    titles = [
        cell((_text(title, centered, bold=True),), width, middle=True)
        for title, width in zip(grid.head, widths, strict=True)
    ]
    rows = [row(titles, head=True)]
    last = len(grid.rows) - 1
    for place, one in enumerate(grid.rows):
        rows.append(_grid_row(one, grid.aligns, widths, keep=one.group or (keep and place == last)))
    return table(widths, rows, ruled=True, padding=CELL_PADDING)


def _grid_row(
    one: GridRow, aligns: tuple[Align, ...], widths: list[float], *, keep: bool
) -> BaseOxmlElement:
    if one.group:
        words = _text(one.cells[0], Form(size=TABLE_SIZE, keep=keep), bold=True)
        return row((cell((words,), sum(widths), span=len(widths), middle=True),), splits=one.splits)
    cells = [
        cell(
            (_text(words, Form(size=TABLE_SIZE, align=align, keep=keep), bold=one.bold),),
            width,
            middle=True,
        )
        for words, align, width in zip(one.cells, aligns, widths, strict=True)
    ]
    return row(cells, splits=one.splits)


def _closing(pages: Pages, package: Package) -> Elements:
    """Recipients and signature side by side; two signatures have the recipients below them.

    The small line that names the list stays with them: alone it would take a page of its own.
    """
    right, room = list(_signature(pages.signature)), room_of(pages)
    trace = (_text(pages.trace, Form(size=9, before=GAP)),) if pages.trace else ()
    if pages.left_signature is None:
        left = list(_recipients(pages)) or [_text("", Form())]
        if pages.qr:
            left.append(paragraph((), Form(size=11, before=4)))
            left[-1].append(package.picture(pages.qr, _QR_SIDE))
        left += trace
        widths = (room * _LEFT, room * _RIGHT)
    else:
        left = list(_signature(pages.left_signature))
        widths = (room / 2, room / 2)
    cells = [cell(part, width) for part, width in zip((left, right), widths, strict=True)]
    yield _text("", Form(size=8, keep=True))
    yield table(widths, (row(cells),), ruled=False, padding=0)
    if pages.left_signature is not None:
        yield from _recipients(pages, keep=bool(trace))
        yield from trace
    # A table must be followed by a paragraph; an empty one is made too small to open a new page.
    yield _text("", Form(size=1))


def _signature(signature: Signature) -> Elements:
    if signature.above:
        yield _text(signature.above, _CENTER, italic=True)
    for line in signature.authority_lines:
        yield _text(line, _CENTER, bold=True)
    if signature.note:
        yield _text(signature.note, _CENTER, italic=True)
    yield _text(signature.name, Form(align=Align.CENTER, before=SIGNING_ROOM), bold=True)


def _recipients(pages: Pages, *, keep: bool = False) -> Elements:
    if pages.recipients:
        before = 0 if pages.left_signature is None else GAP
        yield _text("Nơi nhận:", Form(size=12, before=before, keep=keep), bold=True, italic=True)
    for line in pages.recipients:
        yield _text(line, Form(size=11, keep=keep))


def _annex(annex: AnnexPages) -> Elements:
    room = room_of(annex)
    yield _text(annex.label, _CENTER, bold=True)
    yield _text(annex.title, _CENTER, bold=True)
    if annex.relates_to:
        yield _text(annex.relates_to, Form(size=13, align=Align.CENTER), italic=True)
        yield _rule(annex.relates_to, 13, share=0.35, room=room)
    yield _text("", Form(size=6))
    yield from _flow(annex.flow, room, closed=annex.signature is not None)
    if annex.signature is not None:
        narrow, wide = room * _LEFT, room * _RIGHT
        blank = cell((_text("", Form()),), narrow)
        signed = cell(_signature(annex.signature), wide)
        yield _text("", Form(size=8, keep=True))
        yield table((narrow, wide), (row((blank, signed)),), ruled=False, padding=0)
