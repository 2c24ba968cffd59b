"""Lists cost the same number of queries with 12 dossiers as with 36."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.awards.models import NominationList
from app.extensions import db
from app.kernel.clock import now
from app.kernel.dates import local_date
from app.plan.models import ReportingPeriod
from app.rounds.models import Round
from tests.journeys.demo import fresh_app, load
from tests.people import sign_in
from tests.queries import counted_queries

SIZES = (12, 36)
PAGES = {
    "awarded": [
        ("", "/"),
        ("", "/thu-vien"),
        ("", "/thu-vien?q=tro ly"),
        ("thu-ky", "/viec-cho-toi"),
        ("thu-ky", "/dot-xet"),
        ("thu-ky", "/tiep-nhan"),
        ("thu-ky", "/tiep-nhan?q=tro+ly"),
        ("thu-ky", "/quyet-dinh/{round}"),
        ("thu-ky", "/quyet-dinh/{round}/bang-quyet-dinh.xlsx"),
        ("chu-tich-hd", "/quyet-dinh/{round}?xep=tac-gia"),
        ("tac-gia", "/ho-so"),
        ("tac-gia", "/cong-nhan"),
        ("don-vi", "/don-vi/ho-so"),
        ("don-vi", "/ap-dung"),
        ("truyen-thong", "/truyen-thong"),
        ("khen-thuong", "/khen-thuong"),
        ("khen-thuong", "/khen-thuong/{list}"),
        ("khen-thuong", "/khen-thuong/{list}/ung-vien"),
        ("khen-thuong", "/khen-thuong/{list}/danh-sach.xlsx"),
        ("ke-hoach", "/ke-hoach"),
        ("ke-hoach", "/ke-hoach/bao-cao"),
        ("ke-hoach", "/ke-hoach/tong-hop/{period}"),
        ("lanh-dao", "/viec-cho-toi"),
    ],
    "reviewing": [
        ("thu-ky", "/phan-cong/{round}"),
        ("thu-ky", "/phan-cong/{round}/de-xuat"),
        ("thu-ky", "/quyet-dinh/{round}"),
        ("thu-ky", "/viec-cho-toi"),
        ("uy-vien", "/cham-diem"),
        ("uy-vien", "/viec-cho-toi"),
    ],
}


class Demo:
    """A loaded demo with one signed-in client per person."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.clients: dict[str, FlaskClient] = {}
        with app.app_context():
            session, year = db.session(), local_date(now()).year
            self.ids = {
                "round": session.scalar(select(Round.id).where(Round.code == str(year))),
                "list": session.scalar(select(NominationList.id)),
                "period": session.scalar(
                    select(ReportingPeriod.id).where(ReportingPeriod.consolidated)
                ),
            }

    def queries(self, person: str, page: str) -> int:
        """How many queries the page costs this person, caches being warm."""
        if person not in self.clients:
            client = self.app.test_client()
            self.clients[person] = sign_in(client, f"{person}@quan3.example") if person else client
        client, address = self.clients[person], page.format(**self.ids)
        with self.app.app_context(), counted_queries() as counter:
            for _twice in range(2):
                counter.count = 0
                answer = client.get(address, follow_redirects=True)
                assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return counter.count


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, int], Demo]]:
    """Two stages at two sizes, loaded once."""
    found: dict[tuple[str, int], Demo] = {}
    with ExitStack() as open_apps:
        for stage in PAGES:
            for size in SIZES:
                folder: Path = tmp_path_factory.mktemp(f"{stage}{size}")
                app = open_apps.enter_context(fresh_app(folder))
                assert load(app, stage, size).exit_code == 0
                found[stage, size] = Demo(app)
        yield found


@pytest.mark.parametrize(
    ("stage", "person", "page"),
    [(stage, *pair) for stage, pairs in PAGES.items() for pair in pairs],
)
def test_a_list_costs_the_same_at_any_size(
    demos: dict[tuple[str, int], Demo], stage: str, person: str, page: str
) -> None:
    small, large = (demos[stage, size].queries(person, page) for size in SIZES)

    assert small == large
    assert 0 < small < 45
