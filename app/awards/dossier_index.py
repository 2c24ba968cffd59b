"""The index of a set of papers: a page to open, and the same for machines.

The page stands on its own: it is opened from a folder, so its style is in it and it asks for
nothing from anywhere.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote

from markupsafe import Markup

from app.awards.dossier_words import Paper
from app.awards.dossier_zip import Member
from app.awards.papers import counted
from app.kernel.dates import document_day
from app.kernel.money import dong_text
from app.kernel.numbers import integer_text
from app.kernel.vietnamese import clean_line

PAGE, MANIFEST = "00. Mục lục.html", "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: of which paper, about whom, what it lacks.

    `deviations`: how many from NĐ 30/2020/NĐ-CP; None for what is no Word file. `template`: number
    of the office's own that it was made by; 0: our own layout.
    """

    member: Member
    title: str
    subject: str
    missing: tuple[str, ...] = ()
    deviations: int | None = None
    template: int = 0


_STYLE = Markup("""
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #c9ced6;
padding:.35rem .5rem;text-align:left;vertical-align:top}th{background:#eef1f5}
.n{text-align:right;white-space:nowrap}code{font-size:.75em;overflow-wrap:anywhere}
mark{background:#fff2a8}caption{text-align:left;font-weight:600;padding:.5rem 0}
@media print{body{margin:0}a{color:inherit;text-decoration:none}}
""")
_ROW = Markup(
    '<tr><td class="n">{}</td><td><a href="{}">{}</a></td><td>{}</td><td>{}</td><td>{}</td>'
    '<td class="n">{}</td><td><code>{}</code></td></tr>\n'
)
_PAGE = Markup(
    '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="'
    'width=device-width,initial-scale=1"><title>{title}</title><style>{style}</style></head><body>\n'
    "<h1>{title}</h1>\n{intro}\n{lacking}\n<table><caption>{total}</caption><thead><tr>"
    '<th scope="col">STT</th><th scope="col">Tệp</th><th scope="col">Tập thể, cá nhân</th>'
    '<th scope="col">Thể thức</th><th scope="col">Còn thiếu</th><th scope="col">Byte</th>'
    '<th scope="col">SHA-256</th></tr></thead><tbody>\n{rows}</tbody></table></body></html>\n'
)


def index_page(
    paper: Paper, entries: Sequence[Entry], *, recorded: bool, unused: Sequence[str] = ()
) -> bytes:
    """The page: what the set is, what is still missing, each file."""
    head = paper.head
    title = f"Bộ hồ sơ đề nghị khen thưởng, danh sách số {head.number:02d} năm {head.year}"
    rows = Markup("").join(_row(place, one) for place, one in enumerate(entries, start=1))
    page = _PAGE.format(
        title=title, style=_STYLE,
        intro=_intro(paper, recorded=recorded) + _by_template(entries, unused),
        lacking=_lacking(entries), total=f"Tổng số: {integer_text(len(entries))} tệp", rows=rows,
    )  # fmt: skip
    return str(page).encode()


def _row(place: int, one: Entry) -> Markup:
    state = "" if one.deviations is None else "đúng" if not one.deviations else (
        f"{one.deviations} điểm cần xem"
    )  # fmt: skip
    if one.template:
        state = f"{state}, theo mẫu số {one.template} của cơ quan"
    return _ROW.format(
        place, quote(one.member.name), one.member.name, clean_line(one.subject), state,
        ", ".join(one.missing), integer_text(one.member.size), one.member.sha256,
    )  # fmt: skip


def _intro(paper: Paper, *, recorded: bool) -> Markup:
    state = (
        f"Theo danh sách đã chốt, mã dữ liệu {paper.code}." if paper.code
        else "DỰ THẢO: danh sách chưa chốt, nội dung còn thay đổi."
    )  # fmt: skip
    decided = (
        f"Quyết định số {paper.decision} {document_day(paper.decided_on)}."
        if paper.decided_on
        else "Số văn bản để trống, văn thư cấp khi ban hành."
    )
    minutes = (
        "Biên bản họp và biên bản kiểm phiếu lấy từ phiên họp đã bế mạc." if recorded
        else "Chưa có phiên họp nào đã bế mạc xét danh sách này: biên bản họp và biên bản kiểm "
        "phiếu là mẫu để ghi tay tại các chỗ “……”."
    )  # fmt: skip
    left = [line.name for line in paper.compiled.lines if paper.became(line).why_not]
    texts = (
        f"{paper.head.title}. {counted(paper.compiled)}, tiền thưởng "
        f"{dong_text(paper.compiled.money)}.",
        state, decided, minutes,
        *((f"Không có trong Quyết định và Giấy khen vì không được thông qua, bị từ chối, đang tạm "
           f"giữ hoặc đã thu hồi: {', '.join(map(clean_line, left))}.",) if left else ()),
    )  # fmt: skip
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)


def _by_template(entries: Sequence[Entry], unused: Sequence[str]) -> Markup:
    """Which papers follow the office's own Word templates, and which could not."""
    numbers = {one.title: one.template for one in entries if one.template}
    texts = []
    if numbers:
        names = "; ".join(f"{title} (mẫu số {number})" for title, number in numbers.items())
        texts.append(f"Lập theo mẫu Word của cơ quan: {names}. Các văn bản này không kèm bản PDF, "
                     "vì PDF của hệ thống theo bố cục khác; in từ bản Word.")  # fmt: skip
    if unused:
        texts.append("Mẫu của cơ quan có chỗ trống không còn điền được, văn bản in theo bố cục của "
                     f"hệ thống: {'; '.join(unused)}. Tải mẫu mới lên ở trang "
                     "Mẫu văn bản.")  # fmt: skip
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in texts)


def _lacking(entries: Sequence[Entry]) -> Markup:
    """What is still missing, and in how many papers: one look before printing."""
    found = Counter(what for one in entries for what in one.missing)
    if not found:
        return Markup("<p>Không còn chỗ nào thiếu dữ liệu.</p>")
    lines = Markup("").join(
        Markup("<li><mark>{}</mark>: {} văn bản</li>").format(what, number)
        for what, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return Markup("<h2>Chỗ còn thiếu dữ liệu</h2><p>Trong văn bản, chỗ thiếu được tô nền vàng."
                  "</p><ul>{}</ul>").format(lines)  # fmt: skip


def manifest(paper: Paper, entries: Sequence[Entry]) -> bytes:
    """The same as JSON: each file with size and SHA-256."""
    head = paper.head
    content = {
        "format": FORMAT, "list": head.number, "year": head.year, "title": head.title,
        "state": "locked" if paper.code else "draft", "code": paper.code,
        "decision": paper.decision,
        "decided_on": paper.decided_on.isoformat() if paper.decided_on else None,
        "files": [
            {"path": one.member.name, "bytes": one.member.size, "sha256": one.member.sha256,
             "paper": one.title, "subject": one.subject, "missing": list(one.missing),
             "deviations": one.deviations, "template": one.template}
            for one in entries
        ],
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def entry_values(one: Entry) -> dict[str, object]:
    """As plain values: what a worker has to remember of a file it wrote."""
    return asdict(one)


def entry_from(values: dict[str, object]) -> Entry:
    """What `entry_values` gave."""
    member, missing = values["member"], values["missing"]
    assert isinstance(member, dict)  # noqa: S101 - own data
    assert isinstance(missing, list | tuple)  # noqa: S101 - own data
    return Entry(**{**values, "member": Member(**member), "missing": tuple(missing)})  # type: ignore[arg-type]
