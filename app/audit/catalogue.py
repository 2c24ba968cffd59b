"""The catalogue of acts (see `app.audit.events`): one line for each verb used in the code."""

from app.audit.award_events import ACHIEVEMENTS, AWARDS, CITATIONS, FORWARDING
from app.audit.events import Category as C  # noqa: N817 - a table of ninety lines
from app.audit.events import Event, Veil, event
from app.kernel.text import T

_SIGN_IN = {
    "sign_in:opened": event(T("Đăng nhập"), C.SIGN_IN),
    "sign_in:refused": event(T("Đăng nhập không thành công"), C.SIGN_IN),
    "sign_in:ended": event(T("Đăng xuất"), C.SIGN_IN),
    "sign_in:all_ended": event(T("Kết thúc mọi phiên đăng nhập"), C.SIGN_IN, "count"),
    "sign_in:completed": event(T("Hoàn tất đăng nhập"), C.SIGN_IN),
    "sign_in:locked": event(T("Tạm khóa đăng nhập do nhập sai nhiều lần"), C.SIGN_IN),
    "sign_in:roles_changed": event(T("Cấp lại phiên do vai trò thay đổi"), C.SIGN_IN),
    "password:refused": event(T("Nhập sai mật khẩu hiện tại"), C.SIGN_IN),
    "account:password_changed": event(T("Đổi mật khẩu"), C.SIGN_IN),
    "second_factor:started": event(T("Bắt đầu cài xác thực hai lớp"), C.SIGN_IN),
    "second_factor:set_up": event(T("Bật xác thực hai lớp"), C.SIGN_IN),
    "second_factor:codes_renewed": event(T("Tạo lại mã dự phòng"), C.SIGN_IN, "count"),
    "second_factor:passed": event(T("Qua xác thực hai lớp"), C.SIGN_IN, "how"),
    "second_factor:refused": event(T("Sai mã xác thực hai lớp"), C.SIGN_IN),
    "second_factor:removed": event(T("Tắt xác thực hai lớp"), C.SIGN_IN),
    "second_factor:resealed": event(
        T("Niêm lại khóa xác thực hai lớp bằng khóa mới"), C.SIGN_IN, "count lost"
    ),
    "second_factor:reset": event(T("Quản trị viên đặt lại xác thực hai lớp"), C.SIGN_IN),
    "sign_in_link:made": event(T("Gửi liên kết dùng một lần"), C.SIGN_IN, "kind"),
    "sign_in_link:not_sent": event(T("Không gửi liên kết dùng một lần"), C.SIGN_IN),
    "sign_in_link:voided": event(T("Hủy liên kết dùng một lần"), C.SIGN_IN),
    "sign_in_link:used": event(T("Dùng liên kết một lần"), C.SIGN_IN, "kind"),
    "outside_identity:linked": event(T("Liên kết tài khoản cơ quan"), C.SIGN_IN, "issuer"),
    "outside_identity:unlinked": event(T("Bỏ liên kết tài khoản cơ quan"), C.SIGN_IN, "issuer"),
    "passkey:added": event(T("Thêm khóa truy cập"), C.SIGN_IN, "name"),
    "passkey:removed": event(T("Gỡ khóa truy cập"), C.SIGN_IN, "name"),
    "view_as:started": event(T("Bắt đầu xem như vai trò khác"), C.SIGN_IN, "role"),
    "view_as:ended": event(T("Thôi xem như vai trò khác"), C.SIGN_IN, "role"),
}
_PEOPLE = {
    "account:add": event(T("Thêm người dùng"), C.PEOPLE, "email", personal=True),
    "account:grant": event(T("Giao vai trò"), C.PEOPLE, "role"),
    "account:role_ended": event(T("Kết thúc vai trò"), C.PEOPLE, "role valid_to"),
    "account:changed": event(T("Sửa người dùng"), C.PEOPLE, "was now_is", personal=True),
    "account:disabled": event(T("Khóa tài khoản"), C.PEOPLE),
    "account:enabled": event(T("Mở lại tài khoản"), C.PEOPLE),
    "account:moved": event(T("Chuyển người dùng sang đơn vị khác"), C.PEOPLE, "was unit_id"),
    "unit:add": event(T("Thêm đơn vị"), C.PEOPLE, "code name"),
    "unit:changed": event(T("Sửa đơn vị"), C.PEOPLE, "was now_is"),
    "unit:renamed": event(T("Đổi tên đơn vị"), C.PEOPLE, "was now_is"),
    "unit:succeeded": event(T("Đơn vị được tiếp nhận"), C.PEOPLE, "by effective_on"),
    "agency:changed": event(T("Thay đổi thông tin cơ quan"), C.PEOPLE, "was now_is since"),
    "agency:preset": event(T("Nạp bộ thiết lập của cơ quan"), C.PEOPLE, "agencies units"),
    "council:office": event(
        T("Ghi chức danh trong Hội đồng"), C.PEOPLE, "account_id office decision"
    ),
    "council:decision_file": event(T("Tải quyết định lập Hội đồng"), C.PEOPLE, "sha256"),
    "council:add": event(T("Thêm Hội đồng"), C.PEOPLE, "name decision issuer"),
    "council:issuer": event(T("Ghi người ký quyết định lập Hội đồng"), C.PEOPLE, "issuer"),
    "import:uploaded": event(T("Tải lên bảng người dùng, đơn vị"), C.PEOPLE, "rows"),
    "import:apply": event(T("Nhập bảng người dùng, đơn vị"), C.PEOPLE),
    "import:drop": event(T("Bỏ bảng đã tải lên"), C.PEOPLE),
    "idea:from_word": event(T("Tạo hồ sơ từ đơn Word"), C.IDEA),
    "dossier_import:upload": event(T("Tải lên danh sách hồ sơ"), C.IDEA, "sha256"),
    "dossier_import:read": event(T("Đọc xong danh sách hồ sơ"), C.IDEA, "rows"),
    "dossier_import:map": event(T("Ghép cột, xác nhận cách đọc danh sách"), C.IDEA, "sheets"),
    "dossier_import:check": event(T("Kiểm tra xong danh sách hồ sơ"), C.IDEA),
    "dossier_import:store": event(T("Nhập danh sách hồ sơ"), C.IDEA, "rows"),
    "dossier_import:finish": event(T("Nhập xong danh sách hồ sơ"), C.IDEA, "rows"),
    "dossier_import:fail": event(T("Không nhập được danh sách hồ sơ"), C.IDEA),
    "dossier_import:undo": event(T("Hoàn tác danh sách hồ sơ"), C.IDEA),
    "dossier_import:undone": event(T("Hoàn tác xong danh sách hồ sơ"), C.IDEA),
    "dossier_import:drop": event(T("Bỏ danh sách hồ sơ đã tải lên"), C.IDEA),
}
_FILES = {
    "file:clear": event(T("Tệp không có mã độc"), C.FILES, "sha256"),
    "file:condemn": event(T("Cách ly tệp có mã độc"), C.FILES, "sha256 virus"),
    "file:let_through": event(T("Cho tệp qua, không kiểm tra"), C.FILES, "sha256"),
}
_PAPERS = {
    "paper_template:upload": event(T("Tải lên mẫu văn bản"), C.FILES, "kind number sha256"),
    "paper_template:activate": event(T("Đưa mẫu văn bản vào dùng"), C.FILES, "kind number"),
    "printed_stock:save": event(T("Đặt vị trí in trên phôi"), C.FILES, "kind number"),
    "paper_template:retire": event(T("Thôi dùng mẫu văn bản"), C.FILES, "kind number"),
}
_ROUNDS = {
    "round:created": event(T("Tạo đợt xét"), C.ROUND, "code"),
    "round:changed": event(T("Sửa đợt xét"), C.ROUND, "was now_is"),
    "round:categories_set": event(T("Đặt lĩnh vực của đợt xét"), C.ROUND, "names"),
    "round:announce": event(T("Công bố đợt xét"), C.ROUND, "code"),
    "round:close": event(T("Kết thúc đợt xét"), C.ROUND),
    "round:cloned": event(T("Sao chép đợt xét"), C.ROUND, "source code"),
    "round:fields_set": event(T("Đặt câu hỏi của đợt xét"), C.ROUND, "keys"),
    "round:eligibility_set": event(T("Đặt câu hỏi điều kiện của đợt xét"), C.ROUND, "count"),
    "round:settings_applied": event(T("Áp dụng tệp cấu hình đợt xét"), C.ROUND, "source"),
    "round:rubric_set": event(T("Đặt phiếu chấm của đợt xét"), C.ROUND, "criteria maximum"),
    "round:rubric_revised": event(
        T("Sửa phiếu chấm sau khi mở chấm"),
        C.ROUND,
        "edition changes recomputed reopened criteria",
    ),
    "round:stages_set": event(T("Đặt các vòng của đợt xét"), C.ROUND, "names"),
    "round:panel_set": event(T("Đặt ban chấm của một vòng"), C.ROUND, "stage members"),
    "round:advance": event(
        T("Kết thúc vòng, chọn hồ sơ vào vòng sau"), C.ROUND, "stage chosen stopped sheets"
    ),
    "round:step_back": event(T("Hoàn tác chuyển vòng"), C.ROUND, "stage"),
    "round:tell_reviewers": event(T("Gửi thư báo phân công chấm"), C.REVIEW, "letters"),
    "round:stage_told": event(T("Gửi thư báo kết quả vòng"), C.ROUND, "stage letters"),
    "round:rubric_frozen": event(T("Khóa phiếu chấm của đợt xét"), C.ROUND),
}
_IDEAS = {
    "idea:start": event(T("Tạo hồ sơ"), C.IDEA),
    "idea:submit": event(T("Nộp hồ sơ"), C.IDEA, "code number content_hash"),
    "idea:extend_supplement": event(T("Gia hạn bổ sung hồ sơ"), C.IDEA),
    "idea:remind_supplement": event(T("Nhắc tác giả bổ sung hồ sơ"), C.IDEA),
    "idea:assign_category": event(T("Gán lĩnh vực dự thi cho hồ sơ"), C.IDEA),
    "idea:endorse": event(T("Xác nhận của đơn vị"), C.IDEA),
    "idea:return": event(T("Trả lại hồ sơ"), C.IDEA),
    "idea:ask_supplement": event(T("Yêu cầu bổ sung hồ sơ"), C.IDEA),
    "idea:supplement": event(T("Bổ sung hồ sơ"), C.IDEA),
    "idea:advance": event(T("Đưa hồ sơ vào vòng sau"), C.IDEA),
    "idea:step_back": event(T("Hoàn tác đưa hồ sơ vào vòng sau"), C.IDEA),
    "idea:accept": event(T("Tiếp nhận hồ sơ"), C.IDEA),
    "idea:refuse": event(T("Không tiếp nhận hồ sơ"), C.IDEA),
    "idea:withdraw": event(T("Rút hồ sơ"), C.IDEA),
    "idea:reopen": event(T("Mở lại hồ sơ"), C.IDEA),
    "idea:restore": event(T("Cho nộp lại hồ sơ đã rút"), C.IDEA),
    "idea:start_for": event(T("Nhập hồ sơ thay người khác"), C.IDEA, "on_behalf_of", personal=True),
    "idea:hand_over": event(T("Bàn giao hồ sơ nhập thay"), C.IDEA, "account_id"),
    "idea:invite_author": event(T("Mời đồng tác giả"), C.IDEA, "position"),
    "idea:join_author": event(T("Đồng tác giả nhận lời mời"), C.IDEA, "account_id"),
    "idea:share_answered": event(
        T("Trả lời về tỷ lệ đóng góp"), C.IDEA, "answer share position", personal=True
    ),
    "idea:office_note": event(T("Ghi chú nội bộ về hồ sơ"), C.IDEA, "note_id"),
    "idea:order": event(T("Xếp thứ tự ưu tiên của đơn vị"), C.IDEA),
    "idea:problem": event(T("Chọn bài toán đặt hàng cho hồ sơ"), C.IDEA, "problem_id"),
    "novelty:difference": event(T("Nêu điểm khác biệt của giải pháp"), C.IDEA),
    "novelty:link": event(T("Liên kết hồ sơ giống nhau"), C.IDEA, "kind other"),
    "novelty:unlink": event(T("Bỏ liên kết hồ sơ giống nhau"), C.IDEA, "kind other"),
    "novelty:words": event(T("Lưu bảng từ đối chiếu"), C.IDEA, "number note"),
    "idea:open_scoring": event(T("Mở chấm điểm"), C.REVIEW),
    "idea:settle": event(T("Khóa kết quả chấm"), C.REVIEW),
    "idea:reopen_scoring": event(T("Mở lại chấm điểm"), C.REVIEW, veil=Veil.DETAIL),
    "idea:propose": event(T("Đề xuất kết quả"), C.REVIEW, veil=Veil.DETAIL),
    "idea:bring": event(T("Trình Hội đồng"), C.REVIEW),
    "idea:recognise": event(T("Công nhận sáng kiến"), C.REVIEW, "decision votes"),
    "idea:decline": event(T("Không công nhận sáng kiến"), C.REVIEW, "decision votes"),
}
_PROBLEMS = {
    "problem:created": event(T("Lập bài toán đặt hàng"), C.IDEA, "title"),
    "problem:changed": event(T("Sửa bài toán đặt hàng"), C.IDEA, "was now_is"),
    "problem:publish": event(T("Đăng bài toán đặt hàng"), C.IDEA),
    "problem:close": event(T("Đóng bài toán đặt hàng"), C.IDEA),
    "problem:republish": event(T("Đăng lại bài toán đặt hàng"), C.IDEA),
}
_REVIEW = {
    "community:set": event(
        T("Thiết lập bình chọn"), C.REVIEW, "opens_at closes_at max_points counts"
    ),
    "community:vote": event(T("Bình chọn"), C.REVIEW),
    "community:take_back": event(T("Rút bình chọn"), C.REVIEW),
    "community:join": event(T("Ghi điểm bình chọn vào kết quả"), C.REVIEW, "count counts"),
    "review:warm_up_sample": event(T("Lưu hồ sơ mẫu để chấm thử"), C.REVIEW, "position"),
    "review:warm_up_dropped": event(T("Xóa hồ sơ mẫu để chấm thử"), C.REVIEW, "position"),
    "idea:unqualified": event(
        T("Quyết định khác kết quả thẩm định điều kiện"),
        C.IDEA,
        "outcome decided",
        veil=Veil.DETAIL,
    ),
    "qualification:assign": event(T("Phân công thẩm định điều kiện"), C.REVIEW, "added"),
    "qualification:call": event(
        T("Mời thêm người thẩm định điều kiện"), C.REVIEW, "qualifier_id", veil=Veil.PERSON
    ),
    "qualification:unassign": event(
        T("Gỡ người thẩm định điều kiện"), C.REVIEW, "qualifier_id", veil=Veil.PERSON
    ),
    "qualification:give": event(
        T("Kết luận thẩm định điều kiện"), C.REVIEW, "verdict edition", veil=Veil.PERSON
    ),
    "qualification:decline": event(
        T("Xin không thẩm định điều kiện"), C.REVIEW, "ground", veil=Veil.PERSON
    ),
    "idea:redact": event(T("Xác nhận bản ẩn danh"), C.REVIEW, "texts held seen"),
    "review:assign": event(T("Phân công chấm điểm"), C.REVIEW, "added removed"),
    "review:publish": event(T("Công bố kết quả"), C.REVIEW, "letters"),
    "idea:release_letter": event(T("Gửi góp ý cho tác giả"), C.REVIEW, "remarks"),
    "review:set_loads": event(T("Đặt tải người chấm"), C.REVIEW, "count"),
    "account:declare_expertise": event(T("Khai chuyên môn, quan hệ"), C.REVIEW, "sectors ties"),
    "review:analyse": event(T("Tính phân tích điểm"), C.REVIEW, "cut sheets"),
    "review:decide": event(T("Ghi quyết định công nhận"), C.REVIEW, "number decided_on count"),
    "initiative_certificate:replace": event(
        T("Cấp lại giấy chứng nhận"), C.REVIEW, "renamed", veil=Veil.DETAIL
    ),
    "initiative_certificate:revoke": event(
        T("Thu hồi giấy chứng nhận"), C.REVIEW, "decision day all", veil=Veil.DETAIL
    ),
    "idea:revoke": event(T("Hủy công nhận sáng kiến"), C.REVIEW, "decision", veil=Veil.DETAIL),
    "idea:tell_end": event(T("Cho gửi thư báo thu hồi, cấp lại"), C.REVIEW, "letters"),
    "wider_effect:note": event(
        T("Ghi quyết định về khả năng nhân rộng"), C.REVIEW, "idea scope decision day"
    ),
    "wider_effect:drop": event(
        T("Bỏ quyết định nhân rộng ghi nhầm"), C.REVIEW, "idea scope decision day"
    ),
    "recognition_revocation:ask": event(
        T("Ghi nhận quyết định hủy công nhận"),
        C.REVIEW,
        "idea decision day ground",
        veil=Veil.DETAIL,
    ),
    "recognition_revocation:confirm": event(
        T("Người thứ hai xác nhận hủy công nhận"), C.REVIEW, "idea decision", veil=Veil.DETAIL
    ),
    "recognition_revocation:drop": event(
        T("Bỏ ghi nhận hủy công nhận"), C.REVIEW, "idea", veil=Veil.DETAIL
    ),
    "review:remind": event(T("Nhắc người chấm"), C.REVIEW, "count"),
    "sheet:paper": event(
        T("Nhập phiếu giấy thay người chấm"),
        C.REVIEW,
        "reviewer_id total",
        personal=True,
        veil=Veil.PERSON,
    ),
    "sheet:replace": event(T("Thay người chấm"), C.REVIEW, veil=Veil.PERSON),
    "sheet:pack": event(T("Nhập gói chấm ngoại tuyến"), C.REVIEW, "count", veil=Veil.PERSON),
    "discussion:note": event(T("Ghi trao đổi về hồ sơ"), C.REVIEW, veil=Veil.PERSON),
    "author_question:ask": event(T("Hỏi tác giả"), C.REVIEW, veil=Veil.PERSON),
    "author_question:send": event(T("Chuyển câu hỏi cho tác giả"), C.REVIEW),
    "author_question:refuse": event(T("Không chuyển câu hỏi"), C.REVIEW),
    "author_question:answer": event(T("Tác giả trả lời câu hỏi"), C.REVIEW),
    "author_question:release": event(T("Chuyển câu trả lời cho người chấm"), C.REVIEW),
    "sheet:begin": event(T("Bắt đầu chấm"), C.REVIEW, veil=Veil.PERSON),
    "sheet:lock": event(T("Khóa phiếu chấm"), C.REVIEW, "total points", veil=Veil.PERSON),
    "sheet:convert": event(
        T("Tính lại tổng điểm theo thang điểm mới"), C.REVIEW, "was total", veil=Veil.PERSON
    ),
    "sheet:reopen": event(T("Mở lại phiếu chấm"), C.REVIEW, veil=Veil.PERSON),
    "sheet:decline": event(T("Xin không chấm"), C.REVIEW, "ground", veil=Veil.PERSON),
    "sheet:unassign": event(
        T("Thôi phân công chấm"), C.REVIEW, "idea_id reviewer_id", personal=True, veil=Veil.PERSON
    ),
    "conflict:declare": event(
        T("Khai báo xung đột lợi ích"), C.REVIEW, "ground", personal=True, veil=Veil.PERSON
    ),
}
_ADOPTION = {
    "adoption:report": event(T("Báo việc áp dụng"), C.ADOPTION, "idea_id unit_id"),
    "adoption:change": event(T("Sửa việc áp dụng"), C.ADOPTION),
    "adoption:resend": event(T("Gửi lại việc áp dụng"), C.ADOPTION),
    "adoption:attach": event(T("Thêm minh chứng áp dụng"), C.ADOPTION, "sha256"),
    "adoption:confirm": event(T("Xác nhận áp dụng"), C.ADOPTION),
    "adoption:reject": event(T("Không xác nhận áp dụng"), C.ADOPTION),
    "adoption:stop": event(T("Thôi áp dụng"), C.ADOPTION, "day"),
    "adoption:follow_up": event(
        T("Ghi kết quả rà soát việc áp dụng"), C.ADOPTION, "months goes_on measured_on"
    ),
}
_PLAN = {
    "plan:load": event(T("Nạp kế hoạch"), C.PLAN, "number"),
    "plan:open_periods": event(T("Mở kỳ báo cáo"), C.PLAN, "year inclusive"),
    "plan:urge": event(T("Nhắc đơn vị gửi báo cáo"), C.PLAN, "units"),
    "plan:issue_report": event(T("Ban hành báo cáo tổng hợp"), C.PLAN, "number issued_on"),
    "plan_item:note": event(T("Ghi chú nhiệm vụ"), C.PLAN, "note due_on"),
    "plan_item:start": event(T("Bắt đầu thực hiện nhiệm vụ"), C.PLAN),
    "plan_item:finish": event(T("Ghi nhận hoàn thành nhiệm vụ"), C.PLAN),
    "plan_item:pause": event(T("Tạm dừng nhiệm vụ"), C.PLAN),
    "unit_report:send": event(T("Gửi báo cáo của đơn vị"), C.PLAN, "period"),
    "unit_report:return": event(T("Trả lại báo cáo của đơn vị"), C.PLAN),
}
_GALLERY = {
    "gallery:publish": event(T("Công khai giải pháp"), C.GALLERY, "slug show_authors"),
    "gallery:change": event(T("Sửa bài công khai"), C.GALLERY, "show_authors"),
    "gallery:withdraw": event(T("Gỡ giải pháp"), C.GALLERY),
    "gallery:refresh": event(T("Cập nhật nơi áp dụng đang công khai"), C.GALLERY, "changed"),
}
_SYSTEM = {
    "installation:restore": event(
        T("Phục hồi từ bản sao lưu"), C.SYSTEM, "backup_made_at mails_held"
    ),
    "demo:places": event(T("Nạp dữ liệu mẫu"), C.SYSTEM, "units"),
    "judging_inquiry:open": event(T("Mở việc chấm điểm để kiểm tra"), C.SYSTEM, "code until"),
    "judging_inquiry:end": event(T("Kết thúc kiểm tra việc chấm điểm"), C.SYSTEM),
    "audit:export": event(T("Xuất nhật ký"), C.SYSTEM, "entries form"),
    "audit:refused": event(T("Từ chối một thao tác"), C.REFUSED, "code route method"),
    "audit:refused_often": event(T("Từ chối quá nhiều lần, thôi ghi trong giờ này"), C.REFUSED),
    "job:ask": event(T("Yêu cầu việc chạy lâu"), C.SYSTEM, "kind args"),
    "job:start": event(T("Bắt đầu việc chạy lâu"), C.SYSTEM),
    "job:finish": event(T("Hoàn thành việc chạy lâu"), C.SYSTEM),
    "job:fail": event(T("Dừng việc chạy lâu vì lỗi"), C.SYSTEM, "error"),
    "job:cancel": event(T("Hủy việc chạy lâu"), C.SYSTEM),
    "job:retry": event(T("Thực hiện lại việc chạy lâu"), C.SYSTEM),
    "outbox_message:hold": event(T("Giữ thư"), C.SYSTEM),
    "outbox_message:release": event(T("Cho gửi thư"), C.SYSTEM),
    "outbox_message:deliver": event(T("Gửi thư"), C.SYSTEM),
    "outbox_message:fail": event(T("Thôi gửi thư"), C.SYSTEM, "error"),
    "outbox_message:resend": event(T("Gửi lại thư"), C.SYSTEM),
    "outbox_message:cancel": event(T("Hủy thư"), C.SYSTEM),
    "outbox_message:mend": event(T("Sửa thư đang giữ"), C.SYSTEM),
}
_PRIVACY = {
    "personal_data:export": event(T("Xuất dữ liệu cá nhân"), C.PRIVACY, "what rows", personal=True),
    "personal_data:anonymise": event(T("Ẩn danh tài khoản"), C.PRIVACY),
    "data_request:ask": event(T("Gửi yêu cầu về dữ liệu cá nhân"), C.PRIVACY, "kind"),
    "data_request:accept": event(T("Thực hiện yêu cầu về dữ liệu"), C.PRIVACY, "late"),
    "data_request:refuse": event(T("Từ chối yêu cầu về dữ liệu"), C.PRIVACY, "late"),
    "consent:give": event(T("Đồng ý"), C.PRIVACY, "purpose version"),
    "consent:withdraw": event(T("Rút lại sự đồng ý"), C.PRIVACY, "purpose"),
    "consent:text": event(T("Đặt lời văn đồng ý"), C.PRIVACY, "purpose version"),
    "retention:dispose": event(
        T("Xử lý dữ liệu hết thời hạn lưu giữ"), C.PRIVACY, "kind count due_before records"
    ),
    "retention:set": event(T("Đặt thời hạn lưu giữ"), C.PRIVACY),
    "retention:forget": event(
        T("Xóa dữ liệu đăng nhập và danh sách tải lên đã hết dùng"),
        C.PRIVACY,
        "sign_ins links ceremonies once_keys role_views uploads",
    ),
}
_SWITCHES = {
    "switch:on": event(T("Bật công tắc sự cố"), C.SYSTEM, "name"),
    "switch:off": event(T("Tắt công tắc sự cố"), C.SYSTEM, "name"),
    "switch:end_sign_ins": event(T("Kết thúc phiên của mọi người"), C.SYSTEM, "count"),
}

