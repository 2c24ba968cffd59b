"""Makes many submitted dossiers fast: rows in bulk, the search table included.

Sentences are taken apart once; a dossier is a handful of them, so that common and rare words
occur as in real texts. Not made through the actions: a hundred thousand would take hours.
"""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, text

from app.database.base import Base
from app.database.schema import IDEA_SEARCH
from app.database.transaction import transaction
from app.extensions import db
from app.ideas.freezing import FROZEN_FIELDS
from app.ideas.models import Idea, IdeaAuthor, IdeaVersion
from app.ideas.states import IdeaState
from app.kernel.vietnamese import name_sort_key
from app.review.models import Sheet
from app.rounds.models import Category, Round
from tests.people import World
from tests.rounds.builders import make_round

CHUNK = 2_000
YEARS = (2022, 2023, 2024, 2025, 2026)
SENTENCES = 12  # of one dossier: about 1,200 characters
SUBJECTS = ("Người dân", "Cán bộ một cửa", "Phường", "Đơn vị", "Tổ công nghệ số cộng đồng",
            "Ban giám hiệu", "Trạm y tế phường", "Doanh nghiệp nhỏ", "Bộ phận văn thư")  # fmt: skip
DEEDS = ("tra cứu", "số hóa", "phân loại", "tóm tắt", "đối chiếu", "dự báo", "giám sát",
         "nhắc hạn", "trả lời", "hòa giải", "điều hoà", "rà soát", "chấm công")  # fmt: skip
THINGS = ("hồ sơ đất đai", "đơn thư của người dân", "văn bản đến", "phản ánh hiện trường",
          "lịch tiêm chủng", "rác thải", "camera giao thông", "hộ tịch", "thu phí", "học bạ",
          "kiến nghị cử tri", "biên bản họp", "ngân sách")  # fmt: skip
MEANS = ("bằng trí tuệ nhân tạo", "bằng trợ lý ảo nội bộ", "trên điện thoại", "qua tin nhắn",
         "bằng nhận dạng chữ viết", "theo thời gian thực", "không cần nhập lại",
         "với dữ liệu của phường")  # fmt: skip
RARE = ("Cảm biến mực nước đặt ở ba điểm ngập.", "Máy bay không người lái chụp mái nhà.",
        "Chuỗi khối lưu vết chữ ký số.", "Bản đồ nhiệt vẽ theo từng con hẻm.")  # fmt: skip
SECTORS = ("Cải cách hành chính", "Y tế", "Giáo dục", "Môi trường", "Giao thông", "Văn hóa")
STATES = ((IdeaState.RECOGNISED, 45), (IdeaState.DECLINED, 30), (IdeaState.INELIGIBLE, 8),
          (IdeaState.ELIGIBLE, 7), (IdeaState.SUBMITTED, 8), (IdeaState.SUPPLEMENTED, 2),
          )  # fmt: skip
SEEN_BY_AUTHOR, SEEN_BY_REVIEWER = 8, 40


class Sentence:
    """A sentence with both forms of its words."""

    def __init__(self, words: str) -> None:
        made = IDEA_SEARCH.tokens({"own": [words]})
        self.text, self.folded, self.exact = words, made["own"], made["own_exact"]


def _sentences(chance: random.Random, number: int) -> list[Sentence]:
    kinds = (SUBJECTS, DEEDS, THINGS, MEANS)
    return [
        Sentence(f"{' '.join(chance.choice(kind) for kind in kinds)}, đợt {chance.randrange(400)}.")
        for _ in range(number)
    ]


def fill(world: World, number: int, seed: int = 52) -> None:
    """That many dossiers over five years of rounds, in every state after the unit's word."""
    chance = random.Random(seed)  # noqa: S311 - texts for a measurement
    sentences, rare = _sentences(chance, 2_000), [Sentence(words) for words in RARE]
    places = _places(world)
    start = datetime(2022, 1, 5, 3, 0, tzinfo=UTC)
    for first in range(1, number + 1, CHUNK):
        keys = range(first, min(first + CHUNK, number + 1))
        rows = [
            _dossier(key, world, chance, sentences, rare, places,
                     start + timedelta(minutes=20 * key))
            for key in keys
        ]  # fmt: skip
        _store(rows)
    _assign(world, number)
    if db.engine.dialect.name != "sqlite":
        with transaction() as session:
            for name in ("idea", "idea_author", "idea_version"):
                session.execute(text(f"SELECT setval('{name}_id_seq', {number + 1})"))


def _places(world: World) -> list[tuple[int, int, int]]:
    """(round, category, year) of every category."""
    with transaction() as session:
        for year in YEARS:
            make_round(session, world, code=f"DX-{year}", year=year, title=f"Đợt xét năm {year}")
        session.flush()
        rows = session.query(Round.id, Category.id, Round.year)
        return [row.tuple() for row in rows.join(Category, Category.round_id == Round.id).all()]


