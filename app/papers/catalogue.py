"""The blanks of each kind of paper in the file of recognition and award (law.md 2.6, 4.3)."""

from app.kernel.text import T
from app.papers.kinds import PaperKind, Slot, SlotTable, register

_HEAD = (
    Slot("co_quan_cap_tren", T("Cơ quan chủ quản trực tiếp"), "Ủy ban nhân dân Thành phố"),
    Slot("co_quan", T("Cơ quan ban hành văn bản"), "Ủy ban nhân dân Quận 3"),
    Slot("ky_hieu", T("Ký hiệu văn bản, sau dấu /; số do Văn thư cấp"), "TTr-UBND"),
    Slot("noi_ky", T("Địa danh"), "Quận 3"),
    Slot("nam", T("Năm của văn bản; ngày, tháng để trống"), "2026"),
    Slot("trich_yeu", T("Trích yếu nội dung"), "Về việc đề nghị tặng Giấy khen năm 2026"),
)
_LETTER_HEAD = (
    *_HEAD[:-1],
    Slot("trich_yeu", T("Trích yếu, sau “V/v”"), "trả lời kết quả xét công nhận sáng kiến"),
)
_CLOSING = (
    Slot("quyen_han", T("Quyền hạn, chức vụ của người ký"), "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
         lines=True),
    Slot("nguoi_ky", T("Họ tên người ký"), "Nguyễn Văn Mẫu"),
    Slot("noi_nhan", T("Nơi nhận, mỗi nơi một dòng"), "- Như trên;\n- Lưu: VT, NV.", lines=True),
    Slot("ma_tra_cuu", T("Mã tra cứu trên trang công khai"), "K7Q2-M4WX-9TRB"),
)  # fmt: skip
_BASES = Slot(
    "can_cu", T("Các căn cứ, mỗi căn cứ một dòng; dòng cuối chưa có dấu chấm"),
    "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;\nCăn cứ Nghị định số "
    "152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ", lines=True,
)  # fmt: skip
_ADDRESSEE = Slot("kinh_gui", T("Nơi nhận chính (Kính gửi)"), "Chủ tịch Ủy ban nhân dân Quận 3")
_CONTENT = Slot("noi_dung", T("Nội dung, mỗi đoạn một dòng"),
                "Phòng Nội vụ đã tổng hợp, thẩm định hồ sơ và kính trình như sau:\n"
                "Các trường hợp đề nghị đủ điều kiện, hồ sơ đầy đủ.", lines=True)  # fmt: skip
