"""`flask ideas similar|nearest|index`: measure likeness on files; bring the index up to date."""

import time
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.kernel.clock import now
from app.novelty.lexicon import Lexicon, lexicon_of, shipped_text
from app.novelty.likeness import similarity
from app.novelty.reading import read
from app.novelty.tables import BadTable, read_rows, write_rows

ideas = AppGroup("ideas", help="Hồ sơ giải pháp: đo độ giống nhau, lập chỉ mục so sánh.")
FILE = click.Path(path_type=Path)
DIGITS = 6


def _words(path: Path | None) -> Lexicon:
    """The table in use: a file, the version kept in the database, else the shipped one."""
    if path is not None:
        from app.novelty.lexicon import build, parse  # noqa: PLC0415 - only with --words

        try:
            rows, problems = parse(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as fault:
            raise SystemExit(f"Không đọc được bảng từ {path}: {fault}") from None
        if problems:
            raise SystemExit(f"Bảng từ {path}: {problems[0].message}")
        return build(rows)
    from app.novelty.words_queries import words_in_use  # noqa: PLC0415 - only without --words

    try:
        return lexicon_of(words_in_use(db.session()).content)
    except SQLAlchemyError:  # no database yet: measuring needs none
        return lexicon_of(shipped_text())


@ideas.command("similar")
@click.option("--pairs", type=FILE, required=True, help="CSV: id,text_a,text_b.")
@click.option("--out", type=FILE, required=True, help="CSV ghi ra: id,score.")
@click.option("--words", type=FILE, help="Bảng từ khác (CSV); mặc định là bảng đang dùng.")
def similar(pairs: Path, out: Path, words: Path | None) -> None:
    """Chấm độ giống nhau của từng cặp văn bản, từ 0 đến 1 (từ 0,5 là gần giống)."""
    lexicon = _words(words)
    try:
        rows = read_rows(pairs, ("id", "text_a", "text_b"))
        write_rows(out, ("id", "score"), (
            (row["id"], _shown(similarity(read(row["text_a"], lexicon),
                                          read(row["text_b"], lexicon))))
            for row in rows
        ), [pairs])  # fmt: skip
    except BadTable as problem:
        raise SystemExit(str(problem)) from None
    click.echo(f"{len(rows)} cặp", err=True)


@ideas.command("nearest")
@click.option("--corpus", type=FILE, required=True, help="CSV: id,text.")
@click.option("--queries", type=FILE, required=True, help="CSV: id,text.")
@click.option("--out", type=FILE, required=True, help="CSV ghi ra: query,id,score,rank.")
@click.option("--top", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--words", type=FILE, help="Bảng từ khác (CSV); mặc định là bảng đang dùng.")
def nearest(corpus: Path, queries: Path, out: Path, top: int, words: Path | None) -> None:
    """Tìm các văn bản gần giống nhất; văn bản cùng id không bao giờ giống chính nó."""
    from app.novelty.index import Index  # noqa: PLC0415 - numpy, only here

    lexicon, started = _words(words), time.perf_counter()
    try:
        index = Index(lexicon)
        for row in read_rows(corpus, ("id", "text")):
            index.add(row["id"], row["text"])
        asked, ready = read_rows(queries, ("id", "text")), time.perf_counter()
        found: list[tuple[str, str, str, int]] = []
        for row in asked:
            hits = index.nearest(row["text"], top, row["id"])
            found.extend((row["id"], hit.key, _shown(hit.score), hit.rank) for hit in hits)
        searched = time.perf_counter() - ready
        write_rows(out, ("query", "id", "score", "rank"), found, [corpus, queries])
    except BadTable as problem:
        raise SystemExit(str(problem)) from None
    each = searched * 1000 / len(asked) if asked else 0.0
    click.echo(f"{len(index.keys)} văn bản, lập chỉ mục {ready - started:.1f} giây; "
               f"{len(asked)} câu hỏi, trung bình {each:.1f} ms", err=True)  # fmt: skip


def _shown(score: float) -> str:
    return f"{score:.{DIGITS}f}"


@ideas.command("index")
@click.option("--again", is_flag=True, help="Lập lại toàn bộ, kể cả hồ sơ đã có trong chỉ mục.")
def index_all(*, again: bool) -> None:
    """Cập nhật chỉ mục so sánh ngay, không chờ tiến trình nền."""
    from app.novelty import indexing  # noqa: PLC0415 - imports every room below

    count = indexing.index_all(now(), again=again)
    click.echo(f"Đã lập chỉ mục {count} hồ sơ")
