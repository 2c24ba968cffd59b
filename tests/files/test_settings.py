"""Nonsense in the settings of uploads is refused with one sentence."""

from pathlib import Path

import pytest

from config import Settings

S3 = {"FILES_STORE": "s3", "S3_BUCKET": "tep", "S3_ACCESS_KEY": "a", "S3_SECRET_KEY": "b"}
WRONG = {
    "FILES_STORE must be folder or s3": {"FILES_STORE": "ftp"},
    "FILES_STORE=s3 needs S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY": {"FILES_STORE": "s3"},
    "FILES_STORE=s3 needs S3_SECRET_KEY": {**S3, "S3_SECRET_KEY": ""},
    "S3_ENDPOINT must begin with": {**S3, "S3_ENDPOINT": "s3.example"},
    "CLAMD must be the path": {"CLAMD": "clamd"},
    "CLAMD_SECONDS must be a whole number": {"CLAMD_SECONDS": "soon"},
}


@pytest.mark.parametrize("sentence", WRONG)
def test_nonsense_is_refused(sentence: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=sentence):
        Settings.from_env({"DATA_DIR": str(tmp_path), **WRONG[sentence]})


@pytest.mark.parametrize("clamd", ["/run/clamav/clamd.ctl", "scanner.example:3310", ""])
def test_sense_is_taken(clamd: str, tmp_path: Path) -> None:
    env = {"DATA_DIR": str(tmp_path), **S3, "S3_ENDPOINT": "https://s3.example", "CLAMD": clamd}
    settings = Settings.from_env(env)

    assert (settings.files_store, settings.s3_bucket, settings.clamd) == ("s3", "tep", clamd)
