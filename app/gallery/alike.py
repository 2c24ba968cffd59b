"""Published solutions for the author's panel of alike ones: their public text, nothing else."""

from collections.abc import Collection

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.gallery.models import PublishedSolution
from app.novelty.access import PublicSource, PublicText


def _ids() -> Select[int]:
    return select(PublishedSolution.idea_id).where(PublishedSolution.withdrawn_at.is_(None))


def _texts(session: Session, ids: Collection[int]) -> dict[int, PublicText]:
    rows = session.execute(
        select(PublishedSolution.idea_id, PublishedSolution.title, PublishedSolution.problem,
               PublishedSolution.solution, PublishedSolution.slug)
        .where(PublishedSolution.idea_id.in_(ids), PublishedSolution.withdrawn_at.is_(None))
    )  # fmt: skip
    return {
        key: PublicText(title, f"{problem}\n{solution}", url_for("gallery.solution", slug=slug))
        for key, title, problem, solution, slug in rows
    }


def public_title(session: Session, idea_id: int) -> str:
    """The title that the public reads; "" while the solution is not published."""
    title = session.scalar(
        select(PublishedSolution.title).where(
            PublishedSolution.idea_id == idea_id, PublishedSolution.withdrawn_at.is_(None)
        )
    )
    return title or ""


published_alike = PublicSource(_ids, _texts)
