"""A document turned into the lines that both writers print, so DOCX and PDF cannot differ in words.

Counting (I., 1., a), Điều 1.), punctuation and the end mark are settled here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.documents import phrases
from app.documents.grid import TEXT_WIDTH, TURNED_WIDTH, Grid, grid
from app.documents.model import (
    POINT_LETTERS,
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Dashed,
    Heading,
    Lettered,
    Numbered,
    NumberedArticle,
    Paragraph,
    RichText,
    Run,
    Signature,
    Table,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph on paper. `keep` holds it on the page of what follows; `level` of a heading."""

    runs: tuple[Run, ...]
    align: Align = Align.JUSTIFY
    indent: bool = True
    keep: bool = False
    level: int = 0


@dataclass(frozen=True, slots=True)
class Head:
    """The two-column head; an empty text is left out."""

    superior: tuple[str, ...]
    issuer: tuple[str, ...]
    number: str
    place_and_date: str


@dataclass(frozen=True, slots=True)
class AnnexPages:
    """An annex: its three head lines, then its flow."""

    label: str
    title: str
    relates_to: str
    flow: tuple[Line | Grid, ...]
    landscape: bool
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Pages:
    """Everything that is printed, in the order of printing."""

    title: str
    kind: str
    abstract: str
    head: Head | None
    authority: str
    bases: tuple[str, ...]
    enacting: str
    addressees: tuple[str, ...]
    flow: tuple[Line | Grid, ...]
    signature: Signature
    left_signature: Signature | None
    recipients: tuple[str, ...]
    trace: str
    annexes: tuple[AnnexPages, ...]
    landscape: bool
    qr: bytes = b""


def lay_out(document: AdministrativeDocument) -> Pages:
    """The document as lines; the same for every file format."""
    kind, abstract = phrases.printable(document.kind), phrases.printable(document.abstract)
    return Pages(
        title=f"{kind} {abstract}".strip(),
        kind=kind.upper(),
        abstract=abstract,
        head=_head(document),
        authority=phrases.printable(document.authority).upper(),
        bases=phrases.listed(document.legal_bases),
        enacting=phrases.printable(document.enacting),
        addressees=_addressees(document.addressees),
        flow=flow(document.body, end_mark=document.end_mark, room=room_of(document)),
        signature=_signature(document.signature),
        left_signature=_signature(document.left_signature) if document.left_signature else None,
        recipients=phrases.recipient_lines(document),
        trace=phrases.printable(document.trace),
        annexes=tuple(_annex(annex) for annex in document.annexes),
        landscape=document.landscape,
        qr=b"" if document.left_signature else document.qr_png,
    )


def room_of(pages: AdministrativeDocument | Annex | Pages | AnnexPages) -> float:
    """The width between the margins, in points."""
    return TURNED_WIDTH if pages.landscape else TEXT_WIDTH


def flow(
    body: tuple[Block, ...], *, end_mark: bool, room: float = TEXT_WIDTH
) -> tuple[Line | Grid, ...]:
    """The body's lines and tables, counted, with "./." after the last word where wanted.

    Blank lines at the end are left out: they would push the signature to another page.

    `room` is the width in points that a table may take.
    """
    parts = list(_counted(body, room))
    while parts and _is_blank(parts[-1]):
        parts.pop()
    if end_mark and parts:
        last = parts[-1]
        if isinstance(last, Line):
            parts[-1] = _with_end_mark(last)
        else:
            parts.append(Line((Run(phrases.END_MARK),), align=Align.RIGHT, indent=False))
    return tuple(parts)


@dataclass(slots=True)
class _Counter:
    """The running numbers of one body."""

    levels: list[int] = field(default_factory=lambda: [0, 0, 0])
    articles: int = 0

    def heading(self, level: int) -> str:
        self.levels[level - 1] += 1
        self.levels[level:] = [0] * (3 - level)
        number = self.levels[level - 1]
        if level == 1:
            return f"{phrases.roman(number)}."
        return f"{number}." if level == 2 else f"{POINT_LETTERS[(number - 1) % 23]})"

    def article(self) -> str:
        self.articles += 1
        return f"Điều {self.articles}."


