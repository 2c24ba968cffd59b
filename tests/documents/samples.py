"""Believable papers for the tests of this room; every person in them is invented."""

import io
from datetime import date
from decimal import Decimal

import segno

from app.documents import phrases
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Block,
    Certificate,
    Column,
    Dashed,
    GroupRow,
    Heading,
    Lettered,
    Letterhead,
    Numbered,
    NumberedArticle,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    TotalRow,
    decision,
)

ISSUER = "Ủy ban nhân dân Quận 3"
CHAIRMAN = Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Văn Mẫu")
LAW = "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022"
DECREE = (
    "Căn cứ Nghị định số 13/2012/NĐ-CP ngày 02 tháng 3 năm 2012 của Chính phủ ban hành "
    "Điều lệ Sáng kiến"
)
FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Võ", "Bùi")
MIDDLE_NAMES = ("Thị Ngọc", "Văn", "Hoàng", "Quốc", "Thanh", "Minh")
GIVEN_NAMES = ("Ánh", "Bình", "Châu", "Dũng", "Đạt", "Hòa", "Khuê", "Lượng", "Nguyệt", "Thủy")
UNITS = ("Phòng Kinh tế", "Phòng Nội vụ", "Trung tâm Y tế", "Ủy ban nhân dân Phường 9")
TOPICS = (
    "Trợ lý ảo hỗ trợ tra cứu thủ tục hành chính cho người dân",
    "Ứng dụng nhận dạng ký tự để số hóa hồ sơ hộ tịch lưu trữ",
    "Phân loại tự động phản ánh hiện trường về trật tự đô thị",
)


def letterhead(symbol: str = "TTr-UBND", *, issued: bool = False) -> Letterhead:
    return Letterhead(
        superior="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        issuer=ISSUER,
        symbol=symbol,
        place="Quận 3",
        number="5" if issued else None,
        issued_on=date(2026, 2, 5) if issued else None,
        year=2026,
    )


def author_table(rows: int) -> Table:
    columns = (
        Column("Số TT", 5, Align.CENTER),
        Column("Họ và tên", 18),
        Column("Đơn vị", 20),
        Column("Tên sáng kiến", 36),
        Column("Tỷ lệ đóng góp (%)", 10, Align.RIGHT),
        Column("Điểm", 8, Align.RIGHT),
    )
    people = [person_row(place) for place in range(1, rows + 1)]
    middle = rows // 2
    body: tuple[Row | GroupRow | TotalRow, ...] = (
        GroupRow("I. Cấp quận"),
        *people[:middle],
        GroupRow("II. Cấp phường"),
        *people[middle:],
        TotalRow(("", "Tổng cộng", "", f"{rows} người", "", "")),
    )
    return Table(columns, body)


def person_row(place: int) -> Row:
    name = " ".join(
        (
            FAMILY_NAMES[place % len(FAMILY_NAMES)],
            MIDDLE_NAMES[place % len(MIDDLE_NAMES)],
            GIVEN_NAMES[place % len(GIVEN_NAMES)],
        )
    )
    points = Decimal(60) + Decimal(place % 40)
    return Row(
        (
            str(place),
            name,
            UNITS[place % len(UNITS)],
            TOPICS[place % len(TOPICS)],
            "100",
            f"{points},5",
        )
    )


def author_annex(
    rows: int, *, landscape: bool, number: int | None = None, issued: bool = False
) -> Annex:
    return Annex(
        title="Danh sách sáng kiến đề nghị công nhận năm 2026",
        relates_to=phrases.attached_to("Tờ trình", letterhead(issued=issued), ISSUER),
        body=(
            author_table(rows),
            Paragraph(f"Danh sách này có {rows} người được đề nghị."),
        ),
        number=number,
        landscape=landscape,
    )


def submission(
    *annexes: Annex, issued: bool = False, body: tuple[Block, ...] | None = None
) -> AdministrativeDocument:
    """A Tờ trình that asks for recognition."""
    return AdministrativeDocument(
        kind="TỜ TRÌNH",
        abstract="Về việc đề nghị công nhận sáng kiến ứng dụng trí tuệ nhân tạo năm 2026",
        letterhead=letterhead(issued=issued),
        legal_bases=(LAW, DECREE),
        addressees=("Chủ tịch Ủy ban nhân dân Thành phố Hồ Chí Minh",),
        body=body if body is not None else submission_body(),
        signature=CHAIRMAN,
        recipients=("Thường trực Ủy ban nhân dân quận", "Phòng Nội vụ", "Lưu: VT, KT (03)"),
        annexes=annexes,
    )


