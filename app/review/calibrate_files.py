"""`flask review calibrate`: from a file of scores to files of results."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from app.review.calibration import OUTLYING, Real
from app.review.estimates import DIGITS, Estimates, estimate
from app.review.score_files import BadFile, write_tables
from app.review.score_tables import ScoreTable, read_scores

Table = tuple[Path, Sequence[str], Iterator[Sequence[str]]]


def run(
    source: Path, out: Path, flags: Path | None, reviewers: Path | None, cut: int | None
) -> list[str]:
    """Read, compute, write all the files asked for; returns remarks for the person."""
    written = [path.resolve() for path in (out, flags, reviewers) if path]
    if len({*written, source.resolve()}) < len(written) + 1:
        raise BadFile("mỗi tệp ra phải có tên riêng, khác tệp vào")
    table = read_scores(source)
    if cut is not None and cut > len(table.ideas):
        raise BadFile(f"--cut {cut} lớn hơn số hồ sơ ({len(table.ideas)})")
    found = estimate(table.idea, table.reviewer, table.total, table.fields, cut)
    tables: list[Table] = [_results(out, table, found)]
    if flags:
        tables.append(_flags(flags, table, found))
    if reviewers:
        tables.append(_reviewers(reviewers, table, found))
    write_tables(tables)
    return list(_remarks(table, found))


def _texts(values: Real, digits: int = DIGITS) -> list[str]:
    """Fixed decimals; never a minus before a zero."""
    return [f"{value:.{digits}f}" for value in (np.round(values, digits) + 0.0).tolist()]


def _results(path: Path, table: ScoreTable, found: Estimates) -> Table:
    head = ["idea", "mean", "calibrated", "stderr", "rank", "rank_low", "rank_high"]
    columns = [
        table.ideas,
        _texts(found.mean),
        _texts(found.calibrated),
        _texts(found.error),
        *([str(place) for place in places.tolist()] for places in
          (found.rank, found.low, found.high)),
    ]  # fmt: skip
    if found.inside is not None:
        head.append("p_in")
        columns.append(_texts(found.inside, 4))
    lines = list(zip(*columns, strict=True))
    order = np.lexsort((np.arange(len(lines)), found.rank))
    return path, head, (lines[number] for number in order)


def _flags(path: Path, table: ScoreTable, found: Estimates) -> Table:
    shown = _texts(found.z, 3)
    lines = sorted(
        (table.ideas[idea], table.reviewers[person], z, "1" if abs(float(z)) > OUTLYING else "0")
        for idea, person, z in zip(table.idea, table.reviewer, shown, strict=True)
    )
    return path, ("idea", "reviewer", "z", "flag"), iter(lines)


def _reviewers(path: Path, table: ScoreTable, found: Estimates) -> Table:
    columns = table.reviewers, _texts(found.severity), _texts(found.severity_error)
    return path, ("reviewer", "severity", "stderr"), zip(*columns, strict=True)


def _remarks(table: ScoreTable, found: Estimates) -> Iterator[str]:
    if not found.known:
        yield ("Mỗi hồ sơ chỉ có một phiếu: không tách được độ chặt của người chấm; "
               "điểm hiệu chỉnh bằng điểm trung bình.")  # fmt: skip
    if table.unscored:
        yield (f"{len(table.unscored)} hồ sơ không có điểm nào, không có trong kết quả: "
               f"{', '.join(table.unscored[:10])}")  # fmt: skip
