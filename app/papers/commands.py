"""`flask papers …`: a Word template's blanks, and the template filled from a file of values."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup

papers = AppGroup("papers", help="Mẫu văn bản Word của cơ quan: chỗ trống, điền thử.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@papers.command("fill", with_appcontext=False)
@click.argument("template", metavar="MAU.docx", type=_FILE)
@click.option("--values", "values", required=True, type=_FILE, help="Tệp JSON: tên và giá trị.")
@click.option("--out", "out", required=True, type=click.Path(dir_okay=False, path_type=Path))
def fill(template: Path, values: Path, out: Path) -> None:
    """Điền thử mẫu Word; một chuỗi điền vào chỗ trống, một danh sách lặp lại dòng của bảng.

    Mẫu có chỗ trống không có dữ liệu, hoặc ghi sai, thì liệt kê từng chỗ, không ghi tệp; mã 1.
    """
    from app.papers.filling import TemplateRefusedError, blanks, filled  # noqa: PLC0415 - Word here

    content = template.read_bytes()
    try:
        texts, rows = _read(values)
        known = texts.keys() | {f"{name}.{key}" for name, each in rows.items()
                                for one in each for key in one}  # fmt: skip
        empty = {name for name, each in rows.items() if not each}
        unknown = [
            one
            for one in blanks(content)
            if one.key not in known and one.key.partition(".")[0] not in empty
        ]
        for one in unknown:
            click.echo(f"{one.part}: {{{{{one.name}}}}} không có dữ liệu. Tại: “{one.line[:80]}”")
        if unknown:
            raise SystemExit(1)
        made = filled(content, texts, rows)
    except TemplateRefusedError as refused:
        raise click.ClickException(str(refused)) from refused
    try:
        out.write_bytes(made)
    except OSError as error:
        raise click.ClickException(f"{out}: không ghi được tệp.") from error
    click.echo(f"Đã điền mẫu vào {out}.")


def _read(path: Path) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path}: không phải là tệp JSON.") from error
    if not isinstance(given, dict):
        raise click.ClickException(f"{path}: phải là tên và giá trị.")
    texts = {name: value for name, value in given.items() if isinstance(value, str)}
    rows = {name: value for name, value in given.items() if _is_rows(value)}
    wrong = sorted(given.keys() - texts.keys() - rows.keys())
    if wrong:
        raise click.ClickException(f"{path}: giá trị phải là chuỗi hoặc bảng: {', '.join(wrong)}.")
    return texts, rows


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())
        for row in value
    )
