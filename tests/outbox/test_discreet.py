"""A mail about judging: who receives it is not told to those who keep the mails."""

from flask.testing import FlaskClient

from app.database.transaction import to_change, transaction
from app.outbox.actions import queue
from app.outbox.models import OutboxMessage
from app.outbox.states import MessageState
from tests.people import NOON, World, sign_in

SHOWN = ("reviewer@quan3.example", "Lê Minh Khuê")


def _queued(world: World, state: MessageState = MessageState.WAITING) -> int:
    with transaction() as session:
        made = queue(session, kind="review_reopened", address=SHOWN[0], title="Phiếu được mở lại",
                     body=f"Kính gửi Ông/Bà {SHOWN[1]}, đề nghị chấm lại.", now=NOON,
                     account_id=world.reviewer.user_id, discreet=True)  # fmt: skip
        assert made is not None
        session.flush()
        made.state, made.last_error = state, f"550 {SHOWN[0]} unknown"
        return made.id


def test_neither_list_nor_page_nor_search_tells_the_receiver(
    world: World, client: FlaskClient
) -> None:
    key = _queued(world, MessageState.HELD)
    sign_in(client, world.email("admin"))

    pages = [client.get(path).get_data(as_text=True) for path in (
        "/thu-di", f"/thu-di/{key}", "/thu-di?xem=held", f"/thu-di/loat/cho-gui?thu={key}",
    )]  # fmt: skip
    searched = client.get("/thu-di?q=reviewer@quan3").get_data(as_text=True)

    assert all("được giữ kín" in page for page in pages)
    assert [word for word in SHOWN for page in pages if word in page] == []
    assert "Không có thư nào" in searched


def test_it_is_sent_to_its_receiver_and_cannot_be_mended(world: World, client: FlaskClient) -> None:
    key = _queued(world, MessageState.HELD)
    sign_in(client, world.email("admin"))

    answer = client.post(f"/thu-di/{key}/sua", data={"title": "Khác", "body": "Khác"})

    assert answer.status_code == 422
    assert "không sửa được" in answer.get_data(as_text=True)
    with transaction() as session:
        kept = to_change(session, OutboxMessage, key)
        assert (kept.address, kept.title) == (SHOWN[0], "[Sáng kiến AI] Phiếu được mở lại")
