"""The acts of the award rooms, a part of the catalogue."""

from app.audit.events import Category as C  # noqa: N817 - as in the catalogue
from app.audit.events import Veil, event
from app.kernel.text import T

AWARDS = {
    "catalogue:load": event(T("Nạp danh mục khen thưởng"), C.AWARDS, "rows"),
    "award_kind:add": event(T("Thêm danh hiệu, hình thức vào danh mục"), C.AWARDS, "code since"),
    "award_kind:change": event(
        T("Thay đổi danh hiệu, hình thức từ một ngày"), C.AWARDS, "code since follows changed"
    ),
    "award_kind:end": event(T("Ngừng áp dụng danh hiệu, hình thức"), C.AWARDS, "code until"),
    "base_salary:set": event(T("Ghi mức lương cơ sở mới"), C.AWARDS, "amount since"),
    "award_quota:set": event(
        T("Đặt số lượng khen thưởng"), C.AWARDS, "award scope unit number measure since until"
    ),
    "award_quota:end": event(T("Kết thúc số lượng khen thưởng"), C.AWARDS, "award until"),
    "rule_set:create": event(T("Soạn bộ quy tắc khen thưởng"), C.AWARDS, "copied_from rules"),
    "rule_set:change": event(T("Sửa bộ quy tắc khen thưởng"), C.AWARDS, "old new"),
    "rule_set:propose": event(T("Trình duyệt bộ quy tắc"), C.AWARDS, "rules"),
    "rule_set:send_back": event(T("Trả lại bộ quy tắc để sửa"), C.AWARDS),
    "rule_set:approve": event(T("Duyệt bộ quy tắc"), C.AWARDS, "since follows"),
    "rule_set:drop": event(T("Bỏ dự thảo bộ quy tắc"), C.AWARDS),
    "eligibility_rule:add": event(T("Thêm quy tắc vào dự thảo"), C.AWARDS, "rule_set now_is"),
    "eligibility_rule:change": event(T("Sửa quy tắc của dự thảo"), C.AWARDS, "rule_set was now_is"),
    "eligibility_rule:remove": event(T("Bỏ quy tắc khỏi dự thảo"), C.AWARDS, "rule_set was"),
    "nomination_list:create": event(T("Lập danh sách đề nghị"), C.AWARDS, veil=Veil.DETAIL),
    "nomination_list:change": event(
        T("Sửa danh sách đề nghị"), C.AWARDS, "old new", veil=Veil.DETAIL
    ),
    "nomination_list:lock": event(
        T("Chốt danh sách đề nghị"), C.AWARDS, "lines money number sha256", veil=Veil.DETAIL
    ),
    "nomination_list:ask_reopen": event(
        T("Yêu cầu mở lại danh sách đề nghị"), C.AWARDS, veil=Veil.DETAIL
    ),
    "nomination_list:drop_reopen": event(T("Bỏ yêu cầu mở lại danh sách"), C.AWARDS),
    "nomination_list:reopen": event(
        T("Mở lại danh sách đề nghị"), C.AWARDS, "number asked_by", veil=Veil.DETAIL
    ),
    "nomination_list:vote": event(T("Đưa danh sách ra Hội đồng"), C.AWARDS),
    "nomination_list:submit": event(T("Trình ký danh sách đề nghị"), C.AWARDS),
    "nomination_list:return": event(
        T("Trả lại danh sách đề nghị"), C.AWARDS, "number by", veil=Veil.DETAIL
    ),
    "nomination_list:issue": event(
        T("Nhập số quyết định khen thưởng"), C.AWARDS, "decision day refused held"
    ),
    "nomination:issue": event(
        T("Nhập quyết định riêng cho một dòng"), C.AWARDS, "list decision day"
    ),
    "nomination:refuse": event(
        T("Không khen thưởng một dòng"), C.AWARDS, "list upheld", veil=Veil.DETAIL
    ),
    "nomination:revoke": event(
        T("Thu hồi khen thưởng"), C.AWARDS, "list decision day money recovered", veil=Veil.DETAIL
    ),
    "nomination:keep": event(
        T("Giữ khen thưởng sau khi xem lại"), C.AWARDS, "list revocations", veil=Veil.DETAIL
    ),
    "nomination_list:publish": event(
        T("Công khai danh sách lấy ý kiến"), C.AWARDS, "lines last_day to_everyone"
    ),
    "nomination_list:unpublish": event(T("Kết thúc công khai danh sách"), C.AWARDS),
    "nomination_list:note": event(
        T("Ghi chú nội bộ về danh sách"), C.AWARDS, "nomination", veil=Veil.DETAIL
    ),
    "complaint:file": event(
        T("Gửi kiến nghị về khen thưởng"), C.AWARDS, "list nomination due_on", veil=Veil.PERSON
    ),
    "complaint:assign": event(
        T("Giao xem xét kiến nghị"), C.AWARDS, "account_id", veil=Veil.DETAIL
    ),
    "complaint:uphold": event(
        T("Kết luận kiến nghị đúng"), C.AWARDS, "late", veil=Veil.DETAIL
    ),
    "complaint:dismiss": event(
        T("Kết luận kiến nghị không có cơ sở"), C.AWARDS, "late", veil=Veil.DETAIL
    ),
    "unit_proposal:send": event(
        T("Đơn vị gửi đề nghị khen thưởng"), C.AWARDS, "unit award", veil=Veil.DETAIL
    ),
    "unit_proposal:attach": event(T("Đính kèm vào đề nghị của đơn vị"), C.AWARDS, "sha256"),
    "unit_proposal:take": event(
        T("Đưa đề nghị của đơn vị vào danh sách"), C.AWARDS, "list nomination", veil=Veil.DETAIL
    ),
    "unit_proposal:return": event(
        T("Trả lại đề nghị của đơn vị"), C.AWARDS, veil=Veil.DETAIL
    ),
    "unit_proposal:resend": event(T("Đơn vị gửi lại đề nghị"), C.AWARDS, veil=Veil.DETAIL),
    "unit_proposal:withdraw": event(T("Đơn vị rút đề nghị"), C.AWARDS, veil=Veil.DETAIL),
    "nomination:recover": event(
        T("Ghi khoản đã thu hồi"), C.AWARDS, "was now_is certificate_back"
    ),
    "nomination:add": event(
        T("Thêm đề nghị khen thưởng"), C.AWARDS, "list subject award", personal=True,
        veil=Veil.DETAIL,
    ),
    "nomination:change": event(
        T("Sửa đề nghị khen thưởng"), C.AWARDS, "list old new", veil=Veil.DETAIL
    ),
    "nomination:override": event(
        T("Kết luận khác kết quả kiểm tra điều kiện"), C.AWARDS, "list covers", veil=Veil.DETAIL
    ),
    "nomination:override_confirm": event(
        T("Người thứ hai xác nhận kết luận"), C.AWARDS, "list by covers", veil=Veil.DETAIL
    ),
    "nomination:override_refuse": event(
        T("Người thứ hai không đồng ý kết luận"), C.AWARDS, "list by was", veil=Veil.DETAIL
    ),
    "nomination:remove": event(
        T("Bỏ đề nghị khen thưởng"), C.AWARDS, "list name subject award", personal=True,
        veil=Veil.DETAIL,
    ),
}  # fmt: skip
FORWARDING = {
    "forwarding:make": event(
        T("Lập gói chuyển cấp trên"), C.AWARDS, "list sha256 lines files", veil=Veil.DETAIL
    ),
    "forwarding:answer": event(T("Nhập trả lời của cấp trên"), C.AWARDS, "by counts"),
    "forwarding:withdraw": event(T("Rút gói chuyển cấp trên"), C.AWARDS),
    "received_bundle:take_in": event(
        T("Tải lên gói của cấp dưới"), C.AWARDS, "origin sha256 lines files"
    ),
    "received_bundle:accept": event(T("Tiếp nhận danh sách của cấp dưới"), C.AWARDS),
    "received_bundle:drop": event(T("Không tiếp nhận gói của cấp dưới"), C.AWARDS),
    "received_bundle:finish": event(T("Chốt trả lời cấp dưới"), C.AWARDS),
    "received_line:answer": event(T("Trả lời một đề nghị của cấp dưới"), C.AWARDS,
                                  veil=Veil.DETAIL),
}  # fmt: skip
CITATIONS = {
    "legal_basis:add": event(T("Thêm văn bản vào danh mục"), C.AWARDS, "number"),
    "legal_basis:correct": event(T("Sửa văn bản trong danh mục"), C.AWARDS, "replaces"),
    "legal_basis:load": event(T("Nạp danh mục văn bản đi kèm phần mềm"), C.AWARDS, "rows"),
}
ACHIEVEMENTS = {
    "achievement:record": event(
        T("Ghi vào sổ thành tích"), C.AWARDS, "subject_key award year", personal=True,
        veil=Veil.DETAIL,
    ),
    "achievement:correct": event(
        T("Sửa dòng trong sổ thành tích"), C.AWARDS, "replaces", veil=Veil.DETAIL
    ),
    "achievement_import:upload": event(
        T("Tải lên bảng khen thưởng các năm trước"), C.AWARDS, "sha256 rows"
    ),
    "achievement_import:answer": event(
        T("Trả lời câu hỏi về bảng khen thưởng"), C.AWARDS, "count"
    ),
    "achievement_import:store": event(
        T("Ghi bảng khen thưởng vào sổ thành tích"), C.AWARDS, "rows"
    ),
    "achievement_import:drop": event(T("Bỏ bảng khen thưởng đã tải lên"), C.AWARDS, "rows"),
    "achievement_import:undo": event(T("Hoàn tác lần nhập khen thưởng"), C.AWARDS, "rows"),
    "achievement:revoke": event(T("Ghi việc hủy quyết định khen thưởng"), C.AWARDS, "decision on"),
    "yearly_rating:record": event(T("Ghi mức xếp loại năm"), C.AWARDS, "year", veil=Veil.DETAIL),
    "yearly_rating:correct": event(
        T("Sửa mức xếp loại năm"), C.AWARDS, "replaces", veil=Veil.DETAIL
    ),
    "standing:record": event(
        T("Ghi nội dung ảnh hưởng xét khen thưởng"), C.AWARDS, "kind", veil=Veil.PERSON
    ),
    "standing:read": event(
        T("Xem nội dung ảnh hưởng xét khen thưởng"), C.AWARDS, "rows", veil=Veil.PERSON
    ),
    "standing:correct": event(
        T("Sửa nội dung ảnh hưởng xét khen thưởng"), C.AWARDS, "replaces", veil=Veil.PERSON
    ),
}  # fmt: skip
