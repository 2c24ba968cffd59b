"""`flask review assign` on files: right pairs, clear refusals, never half a file."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

FILES = {
    "ideas": "idea,k,field\nHS2,1,a\nHS1,2,b\n",
    "reviewers": "reviewer,max_load,min_load\nR1,2,0\nR2,2,0\nR3,2,1\n",
    "conflicts": "idea,reviewer\nHS1,R1\n",
    "affinity": "idea,reviewer,affinity\nHS1,R1,1\nHS2,R1,0.9\nHS2,R3,0.2\n",
}


def _assign(app: Flask, folder: Path, **changed: str) -> Result:
    arguments = ["review", "assign", "--out", str(folder / "out.csv")]
    for name, text in {**FILES, **changed}.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
        arguments += [f"--{name}", str(folder / f"{name}.csv")]
    return app.test_cli_runner().invoke(args=arguments)


def test_pairs_are_written_by_dossier_and_no_conflict_among_them(
    app: Flask, tmp_path: Path
) -> None:
    result = _assign(app, tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out.csv").read_text() == "idea,reviewer\nHS1,R2\nHS1,R3\nHS2,R1\n"


def test_the_order_of_lines_changes_nothing(app: Flask, tmp_path: Path) -> None:
    turned = {}
    for name, text in FILES.items():
        head, *lines = text.strip().split("\n")
        turned[name] = "\n".join([head, *reversed(lines)]) + "\n"
    _assign(app, tmp_path)
    first = (tmp_path / "out.csv").read_bytes()
    _assign(app, tmp_path, **turned)
    assert (tmp_path / "out.csv").read_bytes() == first


def test_columns_that_are_optional_may_be_left_out(app: Flask, tmp_path: Path) -> None:
    result = _assign(
        app, tmp_path, reviewers="\ufeffreviewer,max_load\r\nR1,2\r\n\r\nR2,2\r\nR3,2\r\n"
    )
    assert result.exit_code == 0, result.output


def test_no_full_assignment_says_which_dossiers_lack_whom(app: Flask, tmp_path: Path) -> None:
    result = _assign(app, tmp_path, conflicts="idea,reviewer\nHS1,R1\nHS1,R3\n")
    assert result.exit_code == 1
    assert "Hồ sơ HS1: cần 2 người, thiếu 1" in result.output
    assert "xung đột: R1, R3" in result.output
    assert "HS2" not in result.output
    assert not (tmp_path / "out.csv").exists()


def test_a_least_load_that_cannot_be_met_names_the_reviewer(app: Flask, tmp_path: Path) -> None:
    reviewers = "reviewer,max_load,min_load\nR1,2,2\nR2,2,0\nR3,2,0\n"
    result = _assign(app, tmp_path, reviewers=reviewers)
    assert result.exit_code == 1
    assert "Người chấm R1: tối thiểu 2 hồ sơ, thiếu 1" in result.output


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("ideas", "idea,k,field\nHS1,x,a\n", "ideas.csv, dòng 2: cột k"),
        ("ideas", "idea,k,field\nHS1,1,a\nHS1,1,a\n", "ideas.csv, dòng 3: trùng HS1"),
        ("ideas", "idea,k,field\n", "ideas.csv: không có dòng nào"),
        ("ideas", "idea,k,field\nHS1,1.5,a\n", "cần số nguyên"),
        ("reviewers", "reviewer,max_load,min_load\nR1,2,3\n", "min_load 3 lớn hơn max_load 2"),
        ("reviewers", "reviewer\nR1\n", "thiếu cột max_load"),
        ("conflicts", "idea,reviewer\nHS9,R1\n", "conflicts.csv, dòng 2: HS9 không có trong"),
        ("conflicts", "idea,reviewer\nHS1,R9\n", "conflicts.csv, dòng 2: R9 không có trong"),
        ("affinity", "idea,reviewer,affinity\nHS1,R1,1.5\n", "cần số từ 0 đến 1"),
        ("affinity", "idea,reviewer,affinity\nHS1,R1,-0.1\n", "cần số từ 0 đến 1"),
        ("affinity", 'idea,reviewer,affinity\nHS1,R1,"0,5"\n', "dùng dấu chấm"),
        ("affinity", "idea,reviewer,affinity\nHS1,R1,1\nHS1,R1,1\n", "dòng 3: trùng cặp"),
        ("affinity", "idea,reviewer,affinity\nHS1,R1\n", "dòng 2: có 2 ô, cần 3 ô"),
        ("affinity", "idea,reviewer,affinity\nHS1,R1,nan\n", "“nan” không phải số"),
    ],
)
def test_wrong_input_is_refused_with_file_and_line(
    app: Flask, tmp_path: Path, file: str, text: str, said: str
) -> None:
    result = _assign(app, tmp_path, **{file: text})
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "out.csv").exists()