def _dossier(
    key: int, world: World, chance: random.Random, sentences: list[Sentence], rare: list[Sentence],
    places: list[tuple[int, int, int]], at: datetime,
) -> dict[str, Any]:  # fmt: skip
    picked = [chance.choice(sentences) for _ in range(SENTENCES)]
    if chance.random() < 0.004:
        picked[-1] = chance.choice(rare)
    round_id, category_id, year = chance.choice(places)
    mine = key % 12_000 < SEEN_BY_AUTHOR
    unit = world.units["P9"] if mine else chance.choice(list(world.units.values()))
    (state,) = chance.choices([s for s, _ in STATES], [weight for _, weight in STATES])
    owner = world.author if mine else world.other_author
    return {
        "key": key, "code": f"SK-{year}-{key:05d}", "round_id": round_id, "state": state,
        "category_id": category_id, "unit_id": unit, "owner": owner, "at": at,
        "sector": chance.choice(SECTORS), "title": picked[0], "texts": picked[1:],
    }  # fmt: skip


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _store(rows: list[dict[str, Any]]) -> None:
    with transaction() as session:
        connection = session.connection()
        connection.execute(_table(Idea).insert(), [_idea(row) for row in rows])
        connection.execute(_table(IdeaAuthor).insert(), [_author(row) for row in rows])
        connection.execute(_table(IdeaVersion).insert(), [_version(row) for row in rows])
        IDEA_SEARCH.put_folded(connection, {row["key"]: _words(row) for row in rows})


def _prose(row: dict[str, Any]) -> dict[str, str]:
    texts = [sentence.text for sentence in row["texts"]]
    return {"summary": texts[0], "problem": " ".join(texts[1:4]), "solution": " ".join(texts[4:9]),
            "novelty": texts[9], "effect": texts[10]}  # fmt: skip


def _idea(row: dict[str, Any]) -> dict[str, Any]:
    at = row["at"]
    scored = row["state"] not in {IdeaState.SUBMITTED, IdeaState.SUPPLEMENTED}
    return {
        "id": row["key"], "code": row["code"], "round_id": row["round_id"], "version": 3,
        "category_id": row["category_id"], "unit_id": row["unit_id"], "unit_name": "Phường thử",
        "owner_id": row["owner"].user_id, "state": row["state"], "title": row["title"].text,
        "sector": row["sector"], "created_at": at, "updated_at": at, "submitted_at": at,
        "endorsed_at": at, "accepted_at": at if scored else None, **_prose(row),
    }  # fmt: skip


def _author(row: dict[str, Any]) -> dict[str, Any]:
    owner = row["owner"]
    return {"id": row["key"], "idea_id": row["key"], "position": 1, "account_id": owner.user_id,
            "full_name": owner.name, "name_key": name_sort_key(owner.name), "email": "",
            "share": 100}  # fmt: skip


def _version(row: dict[str, Any]) -> dict[str, Any]:
    fields = {**dict.fromkeys(FROZEN_FIELDS, ""), "title": row["title"].text,
              "sector": row["sector"], **_prose(row)}  # fmt: skip
    content = json.dumps({"code": row["code"], "fields": fields, "authors": [], "files": []},
                         ensure_ascii=False)  # fmt: skip
    return {"id": row["key"], "idea_id": row["key"], "number": 1, "content": content,
            "content_hash": "0" * 64, "submitted_at": row["at"]}  # fmt: skip


def _words(row: dict[str, Any]) -> dict[str, str]:
    made = dict.fromkeys(IDEA_SEARCH.columns, "")
    head = IDEA_SEARCH.tokens({"own": [row["code"], row["sector"]]})
    made |= {
        "title": row["title"].folded, "title_exact": row["title"].exact,
        "own": head["own"] + "".join(sentence.folded for sentence in row["texts"]),
        "own_exact": head["own_exact"] + "".join(sentence.exact for sentence in row["texts"]),
        "office": " phuong thu ", "office_exact": " phương·1 thử·2 ",
    }  # fmt: skip
    return {name: value.replace("  ", " ") for name, value in made.items()}


def _assign(world: World, number: int) -> None:
    """A few dossiers of other units to one reviewer."""

    def sheets() -> Iterator[Sheet]:
        with transaction() as reading:
            keys = range(1, number, max(1, number // SEEN_BY_REVIEWER))
            unit = world.units["P1"]
            found = reading.query(Idea.id, Idea.round_id).filter(
                Idea.id.in_(keys), Idea.unit_id == unit
            )
            rows = found.all()
        for key, round_id in rows:
            yield Sheet(idea_id=key, round_id=round_id, reviewer_id=world.reviewer.user_id,
                        assigned_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip

    made = list(sheets())
    with transaction() as session:
        session.add_all(made)
