#!/bin/sh
# Kiểm tra hằng ngày (sangkien-daily.service), trong thư mục của bản đang dùng. Một mục sai không ngăn mục sau;
# chỉ dọn tệp thừa khi mọi mục đều tốt. Mã thoát 1: có mục sai, systemd ghi dịch vụ là failed.
set -u
wrong=0
for check in "audit verify" "data check" "files verify"; do
    # shellcheck disable=SC2086 - hai từ
    .venv/bin/flask --app wsgi $check || { echo "sangkien-daily: $check báo lỗi" >&2; wrong=1; }
done
[ "$wrong" -eq 0 ] || exit 1
exec .venv/bin/flask --app wsgi files sweep
