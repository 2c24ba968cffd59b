"""The handbook names commands and settings that exist, and every one of them."""

import re
from collections.abc import Iterator
from dataclasses import fields

import click
from flask import Flask

from config import SECRETS, Settings
from tests.operation.hands import done
from tools.serve import ROOT

BOOK = (ROOT / "docs/so-tay-quan-tri.md").read_text("utf-8")
CODE = "\n".join(re.findall(r"`([^`]+)`", BOOK) + re.findall(r"^    (.+)$", BOOK, re.MULTILINE))
# Flask's own and Flask-Migrate's commands, of which an operator needs only two.
FOREIGN = {"run", "shell", "routes"}
FOR_OPERATORS = {"db upgrade", "db current"}


def commands(app: Flask) -> Iterator[tuple[str, click.Command]]:
    """Every command of ours with its words."""
    waiting = [(name, command) for name, command in app.cli.commands.items()]
    while waiting:
        name, command = waiting.pop()
        if isinstance(command, click.Group):
            waiting += [(f"{name} {more}", child) for more, child in command.commands.items()]
        elif name not in FOREIGN and (not name.startswith("db ") or name in FOR_OPERATORS):
            yield name, command


def named_commands(known: set[str]) -> set[str]:
    """The commands after `flask`, as many words as are known ones."""
    found = set()
    for words in re.findall(r"flask ([a-z][a-z0-9 -]*)", CODE):
        parts = words.split()
        two, three = " ".join(parts[:2]), " ".join(parts[:3])
        if three in known:
            found.add(three)
            continue
        found.add(two if two in known or (len(parts) > 1 and parts[0] not in known) else parts[0])
    return found


def test_every_command_is_in_the_handbook_and_none_is_invented(sqlite_app: Flask) -> None:
    known = {name for name, _command in commands(sqlite_app)}
    named = named_commands(known)

    assert named - known == set(), "commands of the handbook that do not exist"
    assert known - named == set(), "commands that the handbook does not tell of"


def test_every_command_explains_itself(sqlite_app: Flask) -> None:
    for name, _command in commands(sqlite_app):
        assert "Usage" in done(sqlite_app, *name.split(), "--help"), name


def test_options_named_in_the_handbook_exist(sqlite_app: Flask) -> None:
    options = {
        option for _name, command in commands(sqlite_app) for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }  # fmt: skip
    lines = [line for line in CODE.splitlines() if "flask " in line]
    named = {option for line in lines for option in re.findall(r"--[a-z][a-z0-9-]+", line)}
    assert named - options - {"--help", "--app"} == set()


def test_every_setting_is_in_the_handbook_and_none_is_invented() -> None:
    known = {field.name.upper() for field in fields(Settings)}
    named = set(re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", CODE))
    named |= known & set(re.findall(r"`([A-Z]+)`", BOOK))
    named = {name if name in known else name.removesuffix("_FILE") for name in named}

    assert known - named == set(), "settings that the handbook does not tell of"
    assert {name for name in named if name in SECRETS} <= known
    assert {n for n in re.findall(r"^\| `([A-Z_0-9]+)`", BOOK, re.MULTILINE)} <= known


def test_make_commands_scripts_and_files_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make ([a-z-]+)", CODE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for path in re.findall(r"\b(?:deploy|docs)/[\w./-]+", BOOK):
        assert (ROOT / path.rstrip(".")).exists(), path
    for unit in re.findall(r"sangkien-\w+\.timer", BOOK):
        assert (ROOT / "deploy/systemd" / unit).is_file(), unit
