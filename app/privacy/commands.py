"""`flask privacy …`: what is over its time, and anonymising a person."""

from collections.abc import Iterable

import click
from flask.cli import AppGroup

from app.accounts.models import Account
from app.database.transaction import to_change, transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked, Blocker, Denied
from app.privacy import anonymising, disposing, queries, retention, rules

privacy = AppGroup("privacy", help="Dữ liệu cá nhân: thời hạn lưu giữ, ẩn danh.")


@privacy.command("due")
def list_due() -> None:
    """Liệt kê dữ liệu đã quá thời hạn lưu giữ; mã thoát 1 khi có."""
    found = retention.overdue(db.session(), now())
    for line in found:
        period = line.period
        click.echo(f"{line.count:7}  {period.months:4} tháng {period.kind.counted_from}: "
                   f"{period.kind.title} ({period.kind.code})")  # fmt: skip
        if line.subjects:
            more = " …" if line.count > len(line.subjects) else ""
            click.echo(f"         {' '.join(line.subjects)}{more}")
    if any(line.count for line in found):
        raise SystemExit(1)


@privacy.command("anonymise")
@click.option("--account", "account_id", type=int, required=True, help="Số của tài khoản.")
@click.option("--reason", default="", help="Lý do, ghi vào nhật ký.")
@click.option("--yes", is_flag=True, help="Thực hiện; không có thì chỉ xem trước.")
def anonymise(account_id: int, reason: str, yes: bool) -> None:
    """Ẩn danh một tài khoản; không có --yes thì chỉ cho xem trước."""
    instant = now()
    try:
        if yes:
            with transaction() as session:
                account = to_change(session, Account, account_id)
                anonymising.anonymise(session, SYSTEM, account, reason, instant)
            click.echo(f"{account_id}: {rules.pseudonym(account_id)}")
            return
    except Blocked as refusal:
        _tell(refusal.blockers)
        raise SystemExit(1) from None
    except Denied:
        raise click.ClickException(f"no account {account_id}") from None
    for effect in anonymising.effects(db.session(), account_id):
        click.echo(f"{'keep' if effect.kept else 'hide'} {effect.count:5}  {effect.text}")
    tied = queries.ties(db.session(), account_id, local_date(instant), None)
    blockers = rules.blockers_to_anonymise(tied)
    _tell(blockers)
    if blockers:
        raise SystemExit(1)


@privacy.command("dispose")
@click.option("--kind", required=True, help="Loại dữ liệu, như `flask privacy due` liệt kê.")
@click.option("--reason", default="", help="Lý do, ghi vào nhật ký.")
@click.option("--yes", is_flag=True, help="Thực hiện; không có thì chỉ xem trước.")
def dispose(kind: str, reason: str, yes: bool) -> None:
    """Xử lý dữ liệu quá thời hạn của một loại; không có --yes thì chỉ cho xem trước."""
    if kind not in disposing.DISPOSALS:
        raise click.ClickException(f"kind: {', '.join(disposing.DISPOSALS)}")
    instant, what = now(), disposing.DISPOSALS[kind]
    left = len(disposing.due_ids(db.session(), kind, instant))
    click.echo(f"{left} {kind}\n- {what.goes}\n+ {what.stays}")
    try:
        while yes and left:
            db.session().rollback()
            with transaction() as session:
                outcome = disposing.dispose(session, SYSTEM, kind, left, reason, instant)
            left = outcome.left
            click.echo(f"{kind}: {outcome.done} done, {left} left")
    except Blocked as refusal:
        _tell(refusal.blockers)
        raise SystemExit(1) from None


def _tell(blockers: Iterable[Blocker]) -> None:
    for blocker in blockers:
        click.echo(f"{blocker.field}: {blocker.message}", err=True)
