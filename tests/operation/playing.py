"""The scripts of deploy/ run for real under another root; only systemd and the users are played."""

import os
import stat
from pathlib import Path

PLAYED = {
    "id": '[ "$1" = -u ] && echo "${PLAYED_UID:-0}" || [ -e "$SANGKIEN_ROOT/user" ]',
    "useradd": 'touch "$SANGKIEN_ROOT/user"; echo "useradd $*" >>"$SANGKIEN_ROOT/calls"',
    "chown": 'echo "chown $*" >>"$SANGKIEN_ROOT/calls"',
    "systemctl": 'echo "systemctl $*" >>"$SANGKIEN_ROOT/calls"',
    # Owners are noted, the rest is done by the real program.
    "install": """echo "install $*" >>"$SANGKIEN_ROOT/calls"
n=$#; while [ $n -gt 0 ]; do a=$1; shift; n=$((n - 1))
case $a in -o | -g) shift; n=$((n - 1)) ;; *) set -- "$@" "$a" ;; esac; done
exec /usr/bin/install "$@" """,
    # The command itself runs, in the place and with the settings that systemd would give it.
    "systemd-run": """echo "systemd-run $*" >>"$SANGKIEN_ROOT/calls"
while :; do case $1 in
--property=EnvironmentFile=*) set -a; . "${1#--property=EnvironmentFile=}"; set +a ;;
--working-directory=*) cd "${1#--working-directory=}" ;;
--*) ;;
*) break ;; esac; shift; done
DATA_DIR="$SANGKIEN_ROOT/var/lib/sangkien" exec "$@" """,
}


def bare_machine(folder: Path) -> Path:
    """An empty root, and beside it the programs that are played."""
    (folder / "root").mkdir()
    (folder / "bin").mkdir()
    for name, script in PLAYED.items():
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    return folder / "root"


def shell(root: Path, uid: int = 0) -> dict[str, str]:
    """What an operator's shell tells a program here: no setting of the installation."""
    path = f"{root.parent / 'bin'}:{os.environ['PATH']}"
    return {"PATH": path, "LANG": "C.UTF-8", "SANGKIEN_ROOT": str(root), "PLAYED_UID": str(uid),
            "PYTHONWARNINGS": "ignore"}  # fmt: skip


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def calls(root: Path) -> str:
    """Every call of a played program, one a line."""
    return (root / "calls").read_text("utf-8")
