"""The empty workbook that an import takes."""

from app.accounts.imports_reading import COLUMNS, PEOPLE, TITLES, UNITS
from app.documents.xlsx_writer import Sheet, SheetColumn, to_xlsx


def template() -> bytes:
    """Both sheets with the columns that the reader knows."""
    sheets = [
        Sheet(
            str(TITLES[key]),
            tuple(SheetColumn(str(title), 24) for title in COLUMNS[key].values()),
            (),
        )
        for key in (UNITS, PEOPLE)
    ]
    return to_xlsx(sheets)
