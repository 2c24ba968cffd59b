"""The authors of one dossier of a list: names, shares and what other columns say of them."""

from decimal import Decimal

from app.ideas.drafts import LABELS, LIMITS
from app.imports.cells import Cell, Kind, Row
from app.imports.columns import AUTHOR_FIELDS, AUTHORS
from app.imports.judging_cells import CellJudge
from app.imports.names import Person, doubts_of_shares, people_in
from app.imports.problems import Code, Doubt, Level
from app.imports.values import share_value
from app.kernel.text import T
from app.kernel.vietnamese import clean, clean_line


class AuthorJudge(CellJudge):
    """The cells of a dossier that name its authors."""

    def _authors(self) -> None:
        place = self.setting.column_of(AUTHORS)
        if place is None:
            return
        people: list[dict[str, str]] = []
        shares: list[Decimal | None] = []
        for row in self.rows:
            for one, extra in self._people_of(row, place):
                shares.append(one.share)
                people.append({"full_name": one.name, "share": str(one.share or 0),
                               "job_title": one.position, **extra})  # fmt: skip
        if not people:
            self._tell(place, Doubt(Code.MISSING, Level.ERROR, T("Chưa ghi tác giả")), AUTHORS)
            return
        if len(people) == 1 and shares == [None]:
            people[0]["share"] = "100"
        else:
            for doubt in doubts_of_shares(shares):
                self._tell(place, doubt, AUTHORS)
        for person in people:
            for name, value in person.items():
                if len(value) > LIMITS.get(name, 10**6):
                    self._tell(place, Doubt(Code.LENGTH, Level.ERROR, T(
                        "%(what)s của tác giả quá dài", what=LABELS[name])), AUTHORS)  # fmt: skip
        self.found.values["authors"] = people

    def _people_of(self, row: Row, place: int) -> list[tuple[Person, dict[str, str]]]:
        cell = row.at(place)
        number = row.number if row is not self.row else 0
        if cell.merged and row is not self.row:
            return []
        people, doubts = people_in(self.text_of(place, cell, AUTHORS, number))
        for doubt in doubts:
            self._tell(place, doubt, AUTHORS, number)
        extras: list[dict[str, str]] = [{} for _one in people]
        for name in AUTHOR_FIELDS:
            at = self.setting.column_of(f"author_{name}")
            if at is not None and people:
                self._extra(row, at, name, people, extras, number)
        return list(zip(people, extras, strict=True))

    def _extra(
        self, row: Row, place: int, name: str, people: list[Person],
        extras: list[dict[str, str]], number: int,
    ) -> None:  # fmt: skip
        cell, key = row.at(place), f"author_{name}"
        if name in {"share", "born"} and cell.kind in {Kind.NUMBER, Kind.DAY} and len(people) == 1:
            if not self._usable(place, cell, key, number):
                return
            parts = [cell]
        else:
            text = clean(self.text_of(place, cell, key, number))
            split = [one.strip() for line in text.split("\n") for one in line.split(";")]
            parts = [Cell(Kind.TEXT, one) for one in split if one]
        if not parts:
            return
        if len(parts) != len(people):
            self._tell(place, Doubt(Code.AUTHORS, Level.ASK, T(
                "Có %(n)s tác giả nhưng ô này có %(m)s mục; để trống", n=len(people),
                m=len(parts))), key, number)  # fmt: skip
            return
        for index, part in enumerate(parts):
            self._one_extra(place, name, part, index, people, extras, number)

    def _one_extra(
        self, place: int, name: str, part: Cell, index: int, people: list[Person],
        extras: list[dict[str, str]], number: int,
    ) -> None:  # fmt: skip
        if name == "share":
            value, doubts = share_value(part)
            for doubt in doubts:
                self._tell(place, doubt, "author_share", number)
            if value is not None:
                people[index] = Person(people[index].name, value, people[index].position)
        elif name == "born":
            self._born(place, part, extras[index], number)
        elif name == "job_title" and people[index].position:
            extras[index][name] = f"{clean_line(part.text)}, {people[index].position}"
        else:
            extras[index][name] = clean_line(part.text)
            if name == "email" and "@" not in part.text[1:-1]:
                self._tell(place, Doubt(Code.AUTHORS, Level.ERROR, T(
                    "“%(text)s” không phải là địa chỉ thư", text=part.text[:80])), "author_email",
                    number)  # fmt: skip

    def _born(self, place: int, part: Cell, extra: dict[str, str], number: int) -> None:
        from app.ideas.births import parse_birth  # noqa: PLC0415

        text = part.text.strip()
        try:
            extra["born"] = parse_birth(text)
        except ValueError:
            self._tell(place, Doubt(Code.DAY, Level.ERROR, T(
                "“%(text)s” không phải là ngày hoặc năm sinh", text=text[:40])), "author_born",
                number)  # fmt: skip
