"""`flask audit …`: is the chain whole, its daily head, and its protection in the database."""

from datetime import date, datetime

import click
from flask.cli import AppGroup

from app.audit.heads import head_of, make_head, parse_head
from app.audit.protection import grant_to, is_protected, protect
from app.audit.queries import first_break
from app.database.transaction import WRITES, transaction
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date

audit = AppGroup("audit", help="Nhật ký: chuỗi các bản ghi.")


@audit.command("verify")
@click.option("--head", "outside", help="Mã niêm phong ID:HASH từ thư hoặc bản in để đối chiếu.")
def verify(outside: str | None) -> None:
    """Walk the whole chain; exit 1 and name the first bad entry when it is broken."""
    try:
        given = parse_head(outside) if outside else None
    except ValueError:
        raise click.BadParameter("--head is ID:HASH, as printed on the sealed head") from None
    problem = first_break(db.session(), given)
    if problem:
        click.echo(f"broken: {problem}")
        raise SystemExit(1)
    click.echo("the chain is whole")


@audit.command("head")
@click.option("--day", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Ngày đã niêm phong.")
def head(day: datetime | None) -> None:
    """Print a day's head as ID:HASH; today's is made when it is not there yet."""
    if day is not None:
        found = head_of(db.session(), date(day.year, day.month, day.day))
    else:
        instant = now()
        with transaction() as session:
            make_head(session, instant)
        found = head_of(db.session(), local_date(instant))
    if found is None:
        click.echo("no head was kept on that day", err=True)
        raise SystemExit(1)
    click.echo(f"{found.last_id}:{found.hash}")


@audit.command("protect")
@click.option("--role", help="Vai trò PostgreSQL của ứng dụng: chỉ được đọc và ghi thêm nhật ký.")
def protect_chain(role: str | None) -> None:
    """Let the database refuse to change the chain; run it as the owner of the tables."""
    with db.engine.connect() as plain, plain.execution_options(**{WRITES: True}) as connection:
        with connection.begin():
            protect(connection)
            if role and connection.dialect.name == "postgresql":
                grant_to(connection, role)
        click.echo("protected" if is_protected(connection) else "not protected")
