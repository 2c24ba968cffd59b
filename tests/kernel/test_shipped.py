"""What comes with the software is read fast, and reads as YAML in Python does."""

from pathlib import Path

import pytest
import yaml

from app.kernel.shipped import read_shipped

APP = Path(__file__).parents[2] / "app"
FILES = sorted(APP.glob("*/data/*.yaml"))


def test_there_is_data_to_read() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_same_values_as_by_the_slow_reader(path: Path) -> None:
    assert read_shipped(path) == yaml.safe_load(path.read_text(encoding="utf-8"))


def test_nothing_but_plain_values_is_made(tmp_path: Path) -> None:
    bent = tmp_path / "bent.yaml"
    bent.write_text("!!python/object/apply:os.getcwd []")
    with pytest.raises(yaml.YAMLError):
        read_shipped(bent)
