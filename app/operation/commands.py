"""`flask backup …`, `data move`, `doctor`, `weaknesses`, `config`, `version`."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.database.transaction import transaction
from app.extensions import db
from app.files.actions import storage
from app.files.storage import StorageProblem
from app.kernel.clock import now
from app.kernel.dates import local
from app.operation import backup as backups
from app.operation import weaknesses as known
from app.operation.actions import Part, beat
from app.operation.checking import examine, newest_revision
from app.operation.faults import Stopped
from app.operation.move import move_data
from app.operation.restore import Restored, Target, drill, restore
from app.operation.retention import Retention
from app.operation.sealing import recipients
from app.operation.shown import effective_settings
from app.operation.version import ROOT, version
from config import Settings

backup = AppGroup("backup", help="Sao lưu, kiểm tra, phục hồi.")

archive_argument = click.argument("archive", type=click.Path(path_type=Path), required=False)
identity_option = click.option(
    "--identity", type=click.Path(path_type=Path), help="Tệp khóa riêng để mở bản đã mã hóa."
)


def _settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


@contextlib.contextmanager
def _plain_words() -> Iterator[None]:
    """What stops a command is one sentence on standard error, and exit code 1."""
    try:
        yield
    except (Stopped, StorageProblem) as problem:
        raise click.ClickException(str(problem)) from problem


def _chosen(archive: Path | None) -> Path:
    """The archive named, or the newest one."""
    if archive is not None:
        return archive
    found = backups.backups_in(_settings().backups)
    if not found:
        raise Stopped(f"Chưa có bản sao lưu nào trong {_settings().backups}.")
    return found[0].path


@backup.command("create")
@click.option("--with-key", is_flag=True, help="Kèm tệp khóa secret_key dù bản này không mã hóa.")
@click.option(
    "--before-upgrade",
    is_flag=True,
    help="Bản để quay lui: vào DATA_DIR/before-upgrade, kèm khóa, không mã hóa, chỉ giữ bản mới.",
)
def create(with_key: bool, before_upgrade: bool) -> None:
    """Sao lưu toàn bộ vào BACKUP_DIR; chạy được khi hệ thống đang hoạt động."""
    # The office's private key is never on this server: an upgrade that goes back by itself needs
    # a clear archive. It lies where the clear data lie, and takes the place of the one before.
    with _plain_words():
        settings, instant = _settings(), now()
        folder = settings.data_dir / "before-upgrade" if before_upgrade else settings.backups
        keys = [] if before_upgrade else recipients(settings.backup_age_recipients)
        key, with_key = settings.data_dir / "secret_key", with_key or before_upgrade or bool(keys)
        source = backups.Source(
            db.engine.url, storage().open, key if with_key and key.is_file() else None
        )
        path, manifest = backups.create(folder, source, instant, keys)
        if before_upgrade:
            backups.prune(folder, Retention(1, 0, 0), instant)
    if not before_upgrade and manifest.revision == newest_revision():  # else perhaps no table yet
        with transaction() as session:
            beat(session, Part.BACKUP, instant, path.name)
    rows = sum(table.rows for table in manifest.tables.values())
    click.echo(f"{path}\n{rows} dòng, {len(manifest.members)} phần, {path.stat().st_size} byte")
    for digest in manifest.missing:
        click.echo(f"Cảnh báo: nội dung tệp {digest} đã mất hoặc hỏng từ trước.", err=True)


@backup.command("list")
def list_backups() -> None:
    """Liệt kê các bản sao lưu, mới nhất trước."""
    for found in backups.backups_in(_settings().backups):
        made = local(found.made_at).strftime("%d/%m/%Y %H:%M:%S")
        sealed = "mã hóa" if found.sealed else "không mã hóa"
        click.echo(f"{made}  {found.size / 1e6:10.1f} MB  {sealed:13}  {found.path.name}")


@backup.command("verify")
@archive_argument
@identity_option
def verify(archive: Path | None, identity: Path | None) -> None:
    """Đọc hết một bản sao lưu (mặc định: bản mới nhất) và đối chiếu mọi mã băm."""
    with _plain_words():
        chosen = _chosen(archive)
        manifest = backups.check(chosen, identity, _settings().data_dir)
    click.echo(
        f"{chosen.name} nguyên vẹn: {len(manifest.members)} phần, phiên bản {manifest.version}, "
        f"cấu trúc {manifest.revision}, nhật ký đến mục {manifest.audit_last_id}"
    )


@backup.command("restore")
@click.argument("archive", type=click.Path(path_type=Path))
@identity_option
@click.option("--accept-findings", is_flag=True, help="Vẫn dùng dù dữ liệu trong bản có chỗ sai.")
@click.confirmation_option("--yes", prompt="Thay dữ liệu hiện tại bằng bản sao lưu này?")
def restore_backup(archive: Path, identity: Path | None, accept_findings: bool) -> None:
    """Phục hồi: dựng bên cạnh, kiểm tra, rồi mới thay; bản cũ được giữ lại."""
    with _plain_words():
        target = Target(_settings(), db.engine.url, identity)
        done = restore(archive, target, now(), accept_findings)
    _tell(done)
    click.echo(f"Dữ liệu cũ được giữ ở {done.kept_as}")


@backup.command("drill")
@archive_argument
@identity_option
def drill_backup(archive: Path | None, identity: Path | None) -> None:
    """Diễn tập phục hồi vào nơi tạm, so mã băm, in thời gian; không đụng dữ liệu thật."""
    with _plain_words():
        chosen, instant, started = _chosen(archive), now(), time.perf_counter()
        done = drill(chosen, Target(_settings(), db.engine.url, identity), instant)
        spent = time.perf_counter() - started
    _tell(done)
    with transaction() as session:
        beat(session, Part.DRILL, instant, f"{spent:.1f} s")
    click.echo(f"Thời gian phục hồi: {spent:.1f} giây")
    if done.findings:
        raise SystemExit(1)


def _tell(done: Restored) -> None:
    click.echo(
        f"Khớp mã băm: {len(done.manifest.tables)} bảng, {done.rows} dòng, {done.contents} tệp; "
        f"giữ lại {done.mails_held} thư, kết thúc {done.sign_ins_ended} phiên đăng nhập"
    )
    for finding in done.findings:
        click.echo(f"Sai: {finding}", err=True)


@backup.command("prune")
def prune() -> None:
    """Xóa các bản sao lưu cũ theo BACKUP_KEEP_DAILY, _WEEKLY, _MONTHLY."""
    settings = _settings()
    rule = Retention(
        settings.backup_keep_daily, settings.backup_keep_weekly, settings.backup_keep_monthly
    )
    for path in backups.prune(settings.backups, rule, now()):
        click.echo(f"Đã xóa {path.name}")


@click.command("move")
@click.option("--to", "target", required=True, help="Địa chỉ của cơ sở dữ liệu trống.")
@with_appcontext
def move(target: str) -> None:
    """Chuyển toàn bộ dữ liệu sang cơ sở dữ liệu khác (SQLite, PostgreSQL), tất cả hoặc không gì."""
    with _plain_words():
        moved = move_data(_settings(), target)
    for name, table in moved.tables.items():
        click.echo(f"{name:28} {table.rows:10}  {table.sha256[:16]}")
    click.echo(f"Đã chuyển, mã băm từng bảng đều khớp; {moved.search_entries} mục tìm kiếm.")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Khám hệ thống: mỗi mục một dòng, kèm cách sửa; mã thoát 1 khi có lỗi."""
    faults = 0
    for finding in examine(current_app._get_current_object(), now()):  # type: ignore[attr-defined]
        click.echo(f"{'tốt ' if finding.ok else 'LỖI '} {finding.name:22} {finding.text}")
        faults += not finding.ok
    if faults:
        raise SystemExit(1)


