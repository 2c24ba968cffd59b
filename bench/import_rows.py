"""Bring 100.000 rows in, in a scratch folder: time, and the most memory the worker ever held.

    PYTHONPATH=. python bench/import_rows.py [rows] [rows to store]

The upload, the mapping and the worker's steps are those of the pages. The last figure counts the
dossiers that were stored by the same acts within the given number.
"""

import io
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from sqlalchemy import select

from app import create_app
from app.database.schema import create_everything
from app.database.transaction import to_change, transaction
from app.imports import actions
from app.imports.models import DossierImport
from app.imports.page import shown_sheets
from app.imports.states import ImportState
from app.jobs.models import Job
from app.jobs.work import work
from app.rounds.models import Round
from app.worker import find_actor
from config import Settings
from tests.people import NOON, make_world
from tests.rounds.builders import make_round

HEAD = ("STT", "Tên sáng kiến", "Tác giả", "Ngày áp dụng", "Thực trạng", "Nội dung giải pháp",
        "Hiệu quả", "Giá trị làm lợi")  # fmt: skip
START = datetime(2026, 10, 1, 5, 1, tzinfo=UTC)


def make_list(rows: int) -> io.BytesIO:
    """A list with that many different dossiers of some 900 characters each."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("Danh sách")
    for place, title in enumerate(HEAD):
        page.write_string(0, place, title)
    for number in range(1, rows + 1):
        mark = f"{number * 7919 % 1_000_003:06d}"
        page.write_number(number, 0, number)
        page.write_string(number, 1, f"Trợ lý số hóa hồ sơ một cửa số {mark}")
        page.write_string(number, 2, "Trần Văn An (60%); Lê Thị Bình (40%)")
        page.write_string(number, 3, f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/2025")
        for place in (4, 5, 6):
            text = f"Đoạn {mark} về cách làm, kết quả và điều kiện tại đơn vị {number % 97}. " * 4
            page.write_string(number, place, text)
        page.write_number(number, 7, number * 1000)
    book.close()
    stream.seek(0)
    return stream


def peak() -> float:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(rows: int, stored: int, folder: Path) -> None:
    """Every step, with its time and the memory so far."""
    path = folder / "list.xlsx"
    path.write_bytes(make_list(rows).getvalue())
    print(f"{rows} rows, {path.stat().st_size / 2**20:.1f} MB; before: {peak():.0f} MB")
    settings = Settings(data_dir=folder, database_url=f"sqlite:///{folder}/bench.db",
                        base_url="http://localhost", app_env="test", secret_key="bench-only",  # noqa: S106 - a scratch folder

                        security_contact="mailto:a@b.invalid", max_upload_mb=60)  # fmt: skip
    app = create_app(settings)
    with app.app_context():
        create_everything()
        world = make_world()
        with transaction() as session:
            round_id = make_round(session, world).id
        started = time.monotonic()
        with transaction() as session, path.open("rb") as stream:
            batch = actions.take_in(session, world.clerk, stream, "list.xlsx",
                                    session.get_one(Round, round_id), world.units["P9"],
                                    NOON)  # fmt: skip
            key = batch.id
        print(f"upload {time.monotonic() - started:.1f} s, {peak():.0f} MB")
        _until(key, ImportState.MAPPING, "read")
        with transaction() as session:
            found = to_change(session, DossierImport, key)
            mapping = {one["number"]: {column["place"]: column["key"] for column in one["columns"]}
                       for one in shown_sheets(session, found, {})}  # fmt: skip
            actions.map_columns(session, world.clerk, found, mapping, NOON)
        _until(key, ImportState.READY, "judge")
        with transaction() as session:
            found = to_change(session, DossierImport, key)
            print(json.loads(found.counts)["verdicts"])
            actions.store(session, world.clerk, found, NOON, only_good=False,
                          update_stored=False, submit=False)  # fmt: skip
        _until(key, ImportState.STORED, "store", stored)


def _until(key: int, state: ImportState, what: str, most: int = 10**9) -> None:
    started, longest, turns = time.monotonic(), 0.0, 0
    while True:
        with transaction() as session:
            found = session.scalars(select(DossierImport).where(DossierImport.id == key)).one()
            done: dict[str, Any] = json.loads(found.counts)
            if found.state is state or done.get("stored", 0) >= most:
                break
        turn = time.monotonic()
        turns += 1  # the clock of the scratch world moves on by a minute a turn
        steps = work(START + timedelta(minutes=turns), find_actor)
        if not steps:
            with transaction() as session:
                faults = session.scalars(select(Job.error).where(Job.error != "")).all()
            raise SystemExit(f"the worker has nothing to do: {faults}")
        longest = max(longest, (time.monotonic() - turn) / max(steps, 1))
    print(f"{what} {time.monotonic() - started:.1f} s, {peak():.0f} MB, one step at most "
          f"{longest:.2f} s on average of a turn, stored {done.get('stored', 0)}")  # fmt: skip


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]] or [100_000, 2_000]
    with tempfile.TemporaryDirectory() as place:
        run(numbers[0], numbers[1], Path(place))
