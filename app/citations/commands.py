"""`flask citations …`: the citations of a text checked against the registry."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.citations import actions, queries
from app.citations.reading import text_of_docx
from app.citations.states import FAULT_TITLES
from app.database.transaction import transaction
from app.extensions import db
from app.kernel.actor import SYSTEM
from app.kernel.clock import now
from app.kernel.dates import local_date, parse_day
from app.kernel.refusals import Blocked

citations = AppGroup("citations", help="Văn bản căn cứ: nạp danh mục, soát viện dẫn trong văn bản.")


@citations.command("load")
def load() -> None:
    """Nạp các văn bản đi kèm phần mềm mà danh mục chưa có."""
    with transaction() as session:
        count = actions.load_acts(session, SYSTEM, now())
    click.echo(f"{count} văn bản mới")


@citations.command("lint")
@click.argument("path", metavar="TEP|-")
@click.option("--day", "day_text", default="", help="Xét hiệu lực vào ngày này; mặc định hôm nay.")
def lint(path: str, day_text: str) -> None:
    """Soát văn bản (.docx hoặc chữ thường, - là đầu vào): mỗi chỗ một dòng; có lỗi thì mã là 1."""
    try:
        day = parse_day(day_text) if day_text else local_date(now())
        text = _text(path)
    except ValueError:
        raise click.ClickException(f"“{day_text}” không phải là ngày có thật") from None
    except OSError as fault:
        raise click.ClickException(f"Không mở được {path}: {fault.strerror}") from None
    except Blocked as refused:
        raise click.ClickException(f"{path}: {refused.blockers[0].message}") from None
    found = queries.lint(db.session(), text, day)
    for one in found:
        title = FAULT_TITLES[one.fault]
        click.echo(f"{path}:{one.line}:{one.column}: {title}: {one.message}. {one.advice}.")
    click.echo(f"{path}: {len(found)} chỗ cần xem" if found else f"{path}: không có chỗ cần xem")
    if found:
        raise SystemExit(1)


def _text(path: str) -> str:
    content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    if content.startswith(b"PK"):
        return text_of_docx(content)
    return content.decode("utf-8-sig", "replace")
