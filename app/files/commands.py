"""`flask files …`: the virus check, the sweep, the re-reading, the move."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.database.transaction import transaction
from app.extensions import db
from app.files import scanning, upkeep
from app.files.actions import scanner_address, storage
from app.files.storage import StorageProblem
from app.kernel.clock import now

files = AppGroup("files", help="Tệp tải lên: quét mã độc, dọn, kiểm tra, chuyển kho.")


@contextmanager
def _telling() -> Iterator[None]:
    """A storage that fails ends the command with a sentence."""
    try:
        yield
    except (StorageProblem, ValueError) as problem:
        click.echo(f"chưa làm xong: {type(problem).__name__}: {problem}", err=True)
        raise SystemExit(1) from None


@files.command("scan")
@click.option("--unchecked", is_flag=True, help="Quét cả tệp tải lên khi chưa có bộ quét.")
def scan(unchecked: bool) -> None:
    """Quét mã độc các tệp đang chờ, một lượt."""
    clean, infected = scanning.scan_due(now(), unchecked_too=unchecked)
    if not scanner_address():
        click.echo("Chưa đặt CLAMD: tệp tải lên không được kiểm tra mã độc")
        return
    waiting = scanning.waiting_since(db.session())
    click.echo(f"sạch {clean}, có mã độc {infected}{', còn tệp đang chờ' if waiting else ''}")


@files.command("sweep")
@click.option("--dry-run", is_flag=True, help="Chỉ liệt kê, không xóa.")
def sweep(dry_run: bool) -> None:
    """Xóa nội dung không còn hồ sơ nào dùng và bản ghi dở, đều cũ hơn một ngày."""
    with _telling(), transaction() as session:
        swept = upkeep.sweep(session, storage(), now(), dry_run=dry_run)
    for name in (*swept.contents, *swept.drafts):
        click.echo(name)
    done = "sẽ xóa" if dry_run else "đã xóa"
    click.echo(f"{done} {len(swept.contents)} nội dung ({swept.size} byte), "
               f"{len(swept.drafts)} bản ghi dở")  # fmt: skip


@files.command("verify")
def verify() -> None:
    """Đọc lại mọi nội dung và so với mã băm; thoát với mã 1 nếu thiếu hoặc hỏng."""
    found = list(upkeep.verify(db.session(), storage()))
    for sha256, problem in found:
        click.echo(f"{sha256}: {problem}")
    if found:
        click.echo(f"hỏng hoặc thiếu {len(found)} nội dung")
        raise SystemExit(1)
    click.echo(f"{sum(1 for _ in upkeep.named_contents(db.session()))} nội dung còn nguyên")


@files.command("move")
@click.option("--to", "target", required=True, type=click.Choice(["folder", "s3"]))
def move(target: str) -> None:
    """Chép mọi nội dung sang kho kia rồi so mã băm; kho cũ giữ nguyên, đổi FILES_STORE sau."""
    source, goal = storage("folder" if target == "s3" else "s3"), storage(target)
    with _telling():
        goal.ready()
        copied, present = upkeep.copy_contents(source, goal)
        wanted, found = upkeep.digest_of_all(source), upkeep.digest_of_all(goal)
        missing = {c.sha256 for c in source.walk()} - {c.sha256 for c in goal.walk()}
    click.echo(f"đã chép {copied}, có sẵn {present}")
    click.echo(f"kho nguồn: {wanted[0]} nội dung {wanted[1]}")
    click.echo(f"kho đích:  {found[0]} nội dung {found[1]}")
    if missing:
        click.echo(f"kho đích còn thiếu {len(missing)} nội dung", err=True)
        raise SystemExit(1)
