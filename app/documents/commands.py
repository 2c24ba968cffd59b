"""`flask documents …`: is a Word file laid out as NĐ 30/2020/NĐ-CP wants it."""

from pathlib import Path

import click
from flask.cli import AppGroup

documents = AppGroup("documents", help="Văn bản: kiểm tra thể thức tệp Word theo NĐ 30/2020/NĐ-CP.")
MOST_BYTES = 50 * 1024 * 1024


@documents.command("check", with_appcontext=False)
@click.argument("paths", nargs=-1, required=True, metavar="TEP.docx...",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
def check(paths: tuple[Path, ...]) -> None:
    """Kiểm tra thể thức tệp Word: mỗi lỗi một dòng, kèm điều khoản; có lỗi thì mã kết thúc là 1."""
    from app.documents.checker import check_docx  # noqa: PLC0415 - reads Word files; only here

    faulty = 0
    for path in paths:
        if path.stat().st_size > MOST_BYTES:
            click.echo(f"{path}: tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB, không kiểm tra")
            faulty += 1
            continue
        found = check_docx(path.read_bytes())
        for one in found:
            clause = f"NĐ 30/2020/NĐ-CP, {one.clause}" if one.clause else "quy ước trình bày"
            where = f" Tại: “{one.where}”" if one.where else ""
            click.echo(f"{path}: [{one.fault}] {one.message} ({clause}).{where}")
        click.echo(f"{path}: {len(found)} lỗi" if found else f"{path}: đúng thể thức")
        faulty += bool(found)
    if faulty:
        raise SystemExit(1)
