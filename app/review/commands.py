"""`flask review …`: the numbers of the review on files of one's own, by the code of the pages."""

import os
from pathlib import Path

import click
from flask.cli import AppGroup

from app.review.score_files import BadFile

review = AppGroup("review", help="Hiệu chỉnh điểm và phân công chấm từ tệp CSV.")

_READ = click.Path(exists=True, dir_okay=False, path_type=Path)
_WRITE = click.Path(dir_okay=False, path_type=Path)


@review.command("calibrate")
@click.option("--csv", "source", type=_READ, required=True,
              help="idea,reviewer,criterion,score[,weight][,field]")  # fmt: skip
@click.option("--out", type=_WRITE, required=True,
              help="idea,mean,calibrated,stderr,rank,rank_low,rank_high")  # fmt: skip
@click.option("--flags", type=_WRITE, help="idea,reviewer,z,flag (flag 1: |z| > 3)")
@click.option("--reviewers", type=_WRITE, help="reviewer,severity,stderr (severity > 0: chấm chặt)")
@click.option("--cut", type=click.IntRange(min=1), help="Số suất; thêm cột p_in.")
def calibrate_scores(
    source: Path, out: Path, flags: Path | None, reviewers: Path | None, cut: int | None
) -> None:
    """Tính điểm hiệu chỉnh theo độ chặt của người chấm và khoảng thứ hạng 90 %."""
    # Tables this small are not worth sharing out: threads only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from app.review import calibrate_files  # noqa: PLC0415 - numpy, only when it is asked for

    try:
        for note in calibrate_files.run(source, out, flags, reviewers, cut):
            click.echo(note, err=True)
    except BadFile as problem:
        click.echo(f"Lỗi: {problem}", err=True)
        raise SystemExit(1) from None


@review.command("assign")
@click.option("--ideas", type=_READ, required=True, help="idea,k,field")
@click.option("--reviewers", type=_READ, required=True, help="reviewer,max_load[,min_load]")
@click.option("--conflicts", type=_READ, required=True, help="idea,reviewer")
@click.option("--affinity", type=_READ, required=True, help="idea,reviewer,affinity (0 đến 1)")
@click.option("--out", type=_WRITE, required=True, help="idea,reviewer")
def assign_reviewers(
    ideas: Path, reviewers: Path, conflicts: Path, affinity: Path, out: Path
) -> None:
    """Phân công đủ người chấm cho mọi hồ sơ, đúng chuyên môn nhất, không xung đột lợi ích."""
    from app.review import assign_files  # noqa: PLC0415 - ortools, only when it is asked for

    try:
        for note in assign_files.run(ideas, reviewers, conflicts, affinity, out):
            click.echo(note, err=True)
    except BadFile as problem:
        click.echo(f"Lỗi: {problem}", err=True)
        raise SystemExit(1) from None
