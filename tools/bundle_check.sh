#!/bin/sh
# Makes the bundle of this commit, unpacks it elsewhere and installs it there with no network at
# all: no index is asked and every address of one leads nowhere. Some minutes; not part of `make test`.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tools/bundle.sh "$work/bundle.tar.gz"
tar -C "$work" -xzf "$work/bundle.tar.gz"
began=$(date +%s)
env -i PATH="$PATH" HOME="$work" LANG=C.UTF-8 PYTHON="${PYTHON:-python3.11}" \
    PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null http_proxy=http://127.0.0.1:9 https_proxy=http://127.0.0.1:9 \
    sh "$work/sang-kien-so/install-offline.sh"
cd "$work/sang-kien-so"
DATA_DIR="$work/data" APP_ENV=test .venv/bin/python -m flask --app wsgi db upgrade >/dev/null 2>&1
DATA_DIR="$work/data" APP_ENV=test .venv/bin/python -m flask --app wsgi version
echo "bundle-check: $(ls wheels | wc -l) wheels installed without a network in $(($(date +%s) - began)) s"
