"""Reading answers in tests of this room's pages."""

import html
import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.database.transaction import transaction
from app.ideas.models import Idea
from app.ideas.states import IdeaState
from app.kernel.clock import now
from app.rounds.models import Round
from tests.ideas.builders import make_idea
from tests.people import World
from tests.rounds.builders import make_round

DAY = timedelta(days=1)


def open_round(session: Session, world: World, **changes: object) -> Round:
    """A round that takes dossiers in while the test runs: pages read the real clock."""
    start = now()
    windows: dict[str, Any] = {
        "opens_at": start - DAY, "closes_at": start + DAY, "endorse_until": start + 2 * DAY,
        "checked_until": start + 3 * DAY, "scoring_opens_at": start + 3 * DAY,
        "scoring_closes_at": start + 4 * DAY, "sits_on": (start + 5 * DAY).date(),
        "publishes_on": (start + 6 * DAY).date(), **changes,
    }  # fmt: skip
    return make_round(session, world, **windows)


def stored(world: World, state: IdeaState = IdeaState.DRAFT, **changes: object) -> int:
    """Commit one dossier in an open round and return its id."""
    with transaction() as session:
        round_ = session.scalar(select(Round)) or open_round(session, world)
        return make_idea(session, world, round_, state, now=now() - DAY / 2, **changes).id  # type: ignore[arg-type]


def state_of(idea_id: int) -> tuple[IdeaState, str | None]:
    """State and code as stored."""
    with transaction() as session:
        idea = session.get_one(Idea, idea_id)
        return idea.state, idea.code


def text_of(answer: TestResponse) -> str:
    """What a person reads: no tags, entities resolved, single blanks. One h1 is demanded."""
    page = re.sub(r"(?s)<template.*?</template>", "", answer.get_data(as_text=True))
    assert page.count("<h1") == 1, page[:500]
    main = page[page.index("<main") :]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def version_in(answer: TestResponse) -> str:
    """The version a form carries."""
    found = re.search(r'name="version" value="(\d+)"', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def get(client: FlaskClient, path: str, status: int = 200) -> TestResponse:
    """A GET with the expected status."""
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:1500]
    return answer
