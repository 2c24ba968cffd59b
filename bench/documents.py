"""The whole set of papers of a long list: seconds, peak memory, cost per document.

    python bench/documents.py

Makes a locked list of DOCUMENT_PEOPLE (200) people and DOCUMENT_UNITS (40) collectives in an empty
database, asks for its set, and lets a worker of its own do it: that process is timed and its peak
memory read. The ZIP is opened, and every Word file must have passed the layout check.

Beside it, in this process: one báo cáo thành tích as the application makes it, and the same words
made by the bare library (python-docx's own paragraphs and tables; Typst on data that is laid out
already). DOCUMENT_TIMES (40) of each, the median. Exits with 1 when an aim is missed.
"""

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

import docx  # noqa: E402 - after the path is set
from docx.shared import Pt  # noqa: E402
from flask import Flask  # noqa: E402
from sqlalchemy import select  # noqa: E402

from app import create_app  # noqa: E402
from app.awards.dossier_index import MANIFEST  # noqa: E402
from app.awards.dossier_reports import report  # noqa: E402
from app.database.schema import create_everything  # noqa: E402
from app.documents.checker import check_docx  # noqa: E402
from app.documents.docx_writer import to_docx  # noqa: E402
from app.documents.grid import Grid  # noqa: E402
from app.documents.layout import Pages, lay_out  # noqa: E402
from app.documents.pdf_writer import compile_pages, to_pdf  # noqa: E402
from app.extensions import db  # noqa: E402
from app.jobs.models import Job, JobPart  # noqa: E402
from app.jobs.states import JobState  # noqa: E402
from app.jobs.work import work  # noqa: E402
from app.kernel.clock import now  # noqa: E402
from app.worker import find_actor  # noqa: E402
from bench.document_list import ask_for_set  # noqa: E402
from config import Settings  # noqa: E402
from tests.awards.dossiers import paper, whole_list  # noqa: E402

AIM_SECONDS, AIM_MEGABYTES = 60, 500
WORKER = "--worker"


def application(folder: Path) -> Flask:
    """The application on a database in that folder."""
    return create_app(Settings(
        data_dir=folder, database_url=f"sqlite:///{folder / 'bench.sqlite'}", app_env="test",
        secret_key="bench", base_url="http://localhost",  # noqa: S106 - thrown away
        security_contact="mailto:an-toan@sang-kien-so.invalid",
    ))  # fmt: skip


def work_alone(folder: Path) -> None:
    """Do what waits; print steps, seconds, processor time and peak memory in MB as JSON."""
    app = application(folder)
    with app.app_context():
        began, steps, at = time.perf_counter(), 0, now()
        while done := work(at, find_actor):
            steps += done
            at += timedelta(minutes=2)
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({"steps": steps, "seconds": seconds, "megabytes": used.ru_maxrss / 1024,
                      "processor": used.ru_utime + used.ru_stime}))  # fmt: skip


def whole_set(people: int, units: int) -> bool:
    """The set through the worker; whether every aim is met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with application(folder).app_context():
            create_everything()
            ask_for_set(people, units)
            db.session.remove()
        done = subprocess.run([sys.executable, __file__, WORKER, name], check=True, text=True,
                              capture_output=True)  # fmt: skip
        told = json.loads(done.stdout)
        with application(folder).app_context():
            if db.session.scalars(select(Job)).one().state is not JobState.DONE:
                sys.exit("the job did not end")
            parts = db.session.scalars(select(JobPart.content).order_by(JobPart.number))
            content = b"".join(parts)
            db.engine.dispose()
    return _told(content, told, people + units)


def _told(content: bytes, told: dict[str, float], lines: int) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if package.testzip() is not None:
            sys.exit("the ZIP is not whole")
        files = json.loads(package.read(MANIFEST))["files"]
    words = [one for one in files if one["deviations"] is not None]
    wrong = sum(one["deviations"] for one in words)
    seconds, megabytes = told["seconds"], told["megabytes"]
    print(f"{lines} subjects: {len(files)} files, {len(content) / 1e6:.1f} MB, in {seconds:.1f} s "
          f"({1000 * seconds / len(files):.0f} ms a file, checks included), {told['steps']:.0f} "
          f"steps, {told['processor']:.1f} s of processor, peak memory "
          f"{megabytes:.0f} MB")  # fmt: skip
    print(f"{len(words)} Word files checked against NĐ 30: {wrong} deviations")
    print(f"aims: {AIM_SECONDS} s, {AIM_MEGABYTES} MB, none")
    return seconds < AIM_SECONDS and megabytes < AIM_MEGABYTES and not wrong


def beside_the_library(times: int) -> None:
    """One report by the application and by the bare library, in milliseconds."""
    made = paper(whole_list(1, 0))
    document = report(made, made.compiled.lines[0])
    laid_out = lay_out(document)
    plain = {**asdict(laid_out), "qr": list(laid_out.qr)}  # JSON knows no bytes
    content = to_docx(document)
    rows = (
        ("Word, as filed", lambda: to_docx(document), lambda: bare_docx(laid_out)),
        ("PDF", lambda: to_pdf(document), lambda: compile_pages("administrative.typ", plain)),
        ("layout check", lambda: check_docx(content), lambda: read_all(content)),
    )
    print(
        f"\n{'one báo cáo, median of ' + str(times):34}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}"
    )
    for name, ours, bare in rows:
        mine, floor = _median(ours, times), _median(bare, times)
        print(f"{name:34}{mine:10.1f}{floor:10.1f}{mine / floor:8.2f}")


def bare_docx(pages: Pages) -> bytes:
    """The same words with python-docx alone: its paragraphs, its tables, its file."""
    document = docx.Document()
    head = pages.head
    lines = [*head.superior, *head.issuer, head.number, head.place_and_date] if head else []
    for text in (*lines, pages.kind, pages.abstract):
        document.add_paragraph(text)
    for part in pages.flow:
        if isinstance(part, Grid):
            table = document.add_table(rows=0, cols=len(part.head))
            for cells in (part.head, *(row.cells for row in part.rows)):
                for place, cell in enumerate(table.add_row().cells):
                    cell.text = cells[place]
            continue
        paragraph = document.add_paragraph()
        for run in part.runs:
            added = paragraph.add_run(run.text)
            added.bold, added.italic, added.font.size = run.bold, run.italic, Pt(14)
    for signed in (pages.left_signature, pages.signature):
        for text in (*signed.authority_lines, signed.note, signed.name) if signed else ():
            document.add_paragraph(text)
    document.add_paragraph(pages.trace)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def read_all(content: bytes) -> int:
    """Every paragraph of a Word file read with python-docx, tables too."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    texts = [one.text for one in document.paragraphs]
    texts += [one.text for cell in cells for one in cell.paragraphs]
    return len(texts)


def _median(act: Callable[[], object], times: int) -> float:
    act()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def main() -> int:
    """The numbers; 1 when an aim is missed."""
    people = int(os.environ.get("DOCUMENT_PEOPLE", "200"))
    units = int(os.environ.get("DOCUMENT_UNITS", "40"))
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    good = whole_set(people, units)
    beside_the_library(int(os.environ.get("DOCUMENT_TIMES", "40")))
    print(f"load after: {os.getloadavg()[0]:.1f}")
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == [WORKER]:
        work_alone(Path(sys.argv[2]))
    else:
        sys.exit(main())
