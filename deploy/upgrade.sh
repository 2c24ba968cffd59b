#!/bin/sh
# Nâng cấp: kiểm tra, sao lưu, chuyển sang bản mới, thử; hỏng ở đâu thì tự quay về bản cũ ở đó.
#   deploy/upgrade.sh /opt/sangkien/releases/0.2.0        (bản mới, đã có .venv)
# Đổi cách dừng, chạy, thử: SANGKIEN_STOP, SANGKIEN_START, SANGKIEN_SMOKE.
set -eu
home=${SANGKIEN_HOME:-/opt/sangkien}
new=${1:?"Cần thư mục của bản mới"}
old=$(readlink -f "$home/current")
stop=${SANGKIEN_STOP:-systemctl stop sangkien-web sangkien-worker}
start=${SANGKIEN_START:-systemctl start sangkien-web sangkien-worker}
smoke=${SANGKIEN_SMOKE:-curl --fail --silent --show-error --retry 10 --retry-connrefused http://127.0.0.1:8000/readyz}

in_release() { # thư mục, rồi lệnh flask
    release=$1
    shift
    (cd "$release" && .venv/bin/flask --app wsgi "$@")
}

back() {
    echo "Nâng cấp không thành: $1. Đang quay về bản cũ …" >&2
    sh -c "$stop" || true
    ln -sfn "$old" "$home/current"
    if [ "$2" = restore ]; then
        in_release "$old" backup restore "$archive" --yes --accept-findings
    fi
    in_release "$old" switches off read_only --reason "Nâng cấp không thành" || true
    sh -c "$start"
    echo "Đã quay về $(in_release "$old" version)." >&2
    exit 1
}

[ -x "$new/.venv/bin/flask" ] || { echo "$new chưa có .venv: chạy make setup ở đó." >&2; exit 1; }
echo "Từ $(in_release "$old" version) lên $(in_release "$new" version)"
in_release "$old" switches on read_only --reason "Nâng cấp" --message "Đang nâng cấp hệ thống"
archive=$(in_release "$old" backup create --with-key | head -n 1) || back "không sao lưu được" keep
in_release "$old" backup verify "$archive" || back "bản sao lưu không đọc lại được" keep
sh -c "$stop"
ln -sfn "$new" "$home/current"
# Cả lần chuyển cấu trúc là một giao dịch: hỏng thì dữ liệu vẫn như cũ.
in_release "$new" db upgrade || back "không chuyển được cấu trúc dữ liệu" keep
in_release "$new" data check || back "dữ liệu sau khi chuyển không đúng" restore
sh -c "$start" || back "dịch vụ không chạy" restore
sh -c "$smoke" || back "trang kiểm tra không trả lời" restore
in_release "$new" switches off read_only --reason "Nâng cấp xong"
echo "Đã nâng cấp. Bản sao lưu trước khi nâng cấp: $archive"
