#!/bin/sh
# Makes .venv and installs a lock into it, by hash. Does nothing when that is already so.
# Usage: tools/setup.sh requirements.lock | requirements-dev.lock
# What operators read here is in Vietnamese, as everywhere in the product.
set -eu
cd "$(dirname "$0")/.."
lock=$1

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

is_python_311() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null
}

find_python() {
    for candidate in "${PYTHON:-python3.11}" python3; do
        if is_python_311 "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    stop "Không tìm thấy Python 3.11." \
        "Trên Debian 12, cài bằng lệnh: apt-get install python3.11 python3.11-venv" \
        "Nếu Python 3.11 nằm ở nơi khác, chạy: make PYTHON=<đường dẫn> …"
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        stop "Python 3.11 ở đây thiếu phần tạo môi trường riêng (venv, ensurepip)." \
            "Trên Debian 12, cài bằng lệnh: apt-get install python3.11-venv"
    fi
    echo "Đang tạo môi trường Python trong .venv …"
    rm -rf .venv
    "$python" -m venv .venv
}

if ! is_python_311 .venv/bin/python || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    make_venv
fi

# The stamp says which lock was installed last by this Python: another lock, another stamp.
stamp=.venv/installed-$lock
wanted=$(cat "$lock" .venv/pyvenv.cfg | sha256sum | cut -d ' ' -f 1)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
    echo "Đang cài các thư viện trong $lock (kiểm tra mã băm từng gói) …"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r "$lock"
    printf '%s\n' "$wanted" >"$stamp"
fi