def submission_body() -> tuple[Block, ...]:
    return (
        Paragraph(
            "Ủy ban nhân dân Quận 3 đã tổ chức xét sáng kiến ứng dụng trí tuệ nhân tạo năm 2026 "
            "theo đúng thể lệ đã công bố và kính trình như sau:"
        ),
        Heading(1, "Kết quả tiếp nhận và chấm điểm"),
        Paragraph(
            (
                Run("Tổng số hồ sơ tiếp nhận là "),
                Run("48 (bốn mươi tám)", bold=True),
                Run(" hồ sơ của 15 đơn vị, trong đó:"),
            )
        ),
        Lettered(
            (
                "40 (bốn mươi) hồ sơ đủ điều kiện chấm điểm;",
                "06 (sáu) hồ sơ không đủ điều kiện;",
                "01 (một) hồ sơ do tác giả rút;",
                "01 (một) hồ sơ chuyển sang đợt sau;",
                "Không có hồ sơ bị khiếu nại.",
            )
        ),
        Heading(1, "Đề nghị"),
        Heading(2, "Về công nhận"),
        Paragraph(
            "Kính trình Chủ tịch Ủy ban nhân dân Thành phố xem xét, công nhận các sáng kiến "
            "trong danh sách kèm theo Tờ trình này."
        ),
        Paragraph("Kính đề nghị Chủ tịch Ủy ban nhân dân Thành phố xem xét, quyết định."),
    )


def recognition_decision(*annexes: Annex, issued: bool = False) -> AdministrativeDocument:
    return decision(
        abstract="Về việc công nhận sáng kiến năm 2026",
        letterhead=letterhead("QĐ-UBND", issued=issued),
        authority="Chủ tịch Ủy ban nhân dân Quận 3",
        legal_bases=(LAW, DECREE),
        proposed_by="Trưởng phòng Nội vụ Quận 3 tại Tờ trình số 12/TTr-NV",
        articles=(
            NumberedArticle("Công nhận 12 (mười hai) sáng kiến năm 2026 (danh sách kèm theo)."),
            NumberedArticle(
                "Tác giả, đồng tác giả có tên trong danh sách được cấp Giấy chứng nhận sáng kiến "
                "và được tính thành tích trong xét khen thưởng theo quy định."
            ),
            NumberedArticle("Quyết định này có hiệu lực kể từ ngày ký."),
            NumberedArticle(
                "Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân quận, Trưởng phòng Nội vụ, "
                "thủ trưởng các đơn vị và cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành "
                "Quyết định này."
            ),
        ),
        signature=Signature(("CHỦ TỊCH",), "Nguyễn Văn Mẫu"),
        recipients=("Như Điều 4", "Ban Thường vụ Quận ủy", "Lưu: VT, NV"),
        annexes=annexes,
    )


def plan_report() -> AdministrativeDocument:
    columns = (
        Column("STT", 5, Align.CENTER),
        Column("Chỉ tiêu", 38),
        Column("Đơn vị tính", 12, Align.CENTER),
        Column("Kế hoạch", 12, Align.RIGHT),
        Column("Thực hiện", 12, Align.RIGHT),
        Column("Tỷ lệ (%)", 11, Align.RIGHT),
    )
    table = Table(
        columns,
        (
            GroupRow("A. Nhiệm vụ chung"),
            Row(
                ("1", "Lớp tập huấn kỹ năng ứng dụng trí tuệ nhân tạo", "lớp", "12", "14", "116,7")
            ),
            Row(("2", "Giải pháp được đưa vào áp dụng chính thức", "giải pháp", "10", "7", "70,0")),
            GroupRow("B. Nguồn lực"),
            Row(("3", "Kinh phí đã sử dụng", "đồng", "500.000.000", "412.500.000", "82,5")),
            TotalRow(("", "Chỉ tiêu đạt và vượt", "chỉ tiêu", "3", "1", "33,3")),
        ),
    )
    return AdministrativeDocument(
        kind="BÁO CÁO",
        abstract="Kết quả thực hiện Kế hoạch số 52/KH-UBND-KT 6 tháng đầu năm 2026",
        letterhead=letterhead("BC-UBND"),
        addressees=("Ủy ban nhân dân Thành phố Hồ Chí Minh", "Sở Khoa học và Công nghệ"),
        body=(
            Paragraph("Thực hiện chế độ báo cáo, Ủy ban nhân dân Quận 3 báo cáo như sau:"),
            Heading(1, "Kết quả thực hiện"),
            Heading(2, "Số liệu chung"),
            table,
            Heading(2, "Đánh giá"),
            Dashed(("Các đơn vị nộp báo cáo đúng hạn.", "Có 03 (ba) nhiệm vụ chậm tiến độ.")),
            Heading(1, "Khó khăn và kiến nghị"),
            Numbered(("Thiếu dữ liệu dùng chung.", "Đề nghị Sở hướng dẫn thống nhất.")),
        ),
        signature=Signature(
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Trần Thị Ví Dụ"
        ),
        recipients=("Phòng Kinh tế", "Lưu: VT, KT"),
    )


