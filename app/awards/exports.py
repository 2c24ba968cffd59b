"""The papers of a list as files. The same list gives the same bytes."""

from app.awards.compiled import CompiledList
from app.awards.papers import submission, trace
from app.awards.workbook import workbook
from app.documents.docx_writer import to_docx
from app.documents.pdf_writer import to_pdf
from app.documents.xlsx_writer import to_xlsx


def submission_docx(compiled: CompiledList, code: str = "", lookup: str = "") -> bytes:
    """The Tờ trình with the list as annex, for Word. `code`: of the snapshot; "" for a draft.

    `lookup`: the list's code of the public page, the same as in the whole set.
    """
    return to_docx(submission(compiled, trace(compiled, code, lookup), draft=not code))


def submission_pdf(compiled: CompiledList, code: str = "", lookup: str = "") -> bytes:
    """The same as PDF."""
    return to_pdf(submission(compiled, trace(compiled, code, lookup), draft=not code))


def list_xlsx(compiled: CompiledList, _code: str = "", _lookup: str = "") -> bytes:
    """The list, its checks and its sums with real numbers."""
    return to_xlsx(workbook(compiled))
