"""The `flask` command groups: a few lines each that call actions and queries."""

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts import actions
from app.accounts.commands import join_people_commands
from app.audit.commands import audit
from app.citations.commands import citations
from app.councils.queries import council_for_role
from app.database.transaction import transaction
from app.documents.commands import documents
from app.extensions import db
from app.files.commands import files
from app.kernel.actor import ROLE_TITLES, SYSTEM, Role
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.kernel.refusals import Blocked
from app.outbox import reminders
from app.outbox.delivery import send_due
from app.papers.commands import papers
from app.signin.commands import join_commands as join_signin_commands
from app.signin.commands import read_password

accounts = AppGroup("accounts", help="People and their roles.")
outbox = AppGroup("outbox", help="Mails that wait to be sent.")


@accounts.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--unit", required=True, help="Code of the unit.")
@click.option("--role", "roles", multiple=True, type=click.Choice([str(r) for r in Role]))
@click.option("--position", default="")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from stdin.")
def add_account(
    email: str, name: str, unit: str, roles: tuple[str, ...], position: str, password_stdin: bool
) -> None:
    """Add a person with roles in force from today; prints the id."""
    password = read_password() if password_stdin else ""
    instant = now()
    try:
        with transaction() as session:
            home = actions.unit_by_code(session, unit)
            new = actions.NewAccount(email, name, home.id, password, position)
            account = actions.add_account(session, SYSTEM, new, instant)
            for role in roles or (Role.AUTHOR,):
                actions.grant_role(
                    session, SYSTEM, account, Role(role), instant,
                    valid_from=local_date(instant), unit_id=home.id,
                    council_id=council_for_role(session, Role(role), local_date(instant)),
                )  # fmt: skip
            key = account.id
    except Blocked as refusal:
        for blocker in refusal.blockers:
            click.echo(f"{blocker.field}: {blocker.message}", err=True)
        raise SystemExit(1) from None
    click.echo(key)


@accounts.command("roles")
def list_roles() -> None:
    """The roles that can be given."""
    for role in Role:
        click.echo(f"{role:16} {ROLE_TITLES[role]}")


@outbox.command("send")
def send_outbox() -> None:
    """Send what is due, once."""
    sent, failed = send_due(now())
    click.echo(f"sent {sent}, failed {failed}")


@outbox.command("work")
def work_outbox() -> None:
    """The worker: mails, long jobs and daily duties, until told to stop (SIGTERM, SIGINT)."""
    from app import worker  # noqa: PLC0415 - only the worker needs it

    click.echo("Tiến trình nền đã chạy")
    worker.run()
    click.echo("Tiến trình nền đã dừng")


@outbox.command("reminders")
@click.option("--dry-run", is_flag=True, help="Chỉ đếm theo loại, không xếp hàng thư nào.")
def queue_reminders(*, dry_run: bool) -> None:
    """Xếp hàng thư nhắc đến hạn hôm nay, mỗi việc một lần."""
    if dry_run:
        for kind, number in sorted(reminders.counts(db.session(), now()).items()):
            click.echo(f"{kind:20} {number}")
        return
    click.echo(f"queued {reminders.remind(now())}")


def add_commands(app: Flask) -> None:
    """Join the command groups to the application."""
    from app.awards.commands import awards  # noqa: PLC0415 - as below
    from app.demo.commands import data, demo  # noqa: PLC0415 - imports every room; only here
    from app.finding.commands import finding  # noqa: PLC0415 - as above
    from app.novelty.commands import ideas  # noqa: PLC0415 - as above
    from app.operation.commands import join_operation  # noqa: PLC0415 - imports every room as well
    from app.privacy.commands import privacy  # noqa: PLC0415 - as above
    from app.review.commands import review  # noqa: PLC0415 - as above
    from app.switches.commands import open_when_read_only, switches  # noqa: PLC0415 - as above

    join_signin_commands(accounts)
    join_people_commands(accounts)
    for group in (accounts, audit, awards, outbox, citations, files, documents, finding, ideas,
                  demo, data,
                  privacy, papers, review, switches):  # fmt: skip
        app.cli.add_command(group)
    join_operation(app, data)
    open_when_read_only(app)
