"""Which papers the set of a list holds, in the order of filing, and how each is made.

Names are numbered, so that two people of one name have two papers; the same list gives the same
names. Nothing is rendered here.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.awards.compiled import CompiledList, Line
from app.awards.dossier_council import count_paper, minutes_paper
from app.awards.dossier_decision import award_decision, forwarding_letter
from app.awards.dossier_fillings import (
    COUNT,
    DECISION,
    HONOUR,
    LETTER,
    LIST,
    MINUTES,
    SUBMISSION,
    SUMMARY,
    Fill,
    of_count,
    of_decision,
    of_honour,
    of_letter,
    of_list,
    of_minutes,
    of_report,
    of_submission,
    of_summary,
    report_kind,
)
from app.awards.dossier_honours import commendations, with_lines
from app.awards.dossier_reports import report
from app.awards.dossier_summary import short_biographies, summary
from app.awards.dossier_words import Paper
from app.awards.dossier_zip import safe_name
from app.awards.papers import counted, numbered, submission
from app.awards.states import SUBJECT_TITLES
from app.awards.workbook import workbook
from app.documents.honours import Commendation
from app.documents.model import AdministrativeDocument
from app.documents.places import Stock
from app.documents.xlsx_writer import Sheet

AT_A_PRINT = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """One paper of the set: a `document`, `sheets` of a workbook, or `honours` to print."""

    name: str
    title: str
    subject: str
    document: Callable[[], AdministrativeDocument] | None = None
    sheets: Callable[[], tuple[Sheet, ...]] | None = None
    honours: Callable[[], list[Commendation]] | None = None
    kind: str = ""
    """Of which kind of the office's templates it is, and what goes into it."""
    fill: Fill | None = None
    blanks: Callable[[], list[dict[str, str]]] | None = None
    """What goes into each sheet of a template, where `honours` are printed by one."""
    stock: Stock | None = None
    """Words alone, for pre-printed stock: where each stands."""


def pieces(
    paper: Paper, sittings: Sequence[dict[str, Any]], templates: Collection[str] = (),
    stock: Stock | None = None,
) -> list[Piece]:  # fmt: skip
    """The whole set in the order in which it is filed.

    Giấy khen are made from a locked list only, and only where this authority gives them; `stock`:
    where their words stand on the office's pre-printed paper. `templates`: kinds of which the
    office has one; with one for the list, the list is a file of its own and no annex.
    """
    apart = LIST in templates
    found = [
        *_submission(paper, apart=apart),
        Piece(_named(2, "Danh sách trích ngang, đối chiếu, tổng hợp"), "Danh sách trích ngang", "",
              sheets=lambda: list_book(paper)),
        replace(_whole(3, "Tóm tắt thành tích", lambda: summary(paper)),
                kind=SUMMARY, fill=of_summary(paper)),
        *_reports(paper),
        *_sittings(paper, sittings),
    ]  # fmt: skip
    if paper.in_decision.lines:
        found += _decision(paper, apart=apart)
    if paper.code and not paper.head.upward:
        found += _honours(paper, stock)
    if paper.head.upward:
        contents = _contents(paper)
        whole = _whole(9, "Công văn gửi cấp trên", lambda: forwarding_letter(paper, contents))
        found.append(replace(whole, kind=LETTER, fill=of_letter(paper)))
    return found


def _submission(paper: Paper, *, apart: bool) -> Iterator[Piece]:
    def whole() -> AdministrativeDocument:
        made = submission(paper.compiled, paper.trace, draft=not paper.code)
        return replace(made, qr_png=paper.qr)

    if not apart:
        yield replace(_whole(1, "Tờ trình và danh sách", whole), kind=SUBMISSION,
                      fill=of_submission(paper))  # fmt: skip
        return
    yield replace(_whole(1, "Tờ trình", lambda: replace(whole(), annexes=())), kind=SUBMISSION,
                  fill=of_submission(paper))  # fmt: skip
    yield _list("01.1. Danh sách kèm theo Tờ trình", paper, paper.compiled, whole)


def _decision(paper: Paper, *, apart: bool) -> Iterator[Piece]:
    name, fill = "Dự thảo Quyết định khen thưởng", of_decision(paper)
    if not apart:
        yield replace(_whole(7, name, lambda: award_decision(paper)), kind=DECISION, fill=fill)
        return
    yield replace(_whole(7, name, lambda: replace(award_decision(paper), annexes=())),
                  kind=DECISION, fill=fill)  # fmt: skip
    yield _list("07.1. Danh sách kèm theo Quyết định", paper, paper.in_decision,
                lambda: award_decision(paper))  # fmt: skip


