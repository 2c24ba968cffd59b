"""What goes into the office's templates is what the papers of the list say."""

from app.awards.dossier_plan import pieces
from app.awards.dossier_templates import COVERED
from app.kernel.numbers import integer_text
from app.papers.kinds import Filling, kind_of
from tests.awards.dossiers import paper, whole_list

LOOKUPS = {"list": "K7Q2-M4WX-9TRB-3HCD"}


def fillings(*, upward: bool) -> dict[str, Filling]:
    """By kind and subject, of a set of two people and a unit."""
    made = paper(whole_list(2, 1, upward=upward), lookups=LOOKUPS)
    return {
        f"{one.kind} {one.subject}".strip(): one.fill(one.document())
        for one in pieces(made, ())
        if one.fill and one.document
    }


def test_every_blank_of_a_kind_is_filled_and_no_column_is_unknown() -> None:
    found = fillings(upward=True)

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
    for kind in ("to_trinh", "du_thao_quyet_dinh"):
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
