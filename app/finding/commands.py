"""`flask finding`: make the search anew, and what became of the attachments."""

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from app.database.transaction import transaction
from app.extensions import db
from app.finding.actions import index_everything
from app.finding.models import READING_TITLES, FileText, SearchDue

finding = AppGroup("finding", help="Tìm kiếm: lập lại chỉ mục, xem tệp nào đọc được.")


@finding.command("reindex")
def reindex() -> None:
    """Lập lại chỉ mục của mọi hồ sơ đã nộp; trình nền làm dần."""
    with transaction() as session:
        number = index_everything(session)
    click.echo(f"{number} hồ sơ chờ lập lại chỉ mục.")


@finding.command("status")
def status() -> None:
    """Số hồ sơ chờ lập chỉ mục và kết quả đọc tệp đính kèm."""
    session = db.session()
    click.echo(f"Chờ lập chỉ mục: {session.scalar(select(func.count()).select_from(SearchDue))}")
    rows = session.execute(select(FileText.reading, func.count()).group_by(FileText.reading)).all()
    for reading, number in sorted(rows):
        click.echo(f"Tệp {READING_TITLES[reading]}: {number}")
