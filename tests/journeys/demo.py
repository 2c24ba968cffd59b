"""A demo in its own fresh SQLite database, loaded by the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask

from app import create_app
from app.database.schema import create_everything
from app.extensions import db
from config import Settings
from tests.conftest import OwnContextClient


@contextmanager
def fresh_app(folder: Path, **settings_of: Any) -> Iterator[Flask]:
    """An application on an empty SQLite database of its own; settings as in `config.py`."""
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder / 'demo.sqlite'}",
        base_url="http://localhost",
        app_env="test",
        secret_key="test-only",
        demo=True,
        **settings_of,
    )
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = OwnContextClient
    with app.app_context():
        create_everything()
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """One command of `flask …`."""
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def load(app: Flask, stage: str, ideas: int, seed: int = 52) -> Result:
    """`flask demo load` with six reviewers."""
    return run(app, "demo", "load", "--stage", stage, "--seed", str(seed), "--ideas", str(ideas),
               "--reviewers", "6")  # fmt: skip
