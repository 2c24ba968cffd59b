"""How long ten nearest take: in memory as on the command line, and in the database as on pages.

Dossiers of 1,500 characters are put together from the labelled topics and the plan's prose.
"""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from app import create_app
from app.database.schema import create_everything
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.models import Idea, IdeaVersion
from app.ideas.states import IdeaState
from app.novelty.index import Index
from app.novelty.indexing import index_all
from app.novelty.lexicon import lexicon_of, shipped_text
from app.novelty.neighbours import nearest
from app.novelty.reading import read
from app.rounds.models import Round
from bench.novelty_pairs import plan_paragraphs, topics
from config import Settings
from tests.people import make_world
from tests.rounds.builders import make_round

LENGTH, TOP = 1500, 10
NOW = datetime(2026, 10, 1, 5, 0, tzinfo=UTC)


def dossiers(count: int, seed: int) -> list[str]:
    """Invented dossiers of `LENGTH` characters."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    found = topics("topics.tsv") + topics("held_out.tsv")
    prose = plan_paragraphs() + [text for one in found for text in (one.text_a, one.text_b)]
    made = []
    for _number in range(count):
        topic = chance.choice(found)
        text = chance.choice((topic.whole_a, topic.whole_b))
        while len(text) < LENGTH:
            text += " " + chance.choice(prose)
        made.append(text[:LENGTH])
    return made


def in_memory(texts: list[str], asked: list[str]) -> None:
    """What `flask ideas nearest` does."""
    index, started = Index(lexicon_of(shipped_text())), time.perf_counter()
    for number, text in enumerate(texts):
        index.add(str(number), text)
    print(f"\nin memory: {len(texts)} dossiers of {LENGTH} characters, indexed in "
          f"{time.perf_counter() - started:.1f} s")  # fmt: skip
    _report([_timed(lambda text=text: index.nearest(text, TOP)) for text in asked])


def in_database(texts: list[str], asked: list[str]) -> None:
    """What the pages do, on SQLite; then one more dossier is submitted."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        app = create_app(Settings(
            data_dir=path, database_url=f"sqlite:///{path / 'bench.sqlite'}", app_env="test",
            secret_key="bench", base_url="http://localhost",  # noqa: S106 - thrown away
            security_contact="mailto:an-toan@sang-kien-so.invalid",
        ))  # fmt: skip
        with app.app_context():
            create_everything()
            round_id = _round()
            _insert(texts, round_id)
            started = time.perf_counter()
            count = index_all(NOW, again=False)
            each = (time.perf_counter() - started) * 1000 / count
            print(f"in the database: {count} dossiers, {each:.1f} ms each to take in")
            words = lexicon_of(shipped_text())
            session = db.session()
            _report([
                _timed(lambda text=text: nearest(session, read(text, words), TOP, but=0))
                for text in asked
            ])  # fmt: skip
            session.rollback()
            _insert(["Một hồ sơ nữa " + texts[0]], round_id)
            one = _timed(lambda: index_all(NOW, again=False))
            print(f"one more dossier taken in: {one:.1f} ms")
            db.engine.dispose()


def _round() -> int:
    world = make_world()
    with transaction() as session:
        return make_round(session, world).id


def _insert(texts: list[str], round_id: int) -> None:
    with transaction() as session:
        last = session.scalar(select(Idea.id).order_by(Idea.id.desc()).limit(1)) or 0
        home = session.get_one(Round, round_id)
        session.execute(insert(Idea), [
            {"id": last + n, "round_id": home.id, "unit_id": 1, "owner_id": 1, "version": 1,
             "state": IdeaState.SUBMITTED, "code": f"SK-{last + n}", "submitted_at": NOW,
             "endorsed_at": NOW, "created_at": NOW, "updated_at": NOW, "solution": text}
            for n, text in enumerate(texts, start=1)
        ])  # fmt: skip
        session.execute(insert(IdeaVersion), [
            {"idea_id": last + n, "number": 1, "content_hash": "0", "submitted_at": NOW,
             "content": f'{{"fields":{{"solution":{_json(text)}}}}}'}
            for n, text in enumerate(texts, start=1)
        ])  # fmt: skip


def _json(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _timed(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


def _report(times: list[float]) -> None:
    ranked = sorted(times)
    print(f"  ten nearest: median {statistics.median(ranked):.1f} ms, 95 % within "
          f"{ranked[int(len(ranked) * 0.95)]:.1f} ms, worst {ranked[-1]:.1f} ms")  # fmt: skip
