"""The search page's line about published solutions."""

from sqlalchemy.orm import Session

from app.finding.sources import Elsewhere
from app.gallery.queries import Filters, card_total
from app.kernel.numbers import integer_text
from app.kernel.text import T


def published(session: Session, words: str) -> Elsewhere | None:
    """How many published solutions hold the words; None when none does."""
    number = card_total(session, Filters(words=words))
    if not number:
        return None
    text = T("%(n)s giải pháp đã công khai trong thư viện", n=integer_text(number))
    return Elsewhere(text, "gallery.index", {"q": words})
