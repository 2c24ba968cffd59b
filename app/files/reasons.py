"""Why a file is not accepted, and what to do about it: one sentence a reason."""

from app.kernel.text import T

EMPTY = T("Tệp không có nội dung")
KINDS = T("Tệp phải có định dạng PDF, DOCX, XLSX, PPTX, JPG hoặc PNG")
WRONG = T("Nội dung tệp không đúng với đuôi tên tệp; lưu lại rồi tải lên")
DAMAGED = T("Tệp bị hỏng hoặc chưa tải trọn; mở tệp, lưu lại rồi tải lên")
LOCKED = T("Tệp đang đặt mật khẩu; gỡ mật khẩu rồi tải lại")
MACRO = T("Tệp chứa macro nên không được nhận; lưu lại dưới dạng không có macro")
BOMB = T("Tệp nén quá mức nên không được nhận; lưu lại rồi tải lên")
REMOTE = T("Tệp tự nạp nội dung từ máy khác; bỏ liên kết đó, nhúng nội dung vào tệp rồi lưu lại")
EMBEDDED = T("Tệp nhúng chương trình hoặc tệp lạ nên không được nhận; bỏ phần nhúng, "
             "hoặc lưu dưới dạng PDF")  # fmt: skip
SCRIPT = T("Tệp PDF chứa lệnh tự chạy nên không được nhận; in lại ra PDF rồi tải lên")
TWO_THINGS = T("Tệp chứa thêm nội dung của một loại tệp khác nên không được nhận; "
               "mở tệp, lưu lại rồi tải lên")  # fmt: skip
TOO_MANY_PIXELS = T("Ảnh có quá nhiều điểm ảnh (nhiều nhất 80 triệu); thu nhỏ ảnh rồi tải lại")
MOVING = T("Ảnh có nhiều khung hình nên không được nhận; lưu lại thành ảnh tĩnh")
