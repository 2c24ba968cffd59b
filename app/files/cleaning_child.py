"""Runs alone, in a process of its own: makes a copy of one file without what is said about it.

    python -I cleaning_child.py MEDIA_TYPE CPU_SECONDS MEGABYTES < file > copy

It imports nothing of the application, opens no file, and the kernel ends it when it uses more time
or memory than it was given. Exit status 0: the copy was written; 3: it could not be made.
"""

import importlib.util
import resource
import sys
from pathlib import Path
from typing import Any

HELD = 3
_PICTURES = frozenset({"image/png", "image/jpeg"})


def bound(cpu_seconds: int, megabytes: int) -> None:
    """No more than this, and nothing written anywhere."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def beside(name: str) -> Any:
    """A module of this folder, without the application around it."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def clean(content: bytes, media_type: str) -> bytes:
    """The copy of one file."""
    clean_picture = beside("clean_pictures").clean_picture
    if media_type in _PICTURES:
        made: bytes = clean_picture(content)
    elif media_type == "application/pdf":
        made = beside("clean_papers").clean_paper(content, clean_picture)
    else:
        made = beside("clean_packages").clean_package(content, clean_picture)
    return made


def main() -> None:
    media_type, cpu_seconds, megabytes = sys.argv[1], *map(int, sys.argv[2:4])
    content = sys.stdin.buffer.read()
    bound(cpu_seconds, megabytes)
    sys.setrecursionlimit(2_000)
    try:
        made = clean(content, media_type)
    except Exception:  # a broken file may break a reader in any way
        sys.exit(HELD)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
