"""The papers of a list as files. The same list gives the same bytes."""

from app.awards.compiled import CompiledList
from app.awards.papers import submission
from app.awards.workbook import workbook
from app.documents.docx_writer import to_docx
from app.documents.pdf_writer import to_pdf
from app.documents.xlsx_writer import to_xlsx


def trace(compiled: CompiledList, code: str) -> str:
    """The small last line: which state of which list this is."""
    head = compiled.heading
    name = f"danh sách số {head.number:02d} năm {head.year}"
    if not code:
        return f"Dự thảo, {name} chưa chốt"
    return f"Theo {name} đã chốt, mã dữ liệu {code}"


def submission_docx(compiled: CompiledList, code: str = "") -> bytes:
    """The Tờ trình with the list as annex, for Word. `code`: of the snapshot; "" for a draft."""
    return to_docx(submission(compiled, trace(compiled, code), draft=not code))


def submission_pdf(compiled: CompiledList, code: str = "") -> bytes:
    """The same as PDF."""
    return to_pdf(submission(compiled, trace(compiled, code), draft=not code))


def list_xlsx(compiled: CompiledList, _code: str = "") -> bytes:
    """The list, its checks and its sums with real numbers."""
    return to_xlsx(workbook(compiled))
