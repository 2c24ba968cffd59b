"""Does the time of an answer tell what whoever asks may not see?

One database of TIME_DOSSIERS (10000) dossiers. Invented words stand in none, in one and in 8 of
10 of the dossiers that whoever asks may not see; a name stands in the hidden words of a blind
reviewer's own dossiers; a mail address has an account or none. Each pair of questions, one about
what is there and hidden, one about what is nowhere, is asked TIME_REQUESTS (150) times in turn,
in random order, by the same person, in this process: what is measured is the server's own work
without the noise of a network, so more than anybody outside could see.

For each line: both medians, the difference, the Mann-Whitney p (two-sided), and the smallest
difference that this run would have found 8 times of 10. On SQLite the processor's time is taken,
which other programs on the machine hardly disturb; on PostgreSQL the clock's.

Environment: TIME_DOSSIERS, TIME_REQUESTS, TIME_ON ("sqlite,postgres").
"""

import json
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402 - after the path is set
from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import delete, select, text, update  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from app import create_app  # noqa: E402
from app.database.schema import IDEA_SEARCH, create_everything  # noqa: E402
from app.database.transaction import transaction  # noqa: E402
from app.extensions import db  # noqa: E402
from app.ideas.models import Idea, IdeaVersion  # noqa: E402
from app.ideas.searching import index_idea  # noqa: E402
from app.ideas.states import IdeaState  # noqa: E402
from app.novelty.lexicon import lexicon_of, shipped_text  # noqa: E402
from app.novelty.postings import KEPT, Change, apply, strongest  # noqa: E402
from app.novelty.reading import read  # noqa: E402
from app.review.models import Sheet  # noqa: E402
from app.rounds.models import Round  # noqa: E402
from app.signin.models import GuessBudget  # noqa: E402
from bench.dossiers import fill  # noqa: E402
from bench.search import database  # noqa: E402
from config import Settings  # noqa: E402
from tests import people  # noqa: E402
from tests.conftest import OwnContextClient  # noqa: E402
from tests.ideas.builders import make_idea  # noqa: E402

