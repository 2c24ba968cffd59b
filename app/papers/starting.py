"""The Word file an office starts from: our own layout of each kind, with blanks for the data.

It is made by the writers that print our papers, so its form is right (NĐ 30/2020/NĐ-CP) before the
office changes a word. Heavy: imported only where a file is made.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents import phrases
from app.documents.bundle import repacked
from app.documents.docx_sheet import certificates_to_docx, commendations_to_docx
from app.documents.docx_writer import to_docx
from app.documents.honours import Commendation
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Block,
    Certificate,
    Column,
    Heading,
    Letterhead,
    NumberedArticle,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    decision,
)
from app.papers import catalogue

_HEAD = Letterhead("{{co_quan_cap_tren}}", "{{co_quan}}", "{{ky_hieu}}", "{{noi_ky}}")
_SIGNED = Signature(("{{quyen_han}}",), "{{nguoi_ky}}")
_TRACE = "Mã tra cứu: {{ma_tra_cuu}}"
_SHEETS = frozenset({catalogue.COMMENDATION.code, catalogue.CERTIFICATE.code})
_NO_DAY = phrases.day_or_blank(None, None)
# A long blank would widen its column: while the file is made, a short mark stands for each.
_MARKS: dict[str, str] = {}


def _table(name: str, *columns: tuple[str, float, Align, str]) -> Table:
    """A table whose only row is repeated: title, share of the width, side, blanks by line."""
    cells = []
    for _title, _width, _align, slots in columns:
        marks = []
        for slot in slots.split():
            marks.append(f"~{len(_MARKS)}")
            _MARKS[marks[-1]] = f"{{{{{name}.{slot}}}}}"
        cells.append("\n".join(marks))
    heads = tuple(Column(title, width, align) for title, width, align, _slots in columns)
    return Table(heads, (Row(tuple(cells)),))


_LIST = _table(
    "danh_sach", ("STT", 6, Align.CENTER, "stt"), ("Họ và tên, tên tập thể", 20, Align.LEFT, "ten"),
    ("Chức vụ, đơn vị", 20, Align.LEFT, "chuc_vu don_vi"),
    ("Thành tích", 35, Align.LEFT, "thanh_tich"), ("Hình thức", 14, Align.LEFT, "hinh_thuc"),
    ("Tiền thưởng (đồng)", 14, Align.RIGHT, "tien"),
)  # fmt: skip
_SOLUTIONS = _table(
    "giai_phap", ("STT", 6, Align.CENTER, "stt"), ("Mã số", 20, Align.LEFT, "ma_so"),
    ("Tên giải pháp", 48, Align.LEFT, "ten"), ("Vai trò", 26, Align.LEFT, "vai_tro"),
)  # fmt: skip
_SUMMARIES = _table(
    "tom_tat", ("STT", 6, Align.CENTER, "stt"), ("Họ và tên, tên tập thể", 18, Align.LEFT, "ten"),
    ("Chức vụ, đơn vị", 17, Align.LEFT, "chuc_vu don_vi"),
    ("Tóm tắt thành tích", 33, Align.LEFT, "thanh_tich"),
    ("Công nhận, áp dụng, hiệu quả", 30, Align.LEFT, "cong_nhan"),
    ("Đề nghị, điều kiện và căn cứ", 26, Align.LEFT, "hinh_thuc can_cu"),
)  # fmt: skip
_COUNTED = _table(
    "ket_qua", ("STT", 5, Align.CENTER, "stt"), ("Nội dung", 34, Align.LEFT, "noi_dung"),
    ("Phát ra", 8, Align.CENTER, "phat_ra"), ("Thu về", 8, Align.CENTER, "thu_ve"),
    ("Đồng ý", 8, Align.CENTER, "dong_y"), ("Không đồng ý", 9, Align.CENTER, "khong"),
    ("Ý kiến khác", 9, Align.CENTER, "y_kien_khac"),
    ("Phiếu trắng", 9, Align.CENTER, "phieu_trang"),
    ("Không hợp lệ", 9, Align.CENTER, "khong_hop_le"), ("Tỷ lệ", 14, Align.CENTER, "ty_le"),
    ("Kết luận", 12, Align.LEFT, "ket_luan"),
)  # fmt: skip


def starting_template(code: str) -> bytes:
    """The starting file of a kind; one that a room added starts from a plain công văn."""
    make = _MADE.get(code)
    content = make() if make else to_docx(_letter("{{noi_dung}}"))
    return _with_blanks(content, sheet=code in _SHEETS)


def _paper(
    kind: str, body: tuple[Block, ...], *, number: bool = True, bases: bool = False,
    to: bool = False, landscape: bool = False, dated: bool = True, sent: bool = True,
) -> AdministrativeDocument:  # fmt: skip
    head = Letterhead(_HEAD.superior, _HEAD.issuer, _HEAD.symbol if number else "",
                      _HEAD.place if dated else "")  # fmt: skip
    return AdministrativeDocument(
        kind=kind, abstract="{{trich_yeu}}", letterhead=head, body=body, signature=_SIGNED,
        legal_bases=("{{can_cu}}",) if bases else (),
        addressees=("{{kinh_gui}}",) if to else (),
        recipients=("{{noi_nhan}}",) if sent else (), trace=_TRACE,
        landscape=landscape,
    )  # fmt: skip


def _submission() -> bytes:
    return to_docx(_paper("TỜ TRÌNH", (
        Paragraph("{{noi_dung}}"),
        Paragraph("Danh sách đề nghị khen thưởng {{so_doi_tuong}}:"),
        _LIST,
        Paragraph("Tổng tiền thưởng: {{tong_tien}} ({{tong_tien_chu}})."),
    ), bases=True, to=True))  # fmt: skip


def _list() -> bytes:
    return to_docx(_paper("DANH SÁCH", (
        Paragraph((Run("{{kem_theo}}", italic=True),), align=Align.CENTER, indent=False),
        _LIST,
        Paragraph("Danh sách này có {{so_doi_tuong}}; tổng tiền thưởng {{tong_tien}} "
                  "({{tong_tien_chu}})."),
    ), number=False, dated=False, landscape=True))  # fmt: skip


def _summary() -> bytes:
    return to_docx(_paper("BÁO CÁO", (
        Paragraph("{{noi_dung}}"),
        _SUMMARIES,
        Paragraph("Bảng này có {{so_doi_tuong}}; tổng tiền thưởng {{tong_tien}} "
                  "({{tong_tien_chu}})."),
    ), to=True, landscape=True))  # fmt: skip


def _report(kind: str, subject: str) -> Callable[[], bytes]:
    return lambda: to_docx(_paper(kind, (
        Heading(1, "Thông tin"),
        Paragraph(f"{subject}: {{{{ten}}}}"),
        Paragraph("Chức vụ: {{chuc_vu}}"),
        Paragraph("Đơn vị: {{don_vi}}"),
        Paragraph("Đề nghị: {{hinh_thuc}}"),
        Heading(1, "Thành tích"),
        Paragraph("{{thanh_tich}}"),
        Heading(1, "Sáng kiến, giải pháp"),
        _SOLUTIONS,
        Paragraph("Các nội dung trên đúng với hồ sơ của đơn vị."),
    ), number=False, sent=False))  # fmt: skip


def _sitting(kind: str, *, counts: bool) -> Callable[[], bytes]:
    ballots: tuple[Block, ...] = (
        (Heading(1, "Tổ kiểm phiếu"), Paragraph("{{to_kiem_phieu}}"),
         Heading(1, "Số phiếu"), Paragraph("{{so_phieu}}"),) if counts
        else (Heading(1, "Nội dung"), Paragraph("{{noi_dung}}"))
    )  # fmt: skip
    return lambda: to_docx(_paper(kind, (
        Paragraph("{{hoi_dong}} họp: bắt đầu {{bat_dau}}; địa điểm: {{dia_diem}}."),
        Paragraph("Hội đồng được thành lập theo {{quyet_dinh_thanh_lap}}."),
        Heading(1, "Thành phần"),
        Paragraph("{{thanh_phan}}"),
        Paragraph("Có mặt {{co_mat}}; chủ trì: {{chu_tri}}; thư ký: {{thu_ky}}. Vắng mặt:"),
        Paragraph("{{vang_mat}}"),
        Paragraph("Ý kiến bằng văn bản:"),
        Paragraph("{{y_kien_van_ban}}"),
        *ballots,
        Heading(1, "Kết quả"),
        _COUNTED,
        Paragraph("Cuộc họp kết thúc vào {{ket_thuc}}."),
    ), number=False, dated=False, landscape=True))  # fmt: skip


def _decision() -> bytes:
    made = decision(
        abstract="{{trich_yeu}}", letterhead=_HEAD, authority="{{tham_quyen}}",
        legal_bases=("{{can_cu}}",), proposed_by="{{nguoi_de_nghi}}", signature=_SIGNED,
        recipients=("{{noi_nhan}}",),
        articles=(
            NumberedArticle("Tặng khen thưởng cho {{so_doi_tuong}} có tên trong danh sách sau:"),
            _LIST,
            NumberedArticle("Tổng tiền thưởng: {{tong_tien}} ({{tong_tien_chu}})."),
            NumberedArticle("Các đơn vị, cá nhân có liên quan chịu trách nhiệm thi hành Quyết "
                            "định này."),
        ),
    )  # fmt: skip
    return to_docx(replace(made, trace=_TRACE))


def _letter(content: str) -> AdministrativeDocument:
    body = (Paragraph(content), Paragraph("Trân trọng."))
    return AdministrativeDocument(
        kind="", abstract="{{trich_yeu}}", letterhead=_HEAD, body=body, signature=_SIGNED,
        addressees=("{{kinh_gui}}",), recipients=("{{noi_nhan}}",), trace=_TRACE,
    )  # fmt: skip


def _refusal() -> bytes:
    return to_docx(AdministrativeDocument(
        kind="", abstract="{{trich_yeu}}", letterhead=_HEAD, signature=_SIGNED,
        addressees=("{{kinh_gui}}",), recipients=("{{noi_nhan}}",), trace=_TRACE,
        body=(
            Paragraph("{{co_quan}} đã nhận hồ sơ mã số {{ma_ho_so}}, giải pháp “{{ten_ho_so}}”. "
                      "{{hoi_dong}} đã họp xét {{ngay_hop}}."),
            Paragraph("Theo Quyết định số {{so_quyet_dinh}} {{ngay_quyet_dinh}}, giải pháp không "
                      "được công nhận là sáng kiến, vì:"),
            Paragraph("{{ly_do}}"),
            Paragraph("Trân trọng cảm ơn và thông báo để biết."),
        ),
    ))  # fmt: skip


def _commendation() -> bytes:
    return commendations_to_docx([Commendation(
        decided_by="{{tham_quyen}}", award="{{hinh_thuc}}", holder="{{ten}}",
        salutation="{{danh_xung}}",
        standing="{{chuc_vu}} {{don_vi}}", achievement="{{thanh_tich}}", place="{{noi_ky}}",
        signature=_SIGNED, decision_number="{{so_quyet_dinh}}", book_number="{{so_so_vang}}",
        gives="{{tang}}", lookup_code="{{ma_tra_cuu}}",
    )])  # fmt: skip


def _certificate() -> bytes:
    return certificates_to_docx([Certificate(
        superior="{{co_quan_cap_tren}}", issuer="{{co_quan}}", holder="{{ho_ten}}",
        initiative="{{sang_kien}}", unit="{{don_vi}}", decision_number="{{so_quyet_dinh}}",
        decision_date=None, place="{{noi_ky}}", signature=_SIGNED,
        lookup_code="{{ma_tra_cuu}}", qr_png=b"", decided_by="{{tham_quyen}}",
        details=(("Chủ đầu tư tạo ra sáng kiến", "{{chu_dau_tu}}"),),
        register_number="{{so_vao_so}}",
    )])  # fmt: skip


_MADE: dict[str, Callable[[], bytes]] = {
    catalogue.SUBMISSION.code: _submission,
    catalogue.LIST.code: _list,
    catalogue.PERSON_REPORT.code: _report("BÁO CÁO THÀNH TÍCH", "Họ và tên"),
    catalogue.COLLECTIVE_REPORT.code: _report("BÁO CÁO THÀNH TÍCH", "Tên tập thể"),
    catalogue.SUMMARY.code: _summary,
    catalogue.MINUTES.code: _sitting("BIÊN BẢN", counts=False),
    catalogue.COUNT_RECORD.code: _sitting("BIÊN BẢN KIỂM PHIẾU", counts=True),
    catalogue.DRAFT_DECISION.code: _decision,
    catalogue.COMMENDATION.code: _commendation,
    catalogue.CERTIFICATE.code: _certificate,
    catalogue.LETTER.code: lambda: to_docx(_letter("{{noi_dung}}")),
    catalogue.REFUSAL.code: _refusal,
}


def _with_blanks(content: bytes, *, sheet: bool) -> bytes:
    """Where the writers leave room for a pen or add lines of their own, the blank stands."""
    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    for text in body.iter(qn("w:t")):
        text.text = _blank_of(text.text or "", sheet=sheet)
    for paragraph in [WordParagraph(one, document) for one in body.iter(qn("w:p"))]:
        if paragraph.text == "- {{noi_nhan}};":
            paragraph.runs[0].text = "{{noi_nhan}}"
        elif paragraph.text in {f"- {phrases.AS_ABOVE};", f"- {phrases.FILED}."}:
            paragraph._element.getparent().remove(paragraph._element)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = "Mẫu văn bản", "", ""
    written = io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as package:
        return repacked([(name, package.read(name)) for name in package.namelist()])


def _blank_of(text: str, *, sheet: bool) -> str:
    if text in _MARKS:
        return _MARKS[text]
    if text == "là tác giả của sáng kiến:":
        return "{{vai_tro}}"
    if "{{so_quyet_dinh}}" in text:
        return text.replace(_NO_DAY, "{{ngay_quyet_dinh}}")
    if text.endswith(_NO_DAY):
        day = "{{ngay_ky}}" if sheet else f"{_NO_DAY.rstrip(phrases.BLANK)} {{{{nam}}}}"
        return text.removesuffix(_NO_DAY) + day
    return text