def minutes() -> AdministrativeDocument:
    return AdministrativeDocument(
        kind="BIÊN BẢN",
        abstract="Họp Hội đồng sáng kiến Quận 3",
        letterhead=Letterhead(ISSUER, "Hội đồng sáng kiến", "BB-HĐSK", "", year=2026),
        body=(
            Paragraph("Thời gian bắt đầu: 14 giờ 00, ngày 20 tháng 11 năm 2026."),
            Paragraph("Cuộc họp kết thúc vào 16 giờ 30, ngày 20 tháng 11 năm 2026."),
        ),
        signature=Signature(("CHỦ TỌA",), "Lê Hoàng Thí Dụ", note="(Chữ ký)"),
        left_signature=Signature(("THƯ KÝ",), "Phạm Thanh Minh Họa", note="(Chữ ký)"),
        recipients=("Thành viên Hội đồng", "Lưu: VT, HĐSK"),
        trace="Mã kiểm tra nhật ký: 7f3a-21bc-90de",
    )


def urging_letter() -> AdministrativeDocument:
    return AdministrativeDocument(
        kind="",
        abstract="đôn đốc gửi báo cáo 6 tháng đầu năm 2026",
        letterhead=letterhead("UBND-KT"),
        addressees=("Ủy ban nhân dân Phường 9",),
        body=(Paragraph("Ủy ban nhân dân quận đề nghị gửi báo cáo trước ngày 15 tháng 6."),),
        signature=CHAIRMAN,
        recipients=("Phòng Kinh tế", "Lưu: VT, KT"),
    )


def application() -> AdministrativeDocument:
    return AdministrativeDocument(
        kind="ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN",
        abstract="",
        letterhead=None,
        addressees=("Hội đồng sáng kiến Quận 3",),
        body=(Paragraph("Tôi ghi tên dưới đây đề nghị xét công nhận sáng kiến."),),
        signature=Signature(
            ("NGƯỜI NỘP ĐƠN",),
            "Trần Thị Ví Dụ",
            above="Quận 3, ngày 05 tháng 02 năm 2026",
            note="(Ký và ghi rõ họ tên)",
        ),
        end_mark=False,
    )


def qr_png(text: str) -> bytes:
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=4, border=1)
    return picture.getvalue()


def certificate(holder: str = "Trần Thị Ngọc Ánh", *, issued: bool = True) -> Certificate:
    return Certificate(
        superior="Ủy ban nhân dân Thành phố Hồ Chí Minh",
        issuer=ISSUER,
        holder=holder,
        initiative="Trợ lý ảo hỗ trợ tra cứu thủ tục hành chính cho người dân trên địa bàn Quận 3",
        unit="Phòng Kinh tế Quận 3",
        decision_number="125/QĐ-UBND" if issued else "",
        decision_date=date(2026, 11, 20) if issued else None,
        place="Quận 3",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "Nguyễn Văn Mẫu"),
        lookup_code="SK-2026-00123-A7",
        qr_png=qr_png("https://sangkien.example/kiem-tra/SK-2026-00123-A7"),
        salutation="Bà",
        co_authors=("Lê Hoàng Đạt", "Võ Quốc Thủy"),
        decided_by="Chủ tịch Ủy ban nhân dân Quận 3",
        issued_on=date(2026, 11, 20) if issued else None,
        year=2026,
        register_number="15",
    )