_AUTHORITY = Slot("tham_quyen", T("Chức vụ người quyết định"), "Chủ tịch Ủy ban nhân dân Quận 3")
_COUNTS = (
    Slot("so_doi_tuong", T("Số lượng bằng số và chữ"), "12 (mười hai) cá nhân"),
    Slot("tong_tien", T("Tổng tiền thưởng"), "8.424.000 đồng"),
    Slot("tong_tien_chu", T("Tổng tiền thưởng bằng chữ"),
         "Tám triệu bốn trăm hai mươi bốn nghìn đồng"),
)  # fmt: skip
_LIST = SlotTable(
    "danh_sach", T("Danh sách đề nghị, mỗi đối tượng một dòng"),
    (
        Slot("stt", T("Số thứ tự"), "1"),
        Slot("ten", T("Họ và tên, tên tập thể"), "Trần Thị Ngọc Ánh"),
        Slot("chuc_vu", T("Chức vụ"), "Chuyên viên"),
        Slot("don_vi", T("Đơn vị"), "Phòng Kinh tế"),
        Slot("thanh_tich", T("Nội dung thành tích"), "Có giải pháp được công nhận năm 2026",
             lines=True),
        Slot("hinh_thuc", T("Danh hiệu, hình thức"), "Giấy khen"),
        Slot("tien", T("Tiền thưởng"), "702.000"),
    ),
)  # fmt: skip
_SUBJECT = (
    Slot("ten", T("Họ và tên, hoặc tên tập thể"), "Trần Thị Ngọc Ánh"),
    Slot("chuc_vu", T("Chức vụ"), "Chuyên viên"),
    Slot("don_vi", T("Đơn vị công tác"), "Phòng Kinh tế Quận 3"),
    Slot("hinh_thuc", T("Danh hiệu, hình thức"), "Giấy khen"),
    Slot(
        "thanh_tich",
        T("Thành tích"),
        "Có giải pháp được công nhận và áp dụng trong năm 2026.",
        lines=True,
    ),
)
_SOLUTIONS = SlotTable(
    "giai_phap", T("Sáng kiến, giải pháp đã được công nhận"),
    (
        Slot("stt", T("Số thứ tự"), "1"),
        Slot("ma_so", T("Mã số hồ sơ"), "SK-2026-00012"),
        Slot("ten", T("Tên giải pháp"), "Trợ lý ảo tra cứu thủ tục hành chính"),
        Slot("vai_tro", T("Vai trò, tỷ lệ đóng góp"), "Tác giả, 60,00 %"),
    ),
)  # fmt: skip
_SUMMARIES = SlotTable(
    "tom_tat", T("Tóm tắt thành tích, mỗi đối tượng một dòng"),
    (
        Slot("stt", T("Số thứ tự"), "1"),
        Slot("ten", T("Họ và tên, tên tập thể"), "Trần Thị Ngọc Ánh"),
        Slot("chuc_vu", T("Chức vụ"), "Chuyên viên"),
        Slot("don_vi", T("Đơn vị"), "Phòng Kinh tế"),
        Slot("thanh_tich", T("Nội dung thành tích"), "Có giải pháp được công nhận năm 2026",
             lines=True),
        Slot("cong_nhan", T("Công nhận, áp dụng, hiệu quả"),
             "SK-2026-00012: Quyết định số 455/QĐ-UBND; đang áp dụng tại 02 đơn vị",
             lines=True),
        Slot("hinh_thuc", T("Danh hiệu, hình thức"), "Giấy khen"),
        Slot("can_cu", T("Điều kiện và căn cứ"), "Đủ điều kiện (Điều 75 Luật Thi đua, khen "
             "thưởng)", lines=True),
    ),
)  # fmt: skip
_SITTING = (
    Slot("hoi_dong", T("Tên Hội đồng"), "Hội đồng Thi đua - Khen thưởng Quận 3"),
    Slot("bat_dau", T("Thời gian bắt đầu"), "08 giờ 00, ngày 12 tháng 11 năm 2026"),
    Slot("ket_thuc", T("Thời gian kết thúc"), "10 giờ 30, ngày 12 tháng 11 năm 2026"),
    Slot("dia_diem", T("Địa điểm"), "Phòng họp số 1"),
    Slot("thanh_phan", T("Thành phần tham dự, mỗi người một dòng"),
         "Nguyễn Văn Mẫu, Chủ tịch Hội đồng;\nLê Thị Ví Dụ, ủy viên.", lines=True),
    Slot("chu_tri", T("Chủ trì"), "Nguyễn Văn Mẫu"),
    Slot("thu_ky", T("Thư ký"), "Phạm Thị Minh Họa"),
    Slot("co_mat", T("Số ủy viên có mặt trên tổng số"), "8/9"),
)  # fmt: skip
_COUNCIL = (
    Slot("quyet_dinh_thanh_lap", T("Quyết định thành lập Hội đồng: số, ngày, người ban hành"),
         "Quyết định số 77/QĐ-UBND ngày 05 tháng 01 năm 2026 của Chủ tịch Ủy ban nhân dân Quận 3"),
    Slot("vang_mat", T("Thành viên vắng mặt, mỗi người một dòng"), "Đỗ Văn Thử, Ủy viên",
         lines=True),
    Slot("y_kien_van_ban", T("Ý kiến bằng văn bản, mỗi người một dòng"),
         "Đỗ Văn Thử: gửi 08 giờ 00, ngày 10 tháng 11 năm 2026, đã nhận lại", lines=True),
)  # fmt: skip
_VOTES = SlotTable(
    "ket_qua", T("Kết quả biểu quyết, mỗi nội dung một dòng"),
    (
        Slot("stt", T("Số thứ tự"), "1"),
        Slot("noi_dung", T("Nội dung biểu quyết"), "Tặng Giấy khen cho Trần Thị Ngọc Ánh"),
        Slot("phat_ra", T("Số phiếu phát ra"), "8"),
        Slot("thu_ve", T("Số phiếu thu về"), "8"),
        Slot("dong_y", T("Số đồng ý"), "7"),
        Slot("khong", T("Số không đồng ý"), "1"),
        Slot("y_kien_khac", T("Số ý kiến khác"), "0"),
        Slot("phieu_trang", T("Số phiếu trắng"), "0"),
        Slot("khong_hop_le", T("Số phiếu không hợp lệ"), "0"),
        Slot("ty_le", T("Tỷ lệ"), "7/9 (77,78 %)"),
        Slot("ket_luan", T("Kết luận"), "Thông qua"),
    ),
)  # fmt: skip
_DECISION = (
    Slot("so_quyet_dinh", T("Số, ký hiệu quyết định"), "125/QĐ-UBND"),
    Slot("ngay_quyet_dinh", T("Ngày quyết định"), "ngày 20 tháng 11 năm 2026"),
)
_SIGNED = (
    Slot("noi_ky", T("Địa danh"), "Quận 3"),
    Slot("ngay_ky", T("Ngày ký"), "ngày 20 tháng 11 năm 2026"),
    *_CLOSING[:2],
    _CLOSING[3],
)

