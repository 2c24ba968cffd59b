"""`flask review calibrate` on files: the columns promised, clear refusals, never half a file."""

import csv
import os
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

HEAD = "idea,reviewer,criterion,score\n"
SCORES = (
    "idea,reviewer,criterion,score,weight,field\n"
    "HS1,R1,a,6,1,y\nHS1,R1,b,9,2,y\nHS1,R2,a,8,1,y\nHS1,R2,b,8,2,y\n"
    "HS2,R1,a,5,1,y\nHS2,R1,b,,2,y\nHS2,R3,a,7,1,y\nHS2,R3,b,4,2,y\n"
    "HS3,R2,a,9,1,x\nHS3,R2,b,9,2,x\nHS3,R3,a,9.5,1,x\nHS3,R3,b,9,2,x\n"
)


def _calibrate(app: Flask, folder: Path, text: str | bytes, *more: str) -> Result:
    source = folder / "in.csv"
    source.write_bytes(text.encode() if isinstance(text, str) else text)
    arguments = ["review", "calibrate", "--csv", str(source), "--out", str(folder / "out.csv")]
    return app.test_cli_runner().invoke(args=[*arguments, *more])


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_file_has_the_columns_promised(app: Flask, tmp_path: Path) -> None:
    more = ["--flags", str(tmp_path / "f.csv"), "--reviewers", str(tmp_path / "r.csv")]
    result = _calibrate(app, tmp_path, SCORES, *more, "--cut", "1")
    assert result.exit_code == 0, result.output
    heads = [(tmp_path / name).read_text().split("\n")[0] for name in ("out.csv", "f.csv", "r.csv")]
    assert heads == [
        "idea,mean,calibrated,stderr,rank,rank_low,rank_high,p_in",
        "idea,reviewer,z,flag",
        "reviewer,severity,stderr",
    ]
    rows = _read(tmp_path / "out.csv")
    assert [row["idea"] for row in rows] == ["HS3", "HS1", "HS2"]
    assert sum(float(row["p_in"]) for row in rows) == pytest.approx(1.0, abs=1e-3)
    assert {row["flag"] for row in _read(tmp_path / "f.csv")} <= {"0", "1"}


def test_the_mean_is_the_plain_mean_of_the_weighted_means_of_the_sheets(
    app: Flask, tmp_path: Path
) -> None:
    _calibrate(app, tmp_path, SCORES)
    means = {row["idea"]: row["mean"] for row in _read(tmp_path / "out.csv")}
    assert means == {"HS1": "8.000000", "HS2": "5.000000", "HS3": "9.083333"}


def test_shuffled_lines_give_the_same_file(app: Flask, tmp_path: Path) -> None:
    _calibrate(app, tmp_path, SCORES, "--cut", "2")
    first = (tmp_path / "out.csv").read_bytes()
    head, *lines = SCORES.strip().split("\n")
    _calibrate(app, tmp_path, "\n".join([head, *sorted(lines, reverse=True)]), "--cut", "2")
    assert (tmp_path / "out.csv").read_bytes() == first


def test_quotes_blank_lines_and_marks_of_spreadsheets_are_read(app: Flask, tmp_path: Path) -> None:
    text = '\ufeffScore,Idea,Reviewer,Criterion\r\n\r\n7,"HS,1",R1,a\r\n" 8 ","HS,1",R2,a\r\n,,\r\n'
    result = _calibrate(app, tmp_path, text)
    assert result.exit_code == 0, result.output
    assert [(row["idea"], row["mean"]) for row in _read(tmp_path / "out.csv")] == [
        ("HS,1", "7.500000")
    ]


def test_a_dossier_without_a_score_is_named_and_left_out(app: Flask, tmp_path: Path) -> None:
    result = _calibrate(app, tmp_path, HEAD + "A,R1,a,7\nB,R1,a,\n")
    assert result.exit_code == 0
    assert "1 hồ sơ không có điểm nào" in result.output
    assert [row["idea"] for row in _read(tmp_path / "out.csv")] == ["A"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "thiếu cột idea"),
        ("idea;reviewer;criterion;score\n", "ngăn cách các cột bằng dấu phẩy"),
        (HEAD, "không có điểm nào"),
        (HEAD + "A,R1,a,7\nA,R1,a,8\n", "dòng 3: trùng điểm của hồ sơ A, người chấm R1"),
        (HEAD + "A,R1,a,x\n", "dòng 2: cột score: “x” không phải số"),
        (HEAD + "\nA,R1,a,inf\n", "dòng 3: cột score"),
        (HEAD + 'A,R1,a,"7,5"\n', "dùng dấu chấm cho phần thập phân"),
        (HEAD + "A,R1,a,7,5\n", "dòng 2: có 5 ô, cần 4 ô"),
        (HEAD + "A,R1,a,1e300\n", "quá lớn"),
        (HEAD + "A,,a,7\n", "dòng 2: thiếu reviewer"),
        (HEAD + 'A,"R1,a,7\n', "CSV hỏng"),
        (HEAD.encode() + b"A,R\xff,a,7\n", "không phải UTF-8"),
        (HEAD + "A,R1,a,7\x00\n", "ký tự rỗng"),
        ("idea,reviewer,criterion,score,wieght\nA,R,a,1,1\n", "không có cột “wieght”"),
        ("idea,idea,reviewer,criterion,score\n", "hai cột cùng tên"),
        ("idea,reviewer,criterion,score,weight\nA,R,a,1,-1\n", "trọng số không được âm"),
        ("idea,reviewer,criterion,score,weight\nA,R,a,1,0\n", "tổng trọng số 0"),
        ("idea,reviewer,criterion,score,field\nA,R,a,1,x\nA,S,a,1,y\n", "hai lĩnh vực"),
    ],
)
def test_wrong_files_are_refused_with_their_line(
    app: Flask, tmp_path: Path, text: str | bytes, said: str
) -> None:
    (tmp_path / "out.csv").write_text("before")
    result = _calibrate(app, tmp_path, text)
    assert result.exit_code == 1
    assert said in result.output
    assert (tmp_path / "out.csv").read_text() == "before"


def test_all_files_are_written_or_none(app: Flask, tmp_path: Path) -> None:
    result = _calibrate(app, tmp_path, SCORES, "--flags", str(tmp_path / "nowhere" / "f.csv"))
    assert result.exit_code == 1
    assert "không ghi được tệp" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def test_a_pipe_does_not_give_way_to_a_file(app: Flask, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = _calibrate(app, tmp_path, SCORES, "--flags", str(tmp_path / "pipe"))
    assert result.exit_code == 1
    assert "đó không phải tệp thường" in result.output
    assert (tmp_path / "pipe").is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "pipe"]


def test_one_name_for_two_files_and_a_cut_beyond_the_list_are_refused(
    app: Flask, tmp_path: Path
) -> None:
    same = _calibrate(app, tmp_path, SCORES, "--flags", str(tmp_path / "out.csv"))
    beyond = _calibrate(app, tmp_path, SCORES, "--cut", "4")
    assert (same.exit_code, beyond.exit_code) == (1, 1)
    assert "tên riêng" in same.output
    assert "--cut 4 lớn hơn số hồ sơ (3)" in beyond.output