@click.command("weaknesses")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="Tệp all.zip của OSV (PyPI) đã tải sẵn; không có thì hỏi dịch vụ OSV.",
)
@with_appcontext
def weaknesses(source: Path | None) -> None:
    """So các thư viện với danh sách điểm yếu đã biết; mã thoát 1 khi có, 2 khi chưa so được."""
    pins = known.locked((ROOT / "requirements.lock").read_text("utf-8"))
    try:
        found = known.known_in(source, pins) if source else known.known_online(pins, known.OSV)
    except known.Unreachable as problem:
        click.echo(f"Chưa so được, nên chưa biết gì: {problem}")
        raise SystemExit(2) from None
    for one in found:
        late = "QUÁ HẠN" if one.is_overdue(now()) else "mới"
        click.echo(
            f"{one.library} {one.version}  {one.identifier}  {late}  "
            f"sửa ở {one.fixed or '?'}  {one.summary}"
        )
    click.echo(f"{len(pins)} thư viện, {len(found)} điểm yếu đã biết.")
    if found:
        raise SystemExit(1)


@click.command("config")
@with_appcontext
def config() -> None:
    """In cấu hình đang có hiệu lực; giá trị bí mật được che."""
    for name, value in effective_settings(_settings()):
        click.echo(f"{name}={value}")


@click.command("version")
def show_version() -> None:
    """In phiên bản phần mềm."""
    click.echo(version())


def join_operation(app: Flask, data: AppGroup) -> None:
    """Add the commands to the application, `move` to the group `data`."""
    data.add_command(move)
    for command in (backup, doctor, weaknesses, config, show_version):
        app.cli.add_command(command)