def _counted(body: tuple[Block, ...], room: float) -> Iterator[Line | Grid]:
    counter = _Counter()
    for block in body:
        match block:
            case Table():
                yield grid(block, room)
            case Heading():
                yield _heading(block, counter)
            case NumberedArticle():
                yield from _article(block, counter.article())
            case Paragraph():
                line = Line((), align=block.align, indent=block.indent)
                yield from _paragraphs((), block.text, line)
            case Lettered():
                yield from _items((f"{letter})" for letter in POINT_LETTERS), block.items)
            case Numbered():
                yield from _items((f"{n}." for n in range(1, len(block.items) + 1)), block.items)
            case Dashed():
                yield from _items(("-" for _ in block.items), block.items)


def _heading(block: Heading, counter: _Counter) -> Line:
    label = counter.heading(block.level) if block.label is None else block.label
    text = phrases.printable(block.text)
    shown = f"{label} {text.upper() if block.level == 1 else text}".strip()
    return Line((Run(shown, bold=block.level < 3),), keep=True, level=block.level)


def _article(block: NumberedArticle, label: str) -> Iterator[Line]:
    if block.title:
        yield Line((Run(f"{label} {phrases.printable(block.title)}", bold=True),), keep=True)
        yield from _paragraphs((), block.text, Line(()))
        return
    yield from _paragraphs((Run(f"{label} ", bold=True),), block.text, Line(()))


def _items(labels: Iterable[str], items: tuple[RichText, ...]) -> Iterator[Line]:
    for label, item in zip(labels, items, strict=False):
        yield from _paragraphs((Run(f"{label} "),), item, Line(()))


def _paragraphs(lead: tuple[Run, ...], text: RichText, form: Line) -> Iterator[Line]:
    """The text as paragraphs, broken at its newlines; the lead stands before the first."""
    runs = list(lead)
    for run in (Run(text),) if isinstance(text, str) else text:
        first, *others = phrases.printable(run.text).split("\n")
        runs.append(replace(run, text=first))
        for other in others:
            yield replace(form, runs=tuple(runs))
            runs = [replace(run, text=other)]
    yield replace(form, runs=tuple(runs))


def _is_blank(part: Line | Grid) -> bool:
    return isinstance(part, Line) and not any(run.text.strip() for run in part.runs)


def _with_end_mark(line: Line) -> Line:
    last = next(place for place in reversed(range(len(line.runs))) if line.runs[place].text.strip())
    marked = replace(line.runs[last], text=phrases.end_marked(line.runs[last].text))
    return replace(line, runs=(*line.runs[:last], marked))


def _head(document: AdministrativeDocument) -> Head | None:
    letterhead = document.letterhead
    if letterhead is None:
        return None
    return Head(
        superior=phrases.head_lines(letterhead.superior),
        issuer=phrases.head_lines(letterhead.issuer),
        number=phrases.number_line(letterhead),
        place_and_date=phrases.date_line(letterhead.place, letterhead.issued_on, letterhead.year),
    )


def _addressees(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) == 1:
        return (phrases.printable(names[0]).strip().rstrip(".;"),)
    return tuple(f"- {line}" for line in phrases.listed(names))


def _signature(signature: Signature) -> Signature:
    return Signature(
        authority_lines=tuple(phrases.printable(line) for line in signature.authority_lines),
        name=phrases.printable(signature.name),
        above=phrases.printable(signature.above),
        note=phrases.printable(signature.note),
    )


def _annex(annex: Annex) -> AnnexPages:
    return AnnexPages(
        label=phrases.annex_label(annex.number),
        title=phrases.printable(annex.title).upper(),
        relates_to=phrases.printable(annex.relates_to),
        flow=flow(annex.body, end_mark=True, room=room_of(annex)),
        landscape=annex.landscape,
        signature=_signature(annex.signature) if annex.signature else None,
    )
