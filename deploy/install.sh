#!/bin/sh
# Cài Sáng kiến số lên một máy Debian 12 có systemd. Chạy bằng root, từ thư mục mã nguồn đã có .venv
# (make setup, hoặc gói cài không cần mạng). Chạy lại bao nhiêu lần cũng được: cái đã có thì giữ nguyên.
#   deploy/install.sh https://sangkien.coquan.example
# SANGKIEN_ROOT: đặt mọi tệp dưới thư mục này thay cho / (để thử).
set -eu
root=${SANGKIEN_ROOT:-}
cd "$(dirname "$0")/.."
base_url=${1:?"Cần địa chỉ người dùng sẽ mở, ví dụ: deploy/install.sh https://sangkien.coquan.example"}
[ "$(id -u)" -eq 0 ] || { echo "Chạy bằng root (sudo)." >&2; exit 1; }
[ -x .venv/bin/flask ] || { echo "Chưa có .venv: chạy make setup trước." >&2; exit 1; }

id sangkien >/dev/null 2>&1 ||
    useradd --system --home-dir /var/lib/sangkien --shell /usr/sbin/nologin sangkien
install -d -m 0700 -o sangkien -g sangkien "$root/var/lib/sangkien"
install -d -m 0750 -o root -g sangkien "$root/etc/sangkien"
install -d -m 0755 "$root/opt/sangkien" "$root/etc/systemd/system" "$root/usr/local/bin"
if [ ! -e "$root/etc/sangkien/sangkien.env" ]; then
    sed "s|^BASE_URL=.*|BASE_URL=$base_url|" deploy/sangkien.env.sample >"$root/etc/sangkien/sangkien.env"
    chown root:sangkien "$root/etc/sangkien/sangkien.env"
    chmod 0640 "$root/etc/sangkien/sangkien.env"
fi
ln -sfn "$(pwd)" "$root/opt/sangkien/current"
install -m 0644 deploy/systemd/* "$root/etc/systemd/system/"
systemctl daemon-reload

# Một lệnh flask chạy bằng đúng người dùng và đúng cấu hình của dịch vụ.
cat >"$root/usr/local/bin/sangkien" <<RUN
#!/bin/sh
set -eu
cd $root/opt/sangkien/current
exec systemd-run --quiet --pipe --wait --collect --uid=sangkien --gid=sangkien \\
    --property=EnvironmentFile=$root/etc/sangkien/sangkien.env --property=UMask=0077 \\
    --working-directory=$root/opt/sangkien/current .venv/bin/flask --app wsgi "\$@"
RUN
chmod 0755 "$root/usr/local/bin/sangkien"
sangkien() { "$root/usr/local/bin/sangkien" "$@"; }

sangkien db upgrade
systemctl enable --now sangkien-web sangkien-worker sangkien-backup.timer sangkien-daily.timer
sangkien doctor || true
echo "Đã cài. Tạo quản trị viên đầu tiên: xem chương 2 của docs/so-tay-quan-tri.md"
