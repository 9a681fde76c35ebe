"""The engine's own history of one journey, decoded: what happened below the case file."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from google.protobuf.message import Message
from pydantic import BaseModel, ConfigDict
from rich.table import Table
from rich.text import Text
from temporalio.api.common.v1 import Payload
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.converter import DataConverter

from console.tables import table_of
from console.wording import minute, without_bare_word
from domain.clock import Clock
from domain.identity import mask_text

# Where the attributes of the various events keep the name of what they are about.
_NAMES = (
    "workflow_type.name",
    "activity_type.name",
    "activity_id",
    "timer_id",
    "signal_name",
    "accepted_request.input.name",
)
_SHOWN = 300


class EngineEvent(BaseModel):
    """One event of the engine's history."""

    model_config = ConfigDict(frozen=True)

    id: int
    at: datetime
    """Programme time."""
    type: str
    summary: str


async def engine_events(client: Client, journey: str, clock: Clock) -> AsyncIterator[EngineEvent]:
    """Yield the history of a journey's latest run.

    Raises `temporalio.service.RPCError` with status NOT_FOUND when the engine keeps it no more.
    """
    history = client.get_workflow_handle(journey).fetch_history_events()
    async for event in history:
        at = event.event_time.ToDatetime(tzinfo=UTC)
        yield EngineEvent(
            id=event.event_id,
            at=clock.programme(at),
            type=EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").lower(),
            summary=await _summary(event, client.data_converter),
        )


def events_table(events: list[EngineEvent]) -> Table:
    """Lay out the events for a terminal; long payloads are cut."""
    columns = ("Id", "Waktu (WIB)", "Jenis / Type", "Ringkasan / Summary")
    table = table_of("Peristiwa mesin / Engine events", *columns)
    for event in events:
        summary = without_bare_word(event.summary)
        cut = f"{summary[:_SHOWN]}…" if len(summary) > _SHOWN else summary
        table.add_row(Text(str(event.id)), Text(minute(event.at)), Text(event.type), Text(cut))
    return table


async def _summary(event: HistoryEvent, converter: DataConverter) -> str:
    kind = event.WhichOneof("attributes")
    if kind is None:
        return ""
    attributes: Message = getattr(event, kind)
    payloads = [*_payloads(attributes), *_payloads(event.user_metadata)]
    values = [_readable(value) for value in await converter.decode(payloads)] if payloads else []
    # Histories hold no personal data; a partner's own words in a failure might.
    return mask_text(" ".join([*_names(attributes), *values]))


def _names(attributes: Message) -> Iterator[str]:
    for path in _NAMES:
        value: object = attributes
        for part in path.split("."):
            value = getattr(value, part, None)
        if isinstance(value, str) and value:
            yield value


def _payloads(message: Message) -> Iterator[Payload]:
    """Yield every payload inside, also a failure's encoded message; not headers or attributes."""
    for field, value in message.ListFields():
        if field.message_type is None or field.message_type.GetOptions().map_entry:
            continue
        for part in [value] if isinstance(value, Message) else value:
            if isinstance(part, Payload):
                yield part
            else:
                yield from _payloads(part)


def _readable(value: object) -> str:
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if key != "stack_trace"}
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
