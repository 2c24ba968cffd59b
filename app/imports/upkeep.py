"""Old uploads are personal data: their rows and files go when they are no longer needed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.files.models import StoredFile
from app.imports.models import DossierImport, DossierQuestion, DossierRow
from app.imports.states import WORKING

KEPT_FOR = timedelta(days=90)


def forget_old(session: Session, now: datetime) -> None:
    """Ninety days after the upload its rows go; that it happened stays."""
    old = select(DossierImport.id).where(
        DossierImport.uploaded_at < now - KEPT_FOR, DossierImport.state.not_in(WORKING)
    )
    for table in (DossierRow, DossierQuestion):
        session.execute(delete(table).where(table.import_id.in_(old)))
    files = select(DossierImport.file_id).where(
        DossierImport.id.in_(old), DossierImport.file_id.is_not(None)
    )
    gone = list(session.scalars(files))
    session.execute(
        update(DossierImport)
        .where(DossierImport.id.in_(old))
        .values(structure="{}", rows=0, file_id=None)
    )
    # The sweep of the storage lets a content go that no row names.
    session.execute(delete(StoredFile).where(StoredFile.id.in_(gone)))
