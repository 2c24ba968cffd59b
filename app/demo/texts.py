"""Invented texts of demo dossiers: each says so; no real unit is claimed to have done anything."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

NOTE = "Nội dung minh họa do hệ thống tạo để dùng thử, không phải hồ sơ thật."
PLACES = ("quầy tiếp nhận hồ sơ", "bộ phận văn thư", "tổ quản lý đô thị", "lớp học", "tổ tổng hợp",
          "bộ phận một cửa", "phòng họp trực tuyến", "kho lưu trữ")  # fmt: skip
TASKS = ("đọc và phân loại đơn", "trả lời câu hỏi lặp lại", "đối chiếu giấy tờ", "tổng hợp báo cáo",
         "tra cứu văn bản", "nhắc hạn xử lý", "ghi biên bản cuộc họp",
         "kiểm tra dữ liệu nhập tay")  # fmt: skip
KINDS = ("Mô hình ngôn ngữ lớn", "Nhận dạng chữ", "Thị giác máy tính", "Dự báo", "Trợ lý hội thoại")
PRODUCTS = ("Mô hình mã nguồn mở chạy trên máy chủ của đơn vị", "Dịch vụ trợ lý có hợp đồng",
            "Công cụ nhận dạng chữ có sẵn", "Phần mềm do đơn vị tự viết")  # fmt: skip
LOCATIONS = ("Máy chủ của đơn vị", "Trung tâm dữ liệu trong nước", "Dịch vụ đặt ngoài nước")
INDICATORS = (("Thời gian xử lý một hồ sơ", "phút"), ("Thời gian chờ của người dân", "phút"),
              ("Số lượt phải bổ sung giấy tờ", "lượt/tháng"),
              ("Giờ công tổng hợp", "giờ/tháng"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoText:
    """Everything a demo dossier says."""

    summary: str
    problem: str
    solution: str
    novelty: str
    conditions: str
    application: str
    effect: str
    ai_kind: str
    ai_product: str
    data_location: str
    indicator: str
    measure: str
    before: Decimal
    after: Decimal
    sample: int
    saved_vnd: int


def invented_text(title: str, random: Random) -> DemoText:
    """Texts for one title; the same seed gives the same texts."""
    place, task = random.choice(PLACES), random.choice(TASKS)
    indicator, measure = random.choice(INDICATORS)
    before = Decimal(random.randint(120, 480)) / 10
    after = (before * Decimal(random.randint(25, 70)) / 100).quantize(Decimal("0.1"))
    sample = random.randint(120, 2400)
    per_day = random.randint(30, 180)
    short = title.rstrip(".")
    return DemoText(
        summary=f"{short}: hỗ trợ {task} tại {place}. {NOTE}",
        problem=f"Tại {place}, mỗi ngày có khoảng {per_day} lượt việc {task}. Người làm phải đọc "
        f"từng trường hợp bằng mắt, dễ sót và chậm vào giờ cao điểm.\nViệc lặp lại chiếm phần lớn "
        f"thời gian, trong khi các trường hợp khó lại thiếu người xem kỹ.\n{NOTE}",
        solution=f"Giải pháp “{short}” nhận đầu vào, gợi ý cách xử lý và nêu lý do; "
        "người phụ trách xem lại, sửa nếu cần rồi mới cho kết quả có hiệu lực.\n"
        "Các bước: chuẩn hóa dữ liệu đầu vào; "
        "gợi ý kèm căn cứ; người kiểm tra xác nhận; ghi lại chỗ gợi ý sai để điều chỉnh hằng tuần.",
        novelty="Khác với cách làm trước đây ở chỗ gợi ý luôn kèm căn cứ và người xem quyết định; "
        "các chỗ sai được ghi lại thành danh mục để sửa.",
        conditions="Một máy tính nối mạng nội bộ, một người phụ trách được tập huấn trong 01 buổi.",
        application=f"Đã áp dụng thử tại {place} trong 03 tháng, với {sample} lượt việc được "
        "ghi số liệu.",
        effect=f"{indicator}: từ {_vn(before)} xuống {_vn(after)} {measure}, đo trên {sample} lượt "
        "bằng sổ theo dõi trước và sau khi áp dụng. Số liệu minh họa.",
        ai_kind=random.choice(KINDS),
        ai_product=random.choice(PRODUCTS),
        data_location=random.choice(LOCATIONS[:2]),
        indicator=indicator,
        measure=measure,
        before=before,
        after=after,
        sample=sample,
        saved_vnd=random.randint(4, 120) * 1_000_000,
    )


def _vn(value: Decimal) -> str:
    return str(value).replace(".", ",")
