"""The unit's covering letter to the council, with its list of dossiers as the annex."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.accounts.models import Agency
from app.documents import phrases
from app.documents.model import (
    AdministrativeDocument,
    Align,
    Annex,
    Column,
    Letterhead,
    Paragraph,
    Row,
    Signature,
    Table,
)
from app.ideas.unit_desk import LetterLine
from app.kernel.numbers import count_in_words

COLUMNS = (
    Column("Số TT", 6, Align.CENTER),
    Column("Mã hồ sơ", 14),
    Column("Tên giải pháp", 36),
    Column("Tác giả, tỷ lệ đóng góp", 30),
    Column("Lĩnh vực", 18),
    Column("Áp dụng từ", 12),
)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What the letter is written from; `symbol` stands after the number ("CV-P9")."""

    agency: Agency
    unit_name: str
    unit_code: str
    council: str
    round_title: str
    lines: Sequence[LetterLine]
    today: date


def covering_letter(facts: LetterFacts) -> AdministrativeDocument:
    """Công văn gửi Hội đồng; number and day stay blank until the unit's registry issues it."""
    letterhead = Letterhead(
        superior=facts.agency.name, issuer=facts.unit_name, symbol=facts.unit_code,
        place=facts.agency.place, year=facts.today.year,
    )  # fmt: skip
    number = count_in_words(len(facts.lines), pad=True)
    # Names of units begin with a capital; inside the sentence they stay as they are.
    return AdministrativeDocument(
        kind="",
        abstract=f"gửi hồ sơ dự {_inside(facts.round_title)}",
        letterhead=letterhead,
        addressees=(facts.council,),
        body=(
            Paragraph(
                f"Thực hiện {_inside(facts.round_title)}, {facts.unit_name} đã kiểm tra, xác nhận "
                f"và gửi {facts.council} {number} hồ sơ theo thứ tự ưu tiên của đơn vị tại Phụ lục "
                "kèm theo."
            ),
            Paragraph(
                f"{facts.unit_name} xác nhận các tác giả có tên trong danh sách công tác tại "
                "đơn vị hoặc phối hợp với đơn vị khi tạo ra giải pháp; nội dung hồ sơ do tác giả "
                "khai và chịu trách nhiệm."
            ),
            Paragraph(f"Kính đề nghị {facts.council} xem xét."),
        ),
        signature=Signature(("THỦ TRƯỞNG ĐƠN VỊ",)),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(_list(facts, letterhead),),
    )


def _inside(title: str) -> str:
    """A round's title as it stands inside a sentence."""
    return title[:1].lower() + title[1:]


def _list(facts: LetterFacts, letterhead: Letterhead) -> Annex:
    rows = tuple(
        Row((str(place), line.code, line.title, line.authors, line.category, line.applied))
        for place, line in enumerate(facts.lines, start=1)
    )
    return Annex(
        title=f"Danh sách hồ sơ của {facts.unit_name}",
        relates_to=phrases.attached_to("Công văn", letterhead, facts.unit_name),
        body=(Table(COLUMNS, rows),),
        landscape=True,
    )