def _list(
    name: str, paper: Paper, listed: CompiledList, whole: Callable[[], AdministrativeDocument]
) -> Piece:
    """The annex of a paper as a file of its own; printed by our layout it is that annex."""

    def alone() -> AdministrativeDocument:
        made = whole()
        (annex,) = made.annexes
        # It goes with a paper that has a number, a place and a day.
        head = made.letterhead
        return replace(made, letterhead=replace(head, symbol="", place="", number=None) if head
                       else None, kind="DANH SÁCH", abstract=annex.title.removeprefix("Danh sách "),
                       body=annex.body, legal_bases=(), addressees=(), authority="", enacting="",
                       annexes=(), landscape=True)  # fmt: skip

    attached = whole().annexes[0].relates_to
    return Piece(name, name.partition(". ")[2], "", alone, kind=LIST,
                 fill=of_list(paper, listed, attached))  # fmt: skip


def _sittings(paper: Paper, sittings: Sequence[dict[str, Any]]) -> list[Piece]:
    """Minutes and count of each sitting; one form of each where no sitting is recorded."""
    held: list[dict[str, Any] | None] = [*sittings] or [None]
    found = []
    for number, title, make, kind, fill in (
        (5, "Biên bản họp Hội đồng", minutes_paper, MINUTES, of_minutes),
        (6, "Biên bản kiểm phiếu", count_paper, COUNT, of_count),
    ):
        for place, one in enumerate(held, start=1):
            shown = f"{title}, phiên {place}" if len(held) > 1 else title
            whole = _whole(number, shown, partial(make, paper, one))
            found.append(replace(whole, kind=kind, fill=fill(paper, one)))
    return found


def _honours(paper: Paper, stock: Stock | None) -> list[Piece]:
    """Giấy khen, one sheet for each of the list, a file for each award and `AT_A_PRINT` sheets.

    Setting hundreds of sheets at once takes a tenth of a gigabyte, and a printer jams.
    """
    found = []
    names = list(dict.fromkeys(line.award_name for line in paper.honoured.lines))
    for award, name in enumerate(names, start=1):
        number = "08" if len(names) == 1 else f"08.{award}"
        count = len(commendations(paper, name))
        for first in range(0, count, AT_A_PRINT):
            last = min(first + AT_A_PRINT, count)
            which = f", tờ {first + 1:03d} đến {last:03d}" if count > AT_A_PRINT else ""
            sheets = partial(_some, paper, name, first, last)
            shown = f"{number}. {safe_name(name)}{which}"
            found.append(Piece(shown, name, "", honours=sheets, kind=HONOUR,
                               blanks=partial(_blanks, paper, name, first, last)))  # fmt: skip
            if stock is not None:
                found.append(Piece(f"{shown}, in trên phôi", f"{name}, in trên phôi", "",
                                   honours=sheets, stock=stock))  # fmt: skip
    return found


def _some(paper: Paper, name: str, first: int, last: int) -> list[Commendation]:
    return commendations(paper, name)[first:last]


def _blanks(paper: Paper, name: str, first: int, last: int) -> list[dict[str, str]]:
    return [of_honour(one, line) for one, line in with_lines(paper, name)[first:last]]


def list_book(paper: Paper) -> tuple[Sheet, ...]:
    """The list, its checks, its sums and the short biographies as one workbook."""
    return (*workbook(paper.compiled), short_biographies(paper))


def _named(number: int, title: str) -> str:
    return f"{number:02d}. {safe_name(title)}"


def _whole(number: int, title: str, make: Callable[[], AdministrativeDocument]) -> Piece:
    return Piece(_named(number, title), title, "", make)


def _reports(paper: Paper) -> list[Piece]:
    """One for each collective, then one for each person, numbered as on the list."""
    return [_report(paper, place, line) for place, line in numbered(paper.compiled)]


def _report(paper: Paper, place: int, line: Line) -> Piece:
    noun = str(SUBJECT_TITLES[line.subject_kind])
    folder = _named(4, "Báo cáo thành tích")
    name = f"{folder}/{place:03d}. {noun} - {safe_name(line.name)}"
    return Piece(name, f"Báo cáo thành tích {noun.lower()}", line.name, lambda: report(paper, line),
                 kind=report_kind(line), fill=of_report(paper, line))  # fmt: skip


def _contents(paper: Paper) -> list[str]:
    number = len(paper.compiled.lines)
    return [
        f"Tờ trình kèm danh sách {counted(paper.compiled)}",
        "Báo cáo tóm tắt thành tích của các tập thể, cá nhân",
        f"{number:02d} báo cáo thành tích của từng tập thể, cá nhân",
        "Biên bản họp Hội đồng và biên bản kiểm phiếu",
        "Dự thảo Quyết định khen thưởng",
    ]