_SITTINGS = {
    "sitting:plan": event(T("Lập phiên họp"), C.REVIEW, "title council_id"),
    "sitting:agenda": event(T("Sửa chương trình phiên họp"), C.REVIEW, "count"),
    "sitting:order": event(T("Xếp lại chương trình phiên họp"), C.REVIEW),
    "sitting:open": event(T("Khai mạc phiên họp"), C.REVIEW, "members"),
    "sitting:close": event(T("Bế mạc phiên họp"), C.REVIEW, "sha256"),
    "sitting:cancel": event(T("Hủy phiên họp"), C.REVIEW),
    "sitting:presence": event(T("Ghi nhận có mặt, rời họp"), C.REVIEW, "account_id here"),
    "sitting:stand_in": event(T("Ủy viên dự khuyết vào thay"), C.REVIEW, "account_id stands_for"),
    "sitting:teller": event(T("Cử người kiểm phiếu"), C.REVIEW, "account_id counts"),
    "sitting:letter_sent": event(T("Gửi phiếu lấy ý kiến bằng văn bản"), C.REVIEW, "account_id"),
    "sitting:letter_received": event(T("Nhận ý kiến bằng văn bản"), C.REVIEW, "account_id"),
    "sitting:joint_hand_out": event(T("Phát phiếu chung"), C.REVIEW, "number count"),
    "sitting:joint_count": event(T("Nhập số phiếu của phiếu chung"), C.REVIEW, "number"),
    "sitting:joint_confirm": event(T("Xác nhận số phiếu của phiếu chung"), C.REVIEW, "number"),
    "sitting:joint_take_back": event(T("Hủy phiếu chung"), C.REVIEW, "number"),
    "sitting_item:hand_out": event(T("Đưa nội dung vào phiếu chung"), C.REVIEW, "number"),
    "sitting_item:take_back": event(T("Bỏ nội dung khỏi phiếu chung"), C.REVIEW,
                                    veil=Veil.DETAIL),
    "sitting_item:set_aside": event(T("Nội dung chờ phiếu chung"), C.REVIEW),
    "sitting_item:count": event(T("Người kiểm phiếu nhập số phiếu"), C.REVIEW, "number",
                                veil=Veil.PERSON),
    "sitting_item:call": event(T("Đưa nội dung ra xét"), C.REVIEW),
    "sitting_item:ballot": event(T("Mở biểu quyết"), C.REVIEW, "number kind"),
    "sitting_item:cast": event(T("Đã biểu quyết"), C.REVIEW, "number", veil=Veil.PERSON),
    "sitting_item:written": event(T("Nhập ý kiến bằng văn bản"), C.REVIEW, "account_id",
                                  veil=Veil.PERSON),
    "sitting_item:decide": event(T("Ghi kết quả biểu quyết"), C.REVIEW, "number yes base needed",
                                 veil=Veil.DETAIL),
    "sitting_item:undo": event(T("Làm lại biểu quyết"), C.REVIEW, veil=Veil.DETAIL),
    "sitting_item:put_off": event(T("Để lại phiên sau"), C.REVIEW, veil=Veil.DETAIL),
    "sitting_item:correct": event(T("Đính chính kết quả biểu quyết"), C.REVIEW, veil=Veil.DETAIL),
}  # fmt: skip
CATALOGUE: dict[str, Event] = {
    **_SIGN_IN, **_PEOPLE, **_ROUNDS, **_IDEAS, **_REVIEW, **_SITTINGS, **_ADOPTION, **AWARDS,
    **ACHIEVEMENTS, **CITATIONS, **FORWARDING,
    **_PLAN, **_PROBLEMS, **_GALLERY, **_FILES, **_PAPERS, **_PRIVACY, **_SWITCHES, **_SYSTEM,
}  # fmt: skip
