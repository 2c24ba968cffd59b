"""`flask accounts …`: what an operator does about a person's sign-in, even without mail."""

import getpass
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions import normal_email
from app.accounts.models import Account
from app.database.transaction import transaction
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.refusals import Blocked, Blocker
from app.kernel.text import T
from app.signin import factor_actions, link_actions

Act = Callable[[Session, Account, datetime], None]
EMAIL = click.option("--email", required=True, help="Địa chỉ thư của người dùng.")


def read_password() -> str:
    """One line of standard input; whoever types it at a terminal does not see it."""
    if sys.stdin.isatty():
        return getpass.getpass("Mật khẩu: ")
    return sys.stdin.readline().rstrip("\r\n")


@click.command("password")
@EMAIL
@click.option("--password-stdin", is_flag=True, required=True, help="Đọc mật khẩu từ stdin.")
def password(email: str, password_stdin: bool) -> None:
    """Đặt mật khẩu mới cho một người; mọi phiên đăng nhập của người đó kết thúc."""
    typed = read_password() if password_stdin else ""
    new = link_actions.NewPassword(typed, typed)

    def store(session: Session, account: Account, instant: datetime) -> None:
        link_actions.set_by_operator(session, SYSTEM, account, new, instant)

    _for_person(email, store)
    click.echo("Đã đặt mật khẩu")


@click.command("reset-2fa")
@EMAIL
def reset_second_factor(email: str) -> None:
    """Gỡ xác thực hai lớp của một người (mất điện thoại và mã dự phòng)."""
    _for_person(
        email, lambda session, account, instant: factor_actions.reset_second_factor(
            session, SYSTEM, account, instant
        ),
    )  # fmt: skip
    click.echo("Đã gỡ xác thực hai lớp")


@click.command("link")
@EMAIL
def link(email: str) -> None:
    """In ra liên kết đặt mật khẩu, dùng một lần trong một giờ, khi không gửi được thư."""
    made: list[str] = []

    def make(session: Session, account: Account, instant: datetime) -> None:
        made.append(link_actions.make_link(session, SYSTEM, account, instant)[1])

    _for_person(email, make)
    click.echo(link_actions.link_url(made[0]))


@click.command("reseal")
@click.option(
    "--old-key-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="Tệp chứa SECRET_KEY cũ.",
)
def reseal(old_key_file: Path) -> None:
    """Niêm lại khóa xác thực hai lớp bằng SECRET_KEY mới, để không ai phải cài lại điện thoại."""
    old, new = old_key_file.read_text("utf-8").strip(), str(current_app.secret_key)
    with transaction() as session:
        done, lost = factor_actions.reseal(session, SYSTEM, old, new, now())
    click.echo(f"{done} khóa đã niêm lại, {lost} khóa không mở được bằng khóa cũ")
    if lost:
        raise SystemExit(1)


def _for_person(email: str, act: Act) -> None:
    try:
        with transaction() as session:
            account = session.scalar(
                select(Account).where(Account.email == normal_email(email)).with_for_update()
            )
            if account is None:
                raise Blocked([Blocker("email", T("Không có tài khoản nào dùng địa chỉ này"))])
            act(session, account, now())
    except Blocked as refusal:
        for blocker in refusal.blockers:
            click.echo(f"{blocker.field}: {blocker.message}", err=True)
        raise SystemExit(1) from None


def join_commands(accounts: AppGroup) -> None:
    """Add these commands to the group of people and roles."""
    for command in (password, reset_second_factor, link, reseal):
        accounts.add_command(command)
