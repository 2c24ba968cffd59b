#!/bin/sh
# Makes a bundle that installs without any network: the source of this commit, the locked wheels,
# the fonts already cut, and checksums. Run it where packages can be fetched, after `make setup`.
#   tools/bundle.sh sang-kien-so.tar.gz
# On the machine without a network: unpack, then ./install-offline.sh (Python 3.11 with venv).
set -eu
cd "$(dirname "$0")/.."
target=${1:?"name the bundle, for example tools/bundle.sh sang-kien-so.tar.gz"}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle="$work/sang-kien-so"
mkdir -p "$bundle/wheels"
git archive HEAD | tar -x -C "$bundle"
.venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps \
    --require-hashes --only-binary :all: --dest "$bundle/wheels" -r requirements.lock
.venv/bin/python tools/check_bundle.py "$bundle/wheels" >&2
mkdir -p "$bundle/app/static/vendor"
cp -R app/static/vendor/. "$bundle/app/static/vendor/"
cat >"$bundle/install-offline.sh" <<'INSTALL'
#!/bin/sh
# Cài các thư viện từ thư mục wheels, không dùng mạng; kiểm mã băm từng tệp trước.
set -eu
cd "$(dirname "$0")"
sha256sum --quiet --check SHA256SUMS
[ -x .venv/bin/python ] || "${PYTHON:-python3.11}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index \
    --find-links wheels --require-hashes --only-binary :all: -r requirements.lock
.venv/bin/python tools/fetch_assets.py
echo "Đã cài vào $(pwd)/.venv. Tiếp theo: deploy/install.sh https://dia-chi-cua-co-quan"
INSTALL
chmod +x "$bundle/install-offline.sh"
(cd "$bundle" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
tar -C "$work" -czf "$target" sang-kien-so
echo "$target: $(find "$bundle/wheels" -type f | wc -l) wheels, $(du -h "$target" | cut -f 1)"
