"""The text of what is to be checked: pasted, or the paragraphs of a Word file."""

from io import BytesIO

from app.citations.found import MOST_TEXT
from app.files.packages import package_problem
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T, Text

MOST_BYTES = 20 << 20


def _bad(field: str, text: Text) -> Blocked:
    return Blocked([Blocker(field, text)])


def text_of_docx(content: bytes) -> str:
    """Each paragraph, and each of a table, on a line of its own. Raises `Blocked`."""
    if len(content) > MOST_BYTES:
        raise _bad("file", T("Tệp lớn hơn %(n)s MB", n=MOST_BYTES >> 20))
    problem = package_problem(BytesIO(content), ".docx")
    if problem is not None:
        raise _bad("file", problem)
    import docx  # noqa: PLC0415 - slow to import, needed only here
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    try:
        body = docx.Document(BytesIO(content)).element.body
        lines = ["".join(one.text or "" for one in paragraph.iter(qn("w:t")))
                 for paragraph in body.iter(qn("w:p"))]  # fmt: skip
    except Exception:
        raise _bad("file", T("Không đọc được tệp Word")) from None
    return "\n".join(" ".join(line.split()) for line in lines)


def text_to_check(pasted: str, content: bytes) -> str:
    """The file when there is one, else what was pasted. Raises `Blocked` when there is neither."""
    text = text_of_docx(content) if content else pasted
    if not text.strip():
        raise _bad("text", T("Dán văn bản hoặc chọn tệp .docx"))
    if len(text) > MOST_TEXT:
        raise _bad("text", T("Văn bản dài quá %(n)s ký tự", n=MOST_TEXT))
    return text
