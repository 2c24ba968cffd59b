"""Tóm tắt thành tích of everybody on a list, each line with its grounds and clause; trích ngang."""

from app.awards.compiled import Line
from app.awards.dossier_words import (
    Paper,
    benefit,
    born_text,
    cell,
    honour,
    recognised_by,
    role_of,
)
from app.awards.papers import (
    NOUNS,
    ORDER,
    authority,
    counted,
    letterhead,
    numbered,
    position,
    signature,
)
from app.awards.states import SUBJECT_TITLES, SubjectKind
from app.awards.workbook import grounds
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Column,
    GroupRow,
    Letterhead,
    Paragraph,
    Row,
    Table,
)
from app.documents.phrases import attached_to, roman
from app.documents.xlsx_writer import Cell, Kind, Sheet, SheetColumn
from app.kernel.numbers import count_in_words

_COLUMNS = (
    Column("STT", 5, Align.CENTER),
    Column("Họ và tên, tên tập thể", 18),
    Column("Chức vụ, đơn vị", 17),
    Column("Tóm tắt thành tích", 34),
    Column("Công nhận, áp dụng, hiệu quả", 30),
    Column("Đề nghị, điều kiện và căn cứ", 26),
)
_SHEET_COLUMNS = (
    SheetColumn("STT", 6, Kind.INTEGER), SheetColumn("Họ và tên, tên tập thể", 28),
    SheetColumn("Ngày sinh", 12), SheetColumn("Chức vụ", 20), SheetColumn("Đơn vị", 28),
    SheetColumn("Trình độ chuyên môn", 20), SheetColumn("Mã hồ sơ", 18),
    SheetColumn("Tên giải pháp", 44), SheetColumn("Vai trò, tỷ lệ đóng góp", 26),
    SheetColumn("Quyết định công nhận", 34), SheetColumn("Áp dụng, hiệu quả", 44),
    SheetColumn("Hình thức, danh hiệu đề nghị", 22),
)  # fmt: skip


def summary(paper: Paper) -> AdministrativeDocument:
    """A Báo cáo of the unit that compiles, with the table as its annex."""
    head = paper.head
    letter = _letterhead(paper)
    return AdministrativeDocument(
        kind=paper.kind("BÁO CÁO"),
        abstract="Tóm tắt thành tích của các tập thể, cá nhân đề nghị khen thưởng",
        letterhead=letter,
        addressees=(authority(head),),
        body=(
            Paragraph(
                f"{head.issuer} báo cáo tóm tắt thành tích của {counted(paper.compiled)} đề nghị "
                "khen thưởng, kèm căn cứ của từng trường hợp (Phụ lục kèm theo Báo cáo này)."
            ),
        ),
        signature=signature(head),
        recipients=(f"Lưu: VT, {head.compiler_code}",) if head.compiler_code else ("Lưu: VT",),
        annexes=(
            Annex(
                title="Tóm tắt thành tích của tập thể, cá nhân",
                relates_to=attached_to("Báo cáo", letter, head.issuer),
                body=(_table(paper), Paragraph(f"Bảng này có {counted(paper.compiled)}.")),
                landscape=True,
            ),
        ),
        trace=paper.trace,
        qr_png=paper.qr,
    )


def _letterhead(paper: Paper) -> Letterhead:
    own = letterhead(paper.head)
    return Letterhead(
        own.superior, own.issuer, own.symbol.replace("TTr-", "BC-", 1), own.place, year=own.year
    )


def _table(paper: Paper) -> Table:
    rows: list[Row | GroupRow] = []
    place = 0
    for number, kind in enumerate((k for k in ORDER if paper.compiled.of(k)), start=1):
        lines = paper.compiled.of(kind)
        noun = NOUNS[kind]
        counting = count_in_words(len(lines), pad=True)
        rows.append(GroupRow(f"{roman(number)}. {SUBJECT_TITLES[kind]}: {counting} {noun}"))
        for line in lines:
            place += 1
            rows.append(_row(paper, place, line))
    return Table(_COLUMNS, tuple(rows))


def _row(paper: Paper, place: int, line: Line) -> Row:
    asked = honour(line, paper.head.family)
    return Row((
        str(place), line.name, cell(position(line)) if line.job_title else position(line),
        cell(line.achievement), cell("\n".join(_proofs(paper, line))),
        f"{asked[0].upper()}{asked[1:]}. {grounds(line)}",
    ))  # fmt: skip


def summary_rows(paper: Paper) -> list[dict[str, str]]:
    """The same rows by blank, for the office's own template."""
    rows = []
    for place, line in numbered(paper.compiled):
        asked = honour(line, paper.head.family)
        rows.append({
            "stt": str(place), "ten": line.name, "chuc_vu": line.job_title,
            "don_vi": line.unit_name, "thanh_tich": cell(line.achievement),
            "cong_nhan": cell("\n".join(_proofs(paper, line))),
            "hinh_thuc": f"{asked[0].upper()}{asked[1:]}", "can_cu": grounds(line),
        })  # fmt: skip
    return rows


def _proofs(paper: Paper, line: Line) -> list[str]:
    """For each solution by what it was recognised, where it is applied, what it saves."""
    found = []
    for basis in line.solutions:
        facts = paper.solution(basis.code)
        if facts is not None:
            parts = [recognised_by(facts) or "chưa có quyết định công nhận",
                     benefit(facts) or "chưa có đơn vị xác nhận áp dụng"]  # fmt: skip
            found.append(f"{basis.code}: {'; '.join(parts)}.")
    return found


def short_biographies(paper: Paper) -> Sheet:
    """Danh sách trích ngang as a sheet: one row for each person and solution."""
    title = f"Danh sách trích ngang, số {paper.head.number:02d} năm {paper.head.year}"
    rows = [
        row for place, line in numbered(paper.compiled) for row in _biography(paper, place, line)
    ]
    return Sheet("Trích ngang", _SHEET_COLUMNS, tuple(rows), title=title)


def _biography(paper: Paper, place: int, line: Line) -> list[tuple[Cell, ...]]:
    facts = paper.subject(line)
    person = line.subject_kind is SubjectKind.INDIVIDUAL
    first: tuple[Cell, ...] = (
        place, line.name, cell(born_text(facts.born)) if person else "", line.job_title,
        line.unit_name, cell(facts.qualification) if person else "",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for basis in line.solutions:
        solution = paper.solution(basis.code)
        rows.append((
            *first, basis.code, basis.title, role_of(basis),
            cell(recognised_by(solution) if solution else ""),
            cell(benefit(solution) if solution else ""), line.award_name,
        ))  # fmt: skip
    return rows or [(*first, "", "", "", CELL_BLANK, CELL_BLANK, line.award_name)]


CELL_BLANK = cell("")
