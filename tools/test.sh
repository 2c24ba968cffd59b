#!/bin/bash
# Installs what the tests need and is missing, then runs pytest with the arguments given.
# The last line is pytest's own, and so is the exit code.
set -euo pipefail
cd "$(dirname "$0")/.."

# What the tests look for -> the Debian package that brings it. Programs are looked for rather
# than packages, so that another distribution's or a hand-made installation counts as well.
missing_packages() {
    has() { command -v "$1" >/dev/null 2>&1; }
    any() { compgen -G "$1" >/dev/null; }
    has chromium || echo chromium
    has postgres || any '/usr/lib/postgresql/*/bin/postgres' || echo postgresql
    has setpriv || echo util-linux
    # Playwright's driver is a Node of its own, and that needs this library.
    any '/usr/lib/*/libatomic.so.1' || echo libatomic1
    has soffice || echo libreoffice-writer-nogui
    any '/usr/lib/libreoffice/program/libswlo.so' || echo libreoffice-writer-nogui
    has pdftoppm || echo poppler-utils
    any '/usr/share/fonts/truetype/liberation*/LiberationSerif-Regular.ttf' || echo fonts-liberation2
}

# Registries stumble now and then: three tries in all, a little apart.
with_patience() {
    "$@" || { sleep 5 && "$@"; } || { sleep 15 && "$@"; }
}

install_missing() {
    local packages
    mapfile -t packages < <(missing_packages | sort -u)
    if [ "${#packages[@]}" -eq 0 ]; then
        return
    fi
    if [ "$(id -u)" -ne 0 ]; then
        echo "The tests need: ${packages[*]}" >&2
        echo "Install them as root: apt-get install --no-install-recommends ${packages[*]}" >&2
        exit 1
    fi
    echo "Installing what the tests need: ${packages[*]}"
    export DEBIAN_FRONTEND=noninteractive
    with_patience apt-get update -qq
    with_patience apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

install_missing
with_patience tools/setup.sh requirements-dev.lock
.venv/bin/python tools/fetch_assets.py
# Two processes: the machine that checks every change has two cores.
exec .venv/bin/python -m pytest -n "${TEST_PROCESSES:-2}" "$@"