DOSSIERS = int(os.environ.get("TIME_DOSSIERS", "10000"))
REQUESTS = int(os.environ.get("TIME_REQUESTS", "150"))
DATABASES = os.environ.get("TIME_ON", "sqlite,postgres").split(",")
CHUNK = 1_000
# As long as each other; none of them is a word.
NOWHERE, ONCE, OFTEN = "zuvexa", "zuvexi", "zuvexo"
NAME, NO_NAME = "Lê Quang Dũng", "Lỗ Quyền Dĩnh"
SECRETS = {NOWHERE: 0.0, ONCE: 0.0, OFTEN: 0.8}
POWER = 1.96 + 0.84  # found 8 times of 10 at 5 %


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions that must take the same time; each is one request."""

    name: str
    nowhere: Callable[[], object]
    hidden: Callable[[], object]
    waits: bool = False
    """Answered after a fixed time: seen by the clock alone, also where the rest is seen in
    processor time.
    """


def invented(word: str) -> str:
    """Forty different words that begin alike: the text of a solution."""
    return " ".join(f"{word}{a}{b}" for a in "bcdgh" for b in "aeiouylm")


def hide(world: people.World) -> dict[str, int]:
    """The secrets, and a draft of the author about each invented text; ids by word."""
    with transaction() as session:
        mine = set(session.scalars(select(Sheet.idea_id)))
        keys = [
            key for key, owner in session.execute(select(Idea.id, Idea.owner_id).order_by(Idea.id))
            if key not in mine and owner != world.author.user_id
        ]  # fmt: skip
        rows = {ONCE: keys[len(keys) // 2 :][:1], OFTEN: keys[: int(SECRETS[OFTEN] * DOSSIERS)]}
        for word, places in rows.items():
            _put(session, word, places)
            _back_to_the_unit(session, places)
        for key in mine:
            _name_in(session, key)
        home = session.scalars(select(Round).order_by(Round.id).limit(1)).one()
        drafts = {
            word: make_idea(session, world, home, IdeaState.DRAFT, solution=invented(word))
            for word in SECRETS
        }
        session.flush()
        return {word: idea.id for word, idea in drafts.items()}


def _back_to_the_unit(session: Session, keys: list[int]) -> None:
    """Submitted, but not confirmed by the unit: not even the office may read them yet."""
    for first in range(0, len(keys), CHUNK):
        session.execute(
            update(Idea).where(Idea.id.in_(keys[first : first + CHUNK]))
            .values(state=IdeaState.AWAITING_UNIT, endorsed_at=None)
        )  # fmt: skip


def _put(session: Session, word: str, keys: list[int]) -> None:
    """The word into the search, its text into the comparison, of these dossiers."""
    held = IDEA_SEARCH.tokens({"own": [word]})
    sets = "own = own || :own, own_exact = own_exact || :own_exact"
    values: dict[str, object] = {name: held[name] for name in ("own", "own_exact")}
    if session.get_bind().dialect.name != "sqlite":
        sets += ", words = words || array_to_tsvector(:lexemes)"
        values["lexemes"] = IDEA_SEARCH._lexemes(held)
    session.execute(
        text(f"UPDATE idea_search SET {sets} WHERE rowid = :key"),  # noqa: S608 - our own names
        [{**values, "key": key} for key in keys],
    )
    shown = strongest(read(invented(word), lexicon_of(shipped_text())), KEPT)
    for first in range(0, len(keys), CHUNK):
        apply(session, [Change(key, (), shown) for key in keys[first : first + CHUNK]])


def _name_in(session: Session, key: int) -> None:
    version = session.scalars(select(IdeaVersion).where(IdeaVersion.idea_id == key)).one()
    content = json.loads(version.content)
    content["fields"]["novelty"] += f" {NAME} viết."
    session.execute(
        update(IdeaVersion).where(IdeaVersion.id == version.id)
        .values(content=json.dumps(content, ensure_ascii=False))
    )  # fmt: skip
    index_idea(session, key)


def pairs(app: Flask, world: people.World, drafts: dict[str, int]) -> Iterator[Pair]:
    """Everything that is asked."""
    browsers = {
        name: people.sign_in(app.test_client(), world.email(name))
        for name in ("author", "reviewer", "admin", "secretary")
    }

    def page(name: str, path: str, **query: str) -> Callable[[], object]:
        return lambda: _got(browsers[name], path, query)

    for name in ("author", "reviewer", "admin", "secretary"):
        for word in (ONCE, OFTEN):
            yield Pair(f"search, {name}, a word of {_many(word)} hidden",
                       page(name, "/tim-kiem", q=NOWHERE),
                       page(name, "/tim-kiem", q=word))  # fmt: skip
    yield Pair("search, blind reviewer, the author's hidden name",
               page("reviewer", "/tim-kiem", q=f'"{NO_NAME}"'),
               page("reviewer", "/tim-kiem", q=f'"{NAME}"'))  # fmt: skip
    for word in (ONCE, OFTEN):
        yield Pair(f"panel of alike solutions, author, text of {_many(word)} hidden",
                   page("author", f"/ho-so/{drafts[NOWHERE]}/tuong-tu"),
                   page("author", f"/ho-so/{drafts[word]}/tuong-tu"))  # fmt: skip
    other = browsers["author"]
    yield Pair("dossier of somebody else, none of this number",
               lambda: other.get("/ho-so/9999999"), lambda: other.get("/ho-so/5000"))  # fmt: skip
    visitor = app.test_client()
    yield Pair("forgotten password, address without and with an account",
               lambda: _forgot(visitor, "khong.co.ai@don-vi.example"),
               lambda: _forgot(visitor, world.email("other_author")), waits=True)  # fmt: skip


def _many(word: str) -> str:
    return f"{int(SECRETS[word] * DOSSIERS) or 1:,}"


def _got(client: FlaskClient, path: str, query: dict[str, str]) -> None:
    answer = client.get(path, query_string=query)
    if answer.status_code != 200:
        raise SystemExit(f"status {answer.status_code} for {path} {query}")


def _forgot(client: FlaskClient, email: str) -> None:
    client.post("/quen-mat-khau", data={"email": email})


def measured(pair: Pair, spent: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Milliseconds of both questions, asked in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    ways = (pair.nowhere, pair.hidden)
    chance = random.Random(52)  # noqa: S311 - the order of a measurement
    for turn in range(REQUESTS + 3):
        order = [0, 1]
        chance.shuffle(order)
        for which in order:
            with transaction() as session:  # so that no budget of guesses runs out
                session.execute(delete(GuessBudget))
            started = spent()
            ways[which]()
            if turn >= 3:
                times[which].append(1000 * (spent() - started))
    return times


def mann_whitney(one: list[float], other: list[float]) -> float:
    """Two-sided p of the rank test, by the normal distribution with shared places."""
    every = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    rank_sum, ties, at = 0.0, 0.0, 0
    while at < len(every):
        end = at
        while end < len(every) and every[end][0] == every[at][0]:
            end += 1
        rank_sum += sum((at + end + 1) / 2 for _value, which in every[at:end] if which == 0)
        ties += (end - at) ** 3 - (end - at)
        at = end
    n, m = len(one), len(other)
    u = rank_sum - n * (n + 1) / 2
    variance = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    return math.erfc(abs(u - n * m / 2) / math.sqrt(2 * variance))


def smallest(one: list[float], other: list[float]) -> float:
    """The difference of medians that would have been found 8 times of 10, from the quartiles."""
    spread = [
        (quarters[2] - quarters[0]) / 1.349
        for quarters in (statistics.quantiles(values, n=4) for values in (one, other))
    ]
    return POWER * 1.2533 * math.sqrt(sum(s * s / REQUESTS for s in spread))


def report(kind: str, app: Flask, world: people.World, drafts: dict[str, int]) -> None:
    """Print the table of one database."""
    spent = time.process_time if kind == "sqlite" else time.perf_counter
    print(f"\n{kind}: {DOSSIERS} dossiers, {REQUESTS} requests a side, milliseconds\n")
    head = f"{'what':58}{'nowhere':>9}{'hidden':>9}{'differ':>9}{'p':>9}{'smallest':>10}"
    print(head, "-" * len(head), sep="\n")
    for pair in pairs(app, world, drafts):
        one, other = measured(pair, time.perf_counter if pair.waits else spent)
        first, second = statistics.median(one), statistics.median(other)
        medians = f"{first:9.2f}{second:9.2f}{second - first:+9.2f}"
        told = f"{mann_whitney(one, other):9.3f}{smallest(one, other):10.2f}"
        print(f"{pair.name:58}{medians}{told}", flush=True)


def run(kind: str) -> None:
    """Fill one database and ask."""
    with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as url:
        app = create_app(
            Settings(data_dir=Path(name), database_url=url, base_url="http://localhost",
                     app_env="bench", secret_key="bench-only" * 4, demo=True)
        )  # fmt: skip
        app.config["WTF_CSRF_ENABLED"] = False
        with app.app_context():
            create_everything()
            world = people.make_world()
            fill(world, DOSSIERS)
            app.test_client_class = OwnContextClient
            drafts = hide(world)
            with db.engine.connect() as connection:
                if kind != "sqlite":
                    connection = connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE"))
        with app.app_context():
            report(kind, app, world, drafts)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    for one in DATABASES:
        run(one)
