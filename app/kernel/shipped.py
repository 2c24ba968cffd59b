"""Data that comes with the software: YAML files of our own, beside the rooms that read them."""

from pathlib import Path
from typing import Any

import yaml

# libyaml's parser gives the same plain values in a tenth of the time; the wheels bring it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_shipped(path: Path) -> Any:
    """The values of one file. Not for files that operators or users give: those want sentences."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - safe ones
