"""`flask switches …`, and `--even-when-read-only` on every command."""

from contextlib import nullcontext
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.dates import instant_text
from app.kernel.refusals import Refusal
from app.switches import actions, queries
from app.switches.gate import Closed, even_when_read_only
from app.switches.states import SWITCH_TITLES, SwitchName

switches = AppGroup("switches", help="Công tắc sự cố: đóng băng chấm điểm, chỉ đọc.")
NAMES = click.Choice([str(name) for name in SwitchName])


@switches.command("list")
def list_switches() -> None:
    """Liệt kê công tắc và trạng thái."""
    on = {switch.name: switch for switch in queries.switches_on(db.session())}
    for name in SwitchName:
        switch = on.get(name)
        state = f"on   {instant_text(switch.since)}  {switch.reason}" if switch else "off"
        click.echo(f"{name:16} {SWITCH_TITLES[name]!s:22} {state}")


@switches.command("on")
@click.argument("name", type=NAMES)
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký.")
@click.option("--message", default="", help="Thông báo hiện trên mọi trang.")
def turn_on(name: str, reason: str, message: str) -> None:
    """Bật một công tắc."""
    _turn(lambda session: actions.turn_on(session, SYSTEM, SwitchName(name),
                                          actions.Notice(reason, message), now()))  # fmt: skip
    click.echo(f"{name} on")


@switches.command("off")
@click.argument("name", type=NAMES)
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký.")
def turn_off(name: str, reason: str) -> None:
    """Tắt một công tắc."""
    _turn(lambda session: actions.turn_off(session, SYSTEM, SwitchName(name), reason, now()))
    click.echo(f"{name} off")


@switches.command("end-sign-ins")
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký.")
def end_sign_ins(reason: str) -> None:
    """Kết thúc mọi phiên đăng nhập."""
    count = _turn(lambda session: actions.end_sign_ins(session, SYSTEM, reason, now()))
    click.echo(f"ended {count}")


def _turn(act: Any) -> Any:
    try:
        with transaction() as session:
            return act(session)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


def open_when_read_only(app: Flask) -> None:
    """Give every command of ours `--even-when-read-only`; without it a switch stops it in words."""
    for command in app.cli.commands.values():
        _open(command)


def _open(command: click.Command) -> None:
    if isinstance(command, click.Group):
        for inside in command.commands.values():
            _open(inside)
        return
    if any(parameter.name == "even_when_read_only" for parameter in command.params):
        return
    command.params.append(
        click.Option(["--even-when-read-only"], is_flag=True,
                     help="Ghi cả khi hệ thống đang ở chế độ chỉ đọc.")
    )  # fmt: skip
    inner = command.callback

    def run(*arguments: Any, **values: Any) -> Any:
        permitted = values.pop("even_when_read_only")
        try:
            with even_when_read_only() if permitted else nullcontext():
                return inner(*arguments, **values) if inner else None
        except Closed as closed:
            raise click.ClickException(
                f"{closed}. Thêm --even-when-read-only nếu vẫn phải ghi."
            ) from None

    command.callback = run
