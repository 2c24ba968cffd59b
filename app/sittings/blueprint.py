"""The blueprint of this room, and the item that an address names."""

from flask import Blueprint
from sqlalchemy.orm import Session

from app.database.transaction import to_change
from app.kernel.refusals import NOT_FOUND, Denied
from app.sittings.models import Sitting, SittingItem

bp = Blueprint("sittings", __name__, template_folder="templates")


def item_of(session: Session, sitting: Sitting, item_id: int) -> SittingItem:
    """An item of this very sitting, locked; 404 when it is another's."""
    item = to_change(session, SittingItem, item_id)
    if item.sitting_id != sitting.id:
        raise Denied(NOT_FOUND)
    return item
