"""`flask accounts …`: people, roles and presets from the command line, through the same gate."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import people_actions, people_queries, presets, roles_actions
from app.accounts.actions import normal_email, unit_by_code
from app.accounts.models import Account, Unit
from app.accounts.people_queries import PeopleFilter
from app.accounts.roles_rules import SEATS, RoleDraft
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import ROLE_TITLES, SYSTEM, Role
from app.kernel.clock import now
from app.kernel.dates import day_text, local_date, parse_day
from app.kernel.refusals import Blocked, Blocker, Denied
from app.kernel.text import T

ROLES = click.Choice([str(role) for role in Role])
EMAIL = click.option("--email", required=True, help="Địa chỉ thư của người dùng.")
MOST = 10_000


class Day(click.ParamType[date]):
    """A day such as 05/02/2026 or 2026-02-05."""

    name = "ngày"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day, or click's own complaint."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value))
        except ValueError:
            self.fail(f"{value!r} không phải là ngày, ví dụ 05/02/2026", param, ctx)


DAY = Day()


def said(act: Callable[[], str]) -> None:
    """Do it and print what happened; a refusal is printed and exits 1."""
    try:
        click.echo(act())
    except Blocked as refusal:
        for blocker in refusal.blockers:
            click.echo(str(blocker.message), err=True)
        raise SystemExit(1) from None
    except Denied as refusal:
        click.echo(str(refusal.denial.reason), err=True)
        raise SystemExit(1) from None


def _for_person(email: str, act: Callable[[Session, Account, datetime], str]) -> None:
    def run() -> str:
        with transaction() as session:
            key = people_queries.account_by_email(session, normal_email(email))
            if key is None:
                raise Blocked([Blocker("email", T("Không có tài khoản nào dùng địa chỉ này"))])
            return act(session, to_change(session, Account, key), now())

    said(run)


@click.command("list")
@click.option("--query", default="", help="Một phần tên hoặc địa chỉ thư, không cần dấu.")
@click.option("--role", type=ROLES, help="Chỉ những người đang có vai trò này.")
def list_people(query: str, role: str | None) -> None:
    """In danh sách người dùng: mã, trạng thái, địa chỉ thư, tên, đơn vị, vai trò hôm nay."""
    asked = PeopleFilter(query, role=Role(role) if role else None)
    today = local_date(now())
    for line in people_queries.people(db.session(), asked, today, limit=MOST, offset=0):
        state = "dùng" if line.active else "khóa"
        roles = ", ".join(line.roles) or "-"
        click.echo(
            f"{line.account_id}\t{state}\t{line.email}\t{line.name}\t{line.unit_name}\t{roles}"
        )


@click.command("disable")
@EMAIL
@click.option("--reason", required=True, help="Lý do, được lưu vào nhật ký.")
def disable(email: str, reason: str) -> None:
    """Khóa một tài khoản; mọi phiên đăng nhập của người đó kết thúc."""

    def act(session: Session, account: Account, instant: datetime) -> str:
        people_actions.disable(session, SYSTEM, account, instant, reason)
        return f"Đã khóa {account.email}"

    _for_person(email, act)


@click.command("enable")
@EMAIL
def enable(email: str) -> None:
    """Mở khóa một tài khoản."""

    def act(session: Session, account: Account, instant: datetime) -> str:
        people_actions.enable(session, SYSTEM, account, instant)
        return f"Đã mở khóa {account.email}"

    _for_person(email, act)


@click.command("grant")
@EMAIL
@click.option("--role", required=True, type=ROLES)
@click.option("--unit", default="", help="Mã đơn vị; bỏ trống: đơn vị của người đó.")
@click.option("--council", type=int, help="Số của Hội đồng, cho thư ký, ủy viên và chủ tịch.")
@click.option("--from", "valid_from", type=DAY, help="Từ ngày; bỏ trống: hôm nay.")
@click.option("--to", "last_day", type=DAY, help="Đến hết ngày; bỏ trống: không thời hạn.")
def grant(
    email: str, role: str, unit: str, council: int | None, valid_from: date | None,
    last_day: date | None,
) -> None:  # fmt: skip
    """Giao một vai trò."""

    def act(session: Session, account: Account, instant: datetime) -> str:
        home = unit_by_code(session, unit).id if unit else account.unit_id
        seat = Role(role) in SEATS
        draft = RoleDraft(Role(role), valid_from or local_date(instant), last_day,
                          None if seat else home, council if seat else None)  # fmt: skip
        made = roles_actions.give_role(session, SYSTEM, account, draft, instant)
        session.flush()
        return f"Đã giao vai trò {ROLE_TITLES[draft.role]}, số {made.id}"

    _for_person(email, act)


@click.command("end-role")
@EMAIL
@click.option("--grant", "grant_id", type=int, help="Số của lần giao vai trò; bỏ trống: in ra.")
@click.option("--last-day", type=DAY, help="Ngày cuối; bỏ trống: hôm nay.")
@click.option("--reason", default="", help="Lý do, được lưu vào nhật ký.")
def end_role(email: str, grant_id: int | None, last_day: date | None, reason: str) -> None:
    """Kết thúc một vai trò, hoặc in các vai trò của một người."""

    def act(session: Session, account: Account, instant: datetime) -> str:
        if grant_id is None:
            return _listed(session, account.id)
        day = last_day or local_date(instant)
        roles_actions.end_role(session, SYSTEM, account, grant_id, day, instant, reason=reason)
        return f"Vai trò số {grant_id} có hiệu lực đến hết ngày {day_text(day)}"

    _for_person(email, act)


def _listed(session: Session, account_id: int) -> str:
    card = people_queries.person(session, account_id)
    return "\n".join(
        f"{one.grant_id}\t{one.role}\t{one.unit_name or one.council_id}\t{one.valid_from}\t"
        f"{one.valid_to or ''}"
        for one in card.grants
    )


@click.command("preset")
@click.option("--name", help="Tên bộ thiết lập có sẵn; bỏ trống: in danh sách.")
@click.option("--file", "path", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="Tệp YAML của cơ quan, thay cho bộ có sẵn.")  # fmt: skip
def preset(name: str | None, path: Path | None) -> None:
    """Nạp tên cơ quan, phòng ban và quan hệ kế thừa theo thời gian từ một bộ thiết lập."""

    def run() -> str:
        if name is None and path is None:
            return "\n".join(presets.names())
        with transaction() as session:
            loaded = presets.load(session, SYSTEM, presets.read(name, path), now())
            rows = session.execute(select(Unit.code, Unit.name).order_by(Unit.official_order)).all()
        lines = [f"{code:12} {unit}" for code, unit in rows]  # `accounts add --unit` asks for one
        return "\n".join([f"Đã nạp {loaded.agencies} tên cơ quan, {loaded.units} đơn vị", *lines])

    said(run)


def join_people_commands(accounts: AppGroup) -> None:
    """Add this room's commands to the group."""
    for command in (list_people, disable, enable, grant, end_role, preset):
        accounts.add_command(command)
