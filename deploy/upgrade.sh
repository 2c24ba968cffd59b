#!/bin/sh
# Nâng cấp: kiểm tra, sao lưu, chuyển sang bản mới, thử; hỏng ở đâu thì tự quay về bản cũ ở đó.
#   deploy/upgrade.sh /opt/sangkien/releases/0.2.0        (bản mới, đã có .venv; chạy bằng root)
# Mọi lệnh flask chạy bằng người dùng và cấu hình của dịch vụ (/etc/sangkien/sangkien.env), không phải của root.
# SANGKIEN_ROOT: mọi thứ nằm dưới thư mục này thay cho / (để thử). SANGKIEN_SMOKE: lệnh thử khác.
set -eu
root=${SANGKIEN_ROOT:-}
home=$root/opt/sangkien
settings=$root/etc/sangkien/sangkien.env
new=${1:?"Cần thư mục của bản mới"}
[ "$(id -u)" -eq 0 ] || { echo "Chạy bằng root (sudo)." >&2; exit 1; }
[ -f "$settings" ] || { echo "Không có $settings: máy này chưa cài bằng deploy/install.sh." >&2; exit 1; }
[ -x "$new/.venv/bin/flask" ] || { echo "$new chưa có .venv: chạy make setup ở đó." >&2; exit 1; }
new=$(cd "$new" && pwd)
old=$(readlink -f "$home/current")
[ "$new" != "$old" ] || { echo "$new là bản đang dùng." >&2; exit 1; }

as_service() { # thư mục, rồi lệnh
    release=$1
    shift
    (cd "$release" && systemd-run --quiet --pipe --wait --collect --uid=sangkien --gid=sangkien \
        "--property=EnvironmentFile=$settings" --property=UMask=0077 \
        "--working-directory=$release" "$@")
}

in_release() { # thư mục, rồi lệnh flask
    release=$1
    shift
    as_service "$release" "$release/.venv/bin/flask" --app wsgi "$@"
}

version_of() { sed -n 's/^version = "\(.*\)"$/\1/p' "$1/pyproject.toml"; }

use() { # chuyển dịch vụ sang bản này
    ln -sfn "$1" "$home/current"
    install -m 0644 "$1"/deploy/systemd/* "$root/etc/systemd/system/"
    systemctl daemon-reload
}

stop() { systemctl stop sangkien-web sangkien-worker; }
start() { systemctl start sangkien-web sangkien-worker; }

smoke() {
    if [ -n "${SANGKIEN_SMOKE:-}" ]; then sh -c "$SANGKIEN_SMOKE"; return; fi
    as_service "$new" "$new/.venv/bin/python" deploy/smoke.py
}

back() {
    echo "Nâng cấp không thành: $1. Đang quay về bản cũ …" >&2
    stop || true
    use "$old"
    if [ "$2" = restore ] && ! in_release "$old" backup restore "$archive" --yes --accept-findings; then
        echo "KHÔNG tự phục hồi được dữ liệu, dịch vụ đang dừng. Bản sao lưu: $archive" >&2
        echo "Xem chương 7 của sổ tay, mục Phục hồi; chưa khởi động dịch vụ." >&2
        exit 2
    fi
    in_release "$old" switches off read_only --reason "Nâng cấp không thành" || true
    start || echo "Dịch vụ của bản cũ không chạy: journalctl -u sangkien-web" >&2
    echo "Đã quay về $(version_of "$old")." >&2
    exit 1
}

echo "Từ $(version_of "$old") lên $(version_of "$new")"
in_release "$old" switches on read_only --reason "Nâng cấp" --message "Đang nâng cấp hệ thống"
# Không mã hóa, trong DATA_DIR: khóa riêng của cơ quan không ở trên máy này mà vẫn phải đọc lại được.
made=$(in_release "$old" backup create --before-upgrade) || back "không sao lưu được" keep
archive=$(echo "$made" | head -n 1)
in_release "$old" backup verify "$archive" || back "bản sao lưu không đọc lại được" keep
stop
use "$new"
# Cả lần chuyển cấu trúc là một giao dịch: hỏng thì dữ liệu vẫn như cũ.
in_release "$new" db upgrade || back "không chuyển được cấu trúc dữ liệu" keep
in_release "$new" data check || back "dữ liệu sau khi chuyển không đúng" restore
start || back "dịch vụ không chạy" restore
smoke || back "trang kiểm tra không trả lời" restore
in_release "$new" switches off read_only --reason "Nâng cấp xong"
echo "Đã nâng cấp. Bản sao lưu trước khi nâng cấp: $archive"
