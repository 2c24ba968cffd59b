"""What goes into the blanks of the office's templates for the papers of a list.

Head, words and end are those that our own layout prints: the two cannot say different things.
"""

from collections.abc import Callable
from typing import Any

from app.awards.compiled import CompiledList, Line
from app.awards.dossier_council import by_hand_rows, known_of_sitting
from app.awards.dossier_summary import summary_rows
from app.awards.dossier_words import Paper, role_of
from app.awards.papers import authority, counted, numbered
from app.awards.states import SubjectKind
from app.documents import phrases
from app.documents.grid import Grid
from app.documents.honours import Commendation
from app.documents.layout import Pages, lay_out
from app.documents.model import AdministrativeDocument
from app.documents.phrases import unbroken
from app.kernel.money import dong_in_words, dong_text
from app.kernel.numbers import integer_text
from app.papers import catalogue
from app.papers.kinds import Filling
from app.papers.stocks import commendation_values
from app.sittings.paper_filling import count_filling, minutes_filling

_PROPOSED = "Theo đề nghị của "
Fill = Callable[[AdministrativeDocument], Filling]
SUBMISSION = catalogue.SUBMISSION.code
LIST = catalogue.LIST.code
SUMMARY = catalogue.SUMMARY.code
MINUTES = catalogue.MINUTES.code
COUNT = catalogue.COUNT_RECORD.code
DECISION = catalogue.DRAFT_DECISION.code
LETTER = catalogue.LETTER.code
HONOUR = catalogue.COMMENDATION.code
REPORTS = {True: catalogue.PERSON_REPORT.code, False: catalogue.COLLECTIVE_REPORT.code}
COVERED = frozenset({SUBMISSION, LIST, SUMMARY, MINUTES, COUNT, DECISION, LETTER, HONOUR,
                     *REPORTS.values()})  # fmt: skip
"""Kinds that the set prints by a template: every kind of paper in it."""


def of_submission(paper: Paper) -> Fill:
    """What goes into a Tờ trình."""
    return lambda made: Filling(
        {**_texts(paper, made), **_counts(paper.compiled)}, _rows(paper.compiled)
    )


def of_decision(paper: Paper) -> Fill:
    """What goes into a draft decision: the lines that it honours."""

    def fill(made: AdministrativeDocument) -> Filling:
        listed = paper.in_decision
        texts = _texts(paper, made)
        bases, _, proposer = texts["can_cu"].rpartition(f"\n{_PROPOSED}")
        texts |= {"tham_quyen": authority(paper.head), "can_cu": bases.rstrip(";"),
                  "nguoi_de_nghi": proposer}  # fmt: skip
        return Filling({**texts, **_counts(listed)}, _rows(listed))

    return fill


def of_list(paper: Paper, listed: CompiledList, attached: str) -> Fill:
    """What goes into the list as an annex: `attached` is the line that says to what."""
    return lambda made: Filling(
        {**_texts(paper, made), **_counts(listed), "kem_theo": attached}, _rows(listed)
    )


def of_summary(paper: Paper) -> Fill:
    """What goes into the Báo cáo tóm tắt: a row for each line of the list."""
    return lambda made: Filling(
        {**_texts(paper, made), **_counts(paper.compiled)}, {"tom_tat": summary_rows(paper)}
    )


def of_minutes(paper: Paper, sitting: dict[str, Any] | None) -> Fill:
    """As the sitting was; without one what is known, and room to write by hand."""
    if sitting is not None:
        return lambda _made: minutes_filling(sitting)
    return lambda made: _by_hand(paper, made)


def of_count(paper: Paper, sitting: dict[str, Any] | None) -> Fill:
    """The same for the record of the count."""
    if sitting is not None:
        return lambda _made: count_filling(sitting)
    return lambda made: _by_hand(paper, made)


def _by_hand(paper: Paper, made: AdministrativeDocument) -> Filling:
    return Filling(
        {**_texts(paper, made), **known_of_sitting(paper)},
        {"ket_qua": by_hand_rows(paper)},
    )


def of_honour(one: Commendation, line: Line) -> dict[str, str]:
    """The blanks of one Giấy khen; what is not known yet is room to write."""
    unit = "" if line.unit_name == line.name else line.unit_name
    texts = {**commendation_values(one), "danh_xung": one.salutation, "don_vi": unit,
             "chuc_vu": line.job_title}  # fmt: skip
    for name in ("so_quyet_dinh", "so_so_vang"):
        texts[name] = texts[name] or phrases.BLANK
    return {name: texts.get(name, "") for name in catalogue.COMMENDATION.names}


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
        "co_quan_cap_tren": unbroken(head.superior if head else ""),
        "co_quan": unbroken(head.issuer if head else paper.head.agency),
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
    return [line.replace(phrases.END_MARK, ".") if line.endswith(phrases.END_MARK) else line
            for line in lines if line.strip()]  # fmt: skip


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
