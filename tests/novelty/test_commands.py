"""The command line for measuring: formats, refusals, nothing half-written, the same every time."""

import csv
import os
import random
import unicodedata
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.novelty.index import Index
from app.novelty.lexicon import lexicon_of, shipped_text
from app.novelty.likeness import similarity
from app.novelty.reading import read

A = "Ứng dụng trí tuệ nhân tạo trong quản lý thư viện trường học"
B = "Xếp thời khóa biểu tự động cho trường trung học cơ sở"


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=["ideas", *map(str, arguments)])


def written(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def similar(app: Flask, folder: Path, text: str | bytes) -> Result:
    source = folder / "in.csv"
    source.write_bytes(text if isinstance(text, bytes) else text.encode())
    return run(app, "similar", "--pairs", source, "--out", folder / "out.csv")


def test_similar_keeps_ids_and_order_and_scores_between_0_and_1(app: Flask, tmp_path: Path) -> None:
    text = f'\ufeffid,text_a,text_b\nz,"{A}","ung dung AI trong quan ly thu vien truong hoc"\n' \
           f'a,"{A}","{B}"\n"m","{A}\nhai dòng",""\n'  # fmt: skip
    assert similar(app, tmp_path, text).exit_code == 0
    rows = written(tmp_path / "out.csv")
    assert [row["id"] for row in rows] == ["z", "a", "m"]
    assert list(rows[0]) == ["id", "score"]
    assert [float(row["score"]) for row in rows][::2] == [1.0, 0.0]
    assert 0 <= float(rows[1]["score"]) < 0.5


def test_similar_is_the_same_every_time_and_either_way_round(app: Flask, tmp_path: Path) -> None:
    similar(app, tmp_path, f'id,text_a,text_b\n1,"{A}","{B}"\n2,"{B}","{A}"\n')
    first = (tmp_path / "out.csv").read_bytes()
    similar(app, tmp_path, f'id,text_a,text_b\n1,"{A}","{B}"\n2,"{B}","{A}"\n')
    assert (tmp_path / "out.csv").read_bytes() == first
    one, other = written(tmp_path / "out.csv")
    assert one["score"] == other["score"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "thi\u1ebfu c\u1ed9t"),
        (b"id,text_a\n1,x\n", "thiếu cột text_b"),
        (b"id,text_a,text_b\n1,x,y\n1,x,y\n", "hai lần"),
        (b"id,text_a,text_a,text_b\n1,x,y,z\n", "cột text_a hai lần"),
        (b"id,text_a,text_b\n,x,y\n", "không có id"),
        (b"id,text_a,text_b\n1,x\n", "có 2 cột, cần 3"),
        (b"id,text_a,text_b\n1,\xff\xfe,y\n", "không phải UTF-8"),
        (b'id,text_a,text_b\n1,"x" y,z\n', "không phải CSV"),
    ],
)
def test_bad_files_give_one_sentence_and_write_nothing(
    app: Flask, tmp_path: Path, text: bytes, said: str
) -> None:
    answer = similar(app, tmp_path, text)
    assert answer.exit_code == 1
    assert said in answer.output
    assert len(answer.output.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_file_that_was_there_is_kept_when_the_input_is_bad(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("cũ", encoding="utf-8")
    assert similar(app, tmp_path, b"id\n").exit_code == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "cũ"


def test_missing_files_and_folders_are_told(app: Flask, tmp_path: Path) -> None:
    answer = run(app, "similar", "--pairs", tmp_path / "no.csv", "--out", tmp_path / "o.csv")
    assert (answer.exit_code, "Không đọc được" in answer.output) == (1, True)
    (tmp_path / "in.csv").write_text("id,text_a,text_b\n", encoding="utf-8")
    answer = run(app, "similar", "--pairs", tmp_path / "in.csv", "--out", tmp_path / "no" / "o.csv")
    assert (answer.exit_code, "Không ghi được" in answer.output) == (1, True)


def test_neither_the_input_nor_a_pipe_gives_way_to_the_output(app: Flask, tmp_path: Path) -> None:
    source, pipe = tmp_path / "in.csv", tmp_path / "pipe"
    source.write_text("id,text_a,text_b\n1,a,a\n", encoding="utf-8")
    os.mkfifo(pipe)

    onto_itself = run(app, "similar", "--pairs", source, "--out", source)
    onto_pipe = run(app, "similar", "--pairs", source, "--out", pipe)
    onto_folder = run(app, "similar", "--pairs", source, "--out", tmp_path)

    assert (onto_itself.exit_code, "tệp ra trùng tệp vào" in onto_itself.output) == (1, True)
    assert source.read_text(encoding="utf-8") == "id,text_a,text_b\n1,a,a\n"
    assert (onto_pipe.exit_code, "không phải tệp thường" in onto_pipe.output) == (1, True)
    assert pipe.is_fifo()
    assert (onto_folder.exit_code, "đó là thư mục" in onto_folder.output) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "pipe"]


def nearest(app: Flask, folder: Path, corpus: str, queries: str, *more: object) -> Result:
    (folder / "c.csv").write_text(corpus, encoding="utf-8")
    (folder / "q.csv").write_text(queries, encoding="utf-8")
    return run(app, "nearest", "--corpus", folder / "c.csv", "--queries", folder / "q.csv",
               "--out", folder / "out.csv", *more)  # fmt: skip


def test_nearest_ranks_from_1_and_never_finds_the_query_itself(app: Flask, tmp_path: Path) -> None:
    corpus = f'id,text\nb,"{A}"\na,"{unicodedata.normalize("NFD", A)}"\nc,"{B}"\n'
    answer = nearest(app, tmp_path, corpus, f'id,text\na,"{A}"\nx,"{A}"\n', "--top", 2)
    assert answer.exit_code == 0, answer.output
    rows = written(tmp_path / "out.csv")
    assert list(rows[0]) == ["query", "id", "score", "rank"]
    of_a = [(row["id"], row["rank"]) for row in rows if row["query"] == "a"]
    assert of_a[0] == ("b", "1")
    assert "a" not in {key for key, _rank in of_a}
    of_x = [(row["id"], row["score"]) for row in rows if row["query"] == "x"]
    assert of_x == [("a", "1.000000"), ("b", "1.000000")]  # ties by id


def test_nearest_scores_are_those_of_similar(app: Flask, tmp_path: Path) -> None:
    other = "Dùng trí tuệ nhân tạo quản lý kho sách của trường"
    nearest(app, tmp_path, f'id,text\nb,"{A}"\n', f'id,text\nq,"{other}"\n')
    similar_to = tmp_path / "s"
    similar_to.mkdir()
    similar(app, similar_to, f'id,text_a,text_b\n1,"{A}","{other}"\n')
    assert written(tmp_path / "out.csv")[0]["score"] == written(similar_to / "out.csv")[0]["score"]


def test_nearest_misses_nothing_that_scoring_every_pair_would_find(app: Flask) -> None:
    """Also low scores, where more in common counts against, and titles that clash."""
    words = lexicon_of(shipped_text())
    chance = random.Random(11)  # noqa: S311 - texts, the same every time
    topics = "lớp 4 lớp 9 Toán Văn camera rác thải phường y tế tiêm chủng hồ sơ đất đai"
    said = f"{A} {B} {topics}".split()
    texts = {f"{n:03d}": " ".join(chance.choices(said, k=chance.choice((3, 8, 30, 90))))
             for n in range(300)}  # fmt: skip
    index = Index(words)
    for key, text in texts.items():
        index.add(key, text)

    for asked in chance.sample(sorted(texts), 12):
        one = read(texts[asked], words)
        every = ((-round(similarity(one, read(text, words)), 6), key)
                 for key, text in texts.items() if key != asked)  # fmt: skip
        expected = [(key, -score) for score, key in sorted(every) if score < 0][:10]
        found = [(hit.key, hit.score) for hit in index.nearest(texts[asked], 10, asked)]
        assert found == expected


def test_nearest_of_nothing_writes_the_header(app: Flask, tmp_path: Path) -> None:
    assert nearest(app, tmp_path, "id,text\n", 'id,text\nq,""\n').exit_code == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "query,id,score,rank\n"


def test_other_words_can_be_tried(app: Flask, tmp_path: Path) -> None:
    words = tmp_path / "words.csv"
    words.write_text("kind,head,phrases\ndong-nghia,một,mèo con|hổ\n", encoding="utf-8")
    source = tmp_path / "in.csv"
    source.write_text("id,text_a,text_b\n1,mèo con,hổ\n", encoding="utf-8")
    run(app, "similar", "--pairs", source, "--out", tmp_path / "o.csv", "--words", words)
    assert written(tmp_path / "o.csv")[0]["score"] == "1.000000"
    words.write_text("kind,head,phrases\nx,y,z\n", encoding="utf-8")
    answer = run(app, "similar", "--pairs", source, "--out", tmp_path / "p.csv", "--words", words)
    assert (answer.exit_code, "loại phải là" in answer.output) == (1, True)
