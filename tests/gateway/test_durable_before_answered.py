"""What a partner is told was accepted is on the disk before the answer's first byte leaves."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
from starlette.types import Message, Receive, Scope, Send

from tests.gateway.door import BASE, Door, event


async def test_an_event_is_in_the_file_when_the_first_byte_of_its_answer_leaves(
    door: Door, tmp_path: Path
) -> None:
    await door.record()
    durable: list[int] = []

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                durable.append(events_in(tmp_path / "records.db"))
            await send(message)

        await door.app(scope, receive, sending)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(watched), base_url=BASE) as http:
        seen = Door(door.app, door.engine, http, door.quarantine)
        answers = [await seen.push(event(receipt=f"r-{n}"), webhook_id=f"e-{n}") for n in (1, 2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert durable == [1, 2]


def events_in(records: Path) -> int:
    """Count events as another process would find them."""
    with closing(sqlite3.connect(records)) as connection:
        [count] = connection.execute("select count(*) from events").fetchone()
    return int(count)
