"""A process that keeps contents until it is killed, or under a limit of bytes a file.

Loads the storage alone, without the application: `python keeping.py STORAGE.py FOLDER [LIMIT]`.
"""

import importlib.util
import io
import os
import random
import resource
import sys
from pathlib import Path
from typing import Any


def load(path: str) -> Any:
    """The module in this file."""
    spec = importlib.util.spec_from_file_location("storage", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["storage"] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Keep random contents; say a line for each that was kept."""
    storage = load(sys.argv[1])
    store = storage.FolderStorage(Path(sys.argv[2]))
    if len(sys.argv) > 3:
        limit = int(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            store.keep(io.BytesIO(bytes(limit + 1)), 10 * limit)
        except storage.StorageFull:
            print("full", flush=True)  # noqa: T201 - its answer
        return
    while True:
        kept = store.keep(io.BytesIO(os.urandom(random.randrange(1, 4 << 20))), 5 << 20)  # noqa: S311
        print(kept.sha256, flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
