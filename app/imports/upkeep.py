"""Old uploads are personal data: their rows and files go when they are no longer needed."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.audit.actions import move
from app.files.models import StoredFile
from app.imports.models import DossierImport, DossierQuestion, DossierRow
from app.imports.states import IMPORT_LIFECYCLE, OPEN, WORKING
from app.kernel.actor import SYSTEM


def forget_before(session: Session, instant: datetime, now: datetime) -> int:
    """Of lists uploaded before, the rows, the questions and the file go; that it happened stays.

    A list that nobody decided on is dropped. One that is being worked on waits for the next day.
    """
    old = session.scalars(
        select(DossierImport)
        .where(
            DossierImport.uploaded_at < instant,
            DossierImport.state.not_in(WORKING),
            or_(DossierImport.rows > 0, DossierImport.file_id.is_not(None)),
        )
        .order_by(DossierImport.id)
    ).all()
    if not old:
        return 0
    for batch in old:
        if batch.state in OPEN:
            move(session, SYSTEM, batch, IMPORT_LIFECYCLE, "drop", now)
            batch.decided_at = now
    session.flush()
    ids = [batch.id for batch in old]
    gone = [batch.file_id for batch in old if batch.file_id is not None]
    for table in (DossierRow, DossierQuestion):
        session.execute(delete(table).where(table.import_id.in_(ids)))
    session.execute(
        update(DossierImport)
        .where(DossierImport.id.in_(ids))
        .values(structure="{}", rows=0, file_id=None, note="")
        .execution_options(synchronize_session=False)
    )
    # The sweep of the storage lets a content go that no row names.
    session.execute(delete(StoredFile).where(StoredFile.id.in_(gone)))
    session.expire_all()
    return len(ids)
