"""The office's own Word templates in the set of a list: which are in force, what goes into them.

A locked list alone is printed by them: our own layout says of a draft that it is one. The day is
the list's own, on which it was judged, so that the same list gives the same papers later.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.awards.compiled import CompiledList, Line
from app.awards.dossier_words import Paper, role_of
from app.awards.papers import authority, counted, numbered
from app.awards.states import SubjectKind
from app.documents import phrases
from app.documents.grid import Grid
from app.documents.layout import Pages, lay_out
from app.documents.model import AdministrativeDocument
from app.kernel.money import dong_in_words, dong_text
from app.kernel.numbers import integer_text
from app.papers import catalogue
from app.papers.kinds import Filling, PaperKind, all_kinds, complete, kind_of
from app.papers.queries import numbered_template, uses

Fill = Callable[[AdministrativeDocument], Filling]
SUBMISSION = catalogue.SUBMISSION.code
DECISION = catalogue.DRAFT_DECISION.code
LETTER = catalogue.LETTER.code
REPORTS = {True: catalogue.PERSON_REPORT.code, False: catalogue.COLLECTIVE_REPORT.code}
COVERED = frozenset({SUBMISSION, DECISION, LETTER, *REPORTS.values()})
"""Kinds that the set prints by a template. The others are made of many sheets or of a sitting."""
_OF_A_LIST = (
    catalogue.LIST, catalogue.SUMMARY, catalogue.MINUTES, catalogue.COUNT_RECORD,
    catalogue.COMMENDATION,
)  # fmt: skip


def in_force(session: Session, paper_code: str, compiled: CompiledList) -> dict[str, int]:
    """The number of the template in force on the list's day, for each kind; none for a draft."""
    if not paper_code:
        return {}
    codes = [kind.code for kind in all_kinds() if kind.code in COVERED or kind in _OF_A_LIST]
    found = uses(session, codes, compiled.heading.judged_on)
    return {code: use.in_force for code, use in found.items() if use.in_force}


def unused(numbers: Mapping[str, int]) -> list[str]:
    """Kinds that have a template which the set does not use."""
    kinds = (kind_of(code) for code in numbers if code not in COVERED)
    return [str(kind.title) for kind in kinds if kind]


def contents(
    session: Session, numbers: Mapping[str, int], kinds: set[str]
) -> dict[str, tuple[int, bytes]]:
    """The Word file of each of these kinds; left out while the virus scanner holds it."""
    found = {}
    for code in sorted(kinds & numbers.keys() & COVERED):
        content = numbered_template(session, code, numbers[code])
        if content is not None:
            found[code] = (numbers[code], content)
    return found


def by_template(code: str, template: bytes, filling: Filling) -> bytes:
    """The Word file."""
    from app.papers.filling import filled  # noqa: PLC0415 - Word, only where one is made

    kind = kind_of(code)
    assert isinstance(kind, PaperKind)  # noqa: S101 - one of COVERED
    whole = complete(kind, filling)
    return filled(template, whole.texts, whole.rows)


def of_submission(paper: Paper) -> Fill:
    """What goes into a Tờ trình."""
    return lambda made: Filling(
        {**_texts(paper, made), **_counts(paper.compiled)}, _rows(paper.compiled)
    )


def of_decision(paper: Paper) -> Fill:
    """What goes into a draft decision: the lines that it honours."""

    def fill(made: AdministrativeDocument) -> Filling:
        listed = paper.in_decision
        texts = {"tham_quyen": authority(paper.head), "nguoi_de_nghi": paper.head.issuer}
        return Filling({**_texts(paper, made), **_counts(listed), **texts}, _rows(listed))

    return fill


def of_letter(paper: Paper) -> Fill:
    """What goes into a công văn."""
    return lambda made: Filling(_texts(paper, made))


def of_report(paper: Paper, line: Line) -> Fill:
    """What goes into the report of one line."""

    def fill(made: AdministrativeDocument) -> Filling:
        texts = {"ten": line.name, "chuc_vu": line.job_title, "don_vi": line.unit_name,
                 "hinh_thuc": line.award_name, "thanh_tich": line.achievement}  # fmt: skip
        rows = [
            {"stt": str(place), "ma_so": one.code, "ten": one.title, "vai_tro": role_of(one)}
            for place, one in enumerate(line.solutions, start=1)
        ]
        return Filling({**_texts(paper, made), **texts}, {"giai_phap": rows})

    return fill


def report_kind(line: Line) -> str:
    """Of a person, or of a collective or household."""
    return REPORTS[line.subject_kind is SubjectKind.INDIVIDUAL]


def _texts(paper: Paper, made: AdministrativeDocument) -> dict[str, str]:
    """Head, words and end of a paper, as our own layout prints them."""
    pages, head = lay_out(made), made.letterhead
    return {
        "co_quan_cap_tren": head.superior if head else "",
        "co_quan": head.issuer if head else paper.head.agency,
        "ky_hieu": head.symbol if head else "",
        "noi_ky": head.place if head else paper.head.place, "nam": str(paper.head.year),
        "trich_yeu": made.abstract, "can_cu": "\n".join(pages.bases).rstrip(".;"),
        "kinh_gui": ", ".join(made.addressees), "noi_dung": "\n".join(_lines(pages)),
        "quyen_han": "\n".join(pages.signature.authority_lines),
        "nguoi_ky": pages.signature.name, "noi_nhan": "\n".join(pages.recipients),
        "ma_tra_cuu": paper.lookups.get("list", ""),
    }  # fmt: skip


def _lines(pages: Pages) -> list[str]:
    """The words of the paper; a table is a list of its own in a template."""
    lines = ["".join(run.text for run in part.runs)
             for part in pages.flow if not isinstance(part, Grid)]  # fmt: skip
    return [line.removesuffix(phrases.END_MARK) for line in lines if line.strip()]


def _counts(listed: CompiledList) -> dict[str, str]:
    money = listed.money
    return {"so_doi_tuong": counted(listed), "tong_tien": dong_text(money),
            "tong_tien_chu": dong_in_words(money)}  # fmt: skip


def _rows(listed: CompiledList) -> dict[str, list[dict[str, Any]]]:
    return {
        "danh_sach": [
            {"stt": str(place), "ten": line.name, "chuc_vu": line.job_title,
             "don_vi": line.unit_name, "thanh_tich": line.achievement,
             "hinh_thuc": line.award_name,
             "tien": "" if line.amount is None else integer_text(line.amount)}
            for place, line in numbered(listed)
        ]
    }  # fmt: skip