SUBMISSION = register(PaperKind(
    "to_trinh", T("Tờ trình đề nghị khen thưởng"),
    (*_HEAD, _BASES, _ADDRESSEE, _CONTENT, *_COUNTS, *_CLOSING), (_LIST,),
))  # fmt: skip
LIST = register(PaperKind(
    "danh_sach", T("Danh sách đề nghị khen thưởng (phụ lục)"),
    (*_HEAD, Slot("kem_theo", T("Kèm theo văn bản nào"),
     "(Kèm theo Tờ trình số       /TTr-PNV ngày    tháng    năm 2026 của Phòng Nội vụ)"),
     *_COUNTS, *_CLOSING), (_LIST,),
))  # fmt: skip
PERSON_REPORT = register(PaperKind(
    "bao_cao_ca_nhan", T("Báo cáo thành tích cá nhân"),
    (*_HEAD, *_SUBJECT, *_CLOSING), (_SOLUTIONS,),
))  # fmt: skip
COLLECTIVE_REPORT = register(PaperKind(
    "bao_cao_tap_the", T("Báo cáo thành tích tập thể"),
    (*_HEAD, *_SUBJECT, *_CLOSING), (_SOLUTIONS,),
))  # fmt: skip
SUMMARY = register(PaperKind(
    "tom_tat", T("Báo cáo tóm tắt thành tích"),
    (*_HEAD, _ADDRESSEE, _CONTENT, *_COUNTS, *_CLOSING), (_SUMMARIES,),
))  # fmt: skip
MINUTES = register(PaperKind(
    "bien_ban", T("Biên bản họp Hội đồng"),
    (*_HEAD, *_SITTING, *_COUNCIL, _CONTENT, *_CLOSING),
    (_VOTES,),
))  # fmt: skip
COUNT_RECORD = register(PaperKind(
    "bien_ban_kiem_phieu", T("Biên bản kiểm phiếu"),
    (*_HEAD, *_SITTING, *_COUNCIL, Slot("so_phieu", T("Số phiếu phát ra, thu vào, hợp lệ"),
     "Phát ra 08, thu vào 08, hợp lệ 08", lines=True),
     Slot("to_kiem_phieu", T("Tổ kiểm phiếu, mỗi người một dòng"), "Lê Thị Ví Dụ, Ủy viên",
          lines=True), *_CLOSING), (_VOTES,),
))  # fmt: skip
DRAFT_DECISION = register(PaperKind(
    "du_thao_quyet_dinh", T("Dự thảo quyết định khen thưởng"),
    (*_HEAD, _AUTHORITY, _BASES, Slot("nguoi_de_nghi", T("Người đề nghị"), "Trưởng phòng Nội vụ"),
     *_COUNTS, *_CLOSING), (_LIST,),
))  # fmt: skip
COMMENDATION = register(PaperKind(
    "giay_khen", T("Giấy khen"),
    (_AUTHORITY, Slot("tang", T("Tặng hoặc Tặng danh hiệu"), "Tặng"),
     Slot("danh_xung", T("Ông/Bà, Tập thể, Hộ gia đình"), "Ông/Bà"), *_SUBJECT, *_DECISION,
     Slot("so_so_vang", T("Số sổ vàng: số thứ tự trong quyết định"), "07"), *_SIGNED),
    sheets=True,
))  # fmt: skip
CERTIFICATE = register(PaperKind(
    "giay_chung_nhan", T("Giấy chứng nhận sáng kiến"),
    (*_HEAD[:2], Slot("ho_ten", T("Họ tên tác giả"), "Trần Thị Ngọc Ánh"),
     Slot("don_vi", T("Đơn vị công tác"), "Phòng Kinh tế Quận 3"),
     Slot("vai_tro", T("Là tác giả, hoặc đồng tác giả cùng với ai"),
          "là đồng tác giả (cùng với Lê Hoàng Đạt) của sáng kiến:"),
     Slot("sang_kien", T("Tên sáng kiến"), "Trợ lý ảo tra cứu thủ tục hành chính"),
     Slot("chu_dau_tu", T("Chủ đầu tư tạo ra sáng kiến"), "Phòng Kinh tế"),
     *_DECISION, _AUTHORITY, Slot("so_vao_so", T("Số vào sổ"), "15"), *_SIGNED),
    sheets=True,
))  # fmt: skip
LETTER = register(PaperKind(
    "cong_van", T("Công văn"), (*_LETTER_HEAD, _ADDRESSEE, _CONTENT, *_CLOSING),
))  # fmt: skip
REFUSAL = register(PaperKind(
    "thu_tu_choi", T("Công văn trả lời không công nhận sáng kiến"),
    (*_LETTER_HEAD, _ADDRESSEE, Slot("ten_ho_so", T("Tên giải pháp"), "Trợ lý ảo tra cứu thủ tục"),
     Slot("ma_ho_so", T("Mã số hồ sơ"), "SK-2026-00012"),
     Slot("hoi_dong", T("Hội đồng đã xét"), "Hội đồng sáng kiến Quận 3"),
     Slot("ngay_hop", T("Ngày họp Hội đồng"), "ngày 12 tháng 11 năm 2026"),
     Slot("ly_do", T("Lý do không công nhận"), "Giải pháp trùng với giải pháp đã được công nhận.",
          lines=True), *_DECISION, *_CLOSING),
))  # fmt: skip

UNTEMPLATED = (
    (T("Danh sách trích ngang, đối chiếu, tổng hợp (Excel)"),
     T("Bảng tính để lọc, cộng và đối chiếu; bản in theo mẫu là phụ lục danh sách.")),
    (T("Mục lục bộ hồ sơ và tệp manifest.json"),
     T("Chỉ để mở, kiểm tra tệp trên máy; không phải văn bản hành chính.")),
    (T("Giấy khen in trên phôi in sẵn"),
     T("Phôi đã có sẵn khung và chữ; vị trí từng mục đặt ở trang phôi in sẵn của Giấy khen.")),
    (T("Bản PDF"),
     T("PDF in theo thể thức của hệ thống; văn bản có mẫu của cơ quan thì chỉ có bản Word.")),
    (T("Phiếu biểu quyết (phiếu chung)"),
     T("Mọi phiếu phải giống nhau và cùng thứ tự dòng với bảng kiểm phiếu.")),
    (T("Giấy biên nhận hồ sơ"),
     T("Máy lập ngay khi nộp, kèm mã băm của từng tệp; chữ trên đó không ai sửa được.")),
)  # fmt: skip
"""What is printed and follows no template of the office, and why."""
