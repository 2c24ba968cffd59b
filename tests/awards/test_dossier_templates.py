"""What goes into the office's templates is what the papers of the list say."""

import io
from dataclasses import replace

import docx
from docx.oxml.ns import qn

from app.awards.dossier_facts import Decisions, LineDecision
from app.awards.dossier_fillings import COVERED, HONOUR, LIST
from app.awards.dossier_making import finish, make
from app.awards.dossier_plan import pieces
from app.documents.checker import check_docx
from app.documents.docx_writer import to_docx
from app.kernel.numbers import integer_text
from app.papers.filling import filled
from app.papers.inspecting import unknown
from app.papers.kinds import Filling, kind_of
from app.papers.starting import starting_template
from tests.awards.dossiers import opened, paper, whole_list
from tests.documents.reading import word_text
from tests.papers.packages import with_line

LOOKUPS = {"list": "K7Q2-M4WX-9TRB-3HCD"}


def fillings(*, upward: bool) -> dict[str, Filling]:
    """By kind and subject, of a set of two people and a unit; every kind has a template."""
    made = paper(whole_list(2, 1, upward=upward), lookups=LOOKUPS)
    found = {}
    for one in pieces(made, (), COVERED):
        if one.fill and one.document:
            found[f"{one.kind} {one.subject}".strip()] = one.fill(one.document())
        if one.blanks:
            found[one.kind] = Filling(one.blanks()[0])
    return found


def test_every_blank_of_a_kind_is_filled_and_no_column_is_unknown() -> None:
    found = fillings(upward=True) | fillings(upward=False)

    assert {name.partition(" ")[0] for name in found} == COVERED
    for name, one in found.items():
        kind = kind_of(name.partition(" ")[0])
        assert kind is not None
        assert kind.names - one.texts.keys() == set(), name
        given = {f"{table}.{column}" for table, rows in one.rows.items()
                 for row in rows for column in row}  # fmt: skip
        assert given <= kind.columns, name


def test_every_line_and_every_amount_of_the_list_goes_in() -> None:
    listed = whole_list(2, 1)
    found = fillings(upward=False)

    wanted = [(line.name, "" if line.amount is None else integer_text(line.amount))
              for line in listed.lines]  # fmt: skip
    for kind in ("to_trinh", "danh_sach", "du_thao_quyet_dinh"):
        one = found[kind]
        assert [(row["ten"], row["tien"]) for row in one.rows["danh_sach"]] == wanted
        assert one.texts["ma_tra_cuu"] == LOOKUPS["list"]
        assert one.texts["so_doi_tuong"] == "01 (một) tập thể và 02 (hai) cá nhân"
    for line in listed.lines:
        (own,) = [one for name, one in found.items() if name.endswith(f" {line.name}")]
        assert own.texts["ten"] == line.name
        assert [row["ma_so"] for row in own.rows["giai_phap"]] == [
            one.code for one in line.solutions
        ]


def test_a_list_by_its_own_template_is_no_annex_too() -> None:
    """The list would be printed twice; without that template it stays an annex."""
    made = paper(whole_list(2, 1))

    apart = {one.name: one for one in pieces(made, (), {LIST})}
    whole = {one.name: one for one in pieces(made, ())}

    for name in ("01. Tờ trình", "07. Dự thảo Quyết định khen thưởng"):
        document = apart[name].document
        assert document is not None
        assert document().annexes == ()
    assert [name for name in apart if "Danh sách kèm theo" in name] == [
        "01.1. Danh sách kèm theo Tờ trình", "07.1. Danh sách kèm theo Quyết định",
    ]  # fmt: skip
    listed = whole["01. Tờ trình và danh sách"].document
    assert listed is not None
    assert len(listed().annexes) == 1
    alone = apart["01.1. Danh sách kèm theo Tờ trình"]
    assert alone.fill is not None
    assert alone.document is not None
    assert alone.fill(alone.document()).texts["kem_theo"].startswith("(Kèm theo Tờ trình số")
    assert check_docx(to_docx(alone.document())) == []


def test_the_list_of_a_decision_holds_whom_the_decision_honours() -> None:
    made = paper(whole_list(2, 1), decisions=Decisions((LineDecision(1, why_not="Từ chối"),)))

    found = {one.name: one for one in pieces(made, (), COVERED)}

    def names(name: str) -> list[str]:
        one = found[name]
        assert one.fill is not None
        assert one.document is not None
        return [row["ten"] for row in one.fill(one.document()).rows["danh_sach"]]

    asked = names("01.1. Danh sách kèm theo Tờ trình")
    given = names("07.1. Danh sách kèm theo Quyết định")
    refused = {line.name for line in made.compiled.lines if line.nomination_id == 1}
    assert set(asked) - set(given) == refused
    honours = next(one for one in found.values() if one.kind == HONOUR)
    assert honours.blanks is not None
    assert [one["ten"] for one in honours.blanks()] == given


def test_a_template_whose_blank_is_gone_is_told_by_its_name() -> None:
    kind = kind_of(HONOUR)
    assert kind is not None

    assert unknown(with_line("{{ten}} {{ten_cu}}", HONOUR), kind) == ("ten_cu",)
    assert unknown(starting_template(HONOUR), kind) == ()


def test_a_set_by_the_starting_templates_has_no_deviation_and_every_word() -> None:
    """With names that try to be markup, formula, blank, Typst, path or several lines."""
    hostile = {1: "Tổ <b>AI</b> & “x” {{ten}}", 2: "=1+1 #set text(red) $x$ \\evil",
               3: "Trần\tThị\nBảy\x00\u202e"}  # fmt: skip
    listed = whole_list(2, 1)
    lines = tuple(replace(line, name=hostile[line.nomination_id]) for line in listed.lines)
    made = paper(replace(listed, lines=lines), lookups=LOOKUPS)
    templates = {code: (1, starting_template(code)) for code in COVERED}

    entries, part = make(pieces(made, (), COVERED), templates)
    files = opened(part + finish(made, entries, recorded=False))

    assert [(one["member"], one["deviations"]) for one in entries if one["deviations"]] == []
    whole = "".join(word_text(files[name]) for name in files if name.endswith(".docx"))
    for shown in ("Tổ <b>AI</b> & “x” {{ten}}", "=1+1 #set text(red) $x$ \\evil", "Trần Thị Bảy"):
        assert whole.count(shown) >= 5, shown
    (honours,) = [name for name in files if name.startswith("08.")]
    assert "\t" not in word_text(files[honours]).partition("Trần")[2][:20]


def test_a_number_of_a_document_is_not_torn_and_a_long_list_begins_at_once() -> None:
    template = starting_template("danh_sach")
    kind = kind_of("danh_sach")
    assert kind is not None
    row = {"ten": "A", "thanh_tich": "Theo Kế hoạch số 52/KH-UBND-KT"}
    made = filled(template, {name: "" for name in kind.names}, {"danh_sach": [
        {slot.name: row.get(slot.name, "") for table in kind.tables for slot in table.columns}
    ] * 3})  # fmt: skip

    body = docx.Document(io.BytesIO(made)).element.body
    rows = body.findall(f".//{qn('w:tr')}")[-4:-1]
    assert [one.find(f".//{qn('w:keepNext')}") is not None for one in rows][:2] == [False, False]
    assert body.find(f".//{qn('w:noBreakHyphen')}") is not None
    assert "52/KH-UBND-KT" in word_text(made)
