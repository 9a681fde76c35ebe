"""The engine forgets back to the middle of a payment: the ledger knows better, and is believed.

One payday of three people, three copies of the engine's file at its worst instants, and each of
them put back after everybody was paid.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest

from domain.casefile import CaseFile
from domain.payouts import Channel, Outcome, TrancheKind, TrancheStatus
from domain.ports import Partners, PayoutChannel
from records.bookings import Intent, Request
from tests.money.filed_engine import FiledEngine, filed_engine
from tests.money.real_time import RealTimeRig, is_paid, is_unclear, rig_on, scheduled
from tests.money.steps import Announced
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import Life, account, at, somebody
from tests.workflows.rig import fault, fresh, keyring_of, only_sends, training
from worker import Kind

pytestmark = pytest.mark.timeout(240)
BEGINS = at("2020-08-11 16:00")
SPEED = 14_400.0
"""The payday opens 10 real seconds after the beginning; the second one is 6 seconds later."""
SENDING = "before channel.send"
MOMENTS = ("between intent and answer", "while it is unclear", "generation 1")


@dataclass(frozen=True)
class People:
    """Whose payment is caught at which moment; each at a channel of its own."""

    answered: Life
    """Between intent and answer: what is sent is not told yet."""
    unclear: Life
    """Booked without an answer, and nobody answers inquiries until the copy is made."""
    refused: Life
    """Generation 1 is refused, generation 2 is paid a day later."""

    @property
    def known(self) -> list[tuple[Life, Channel]]:
        return [
            (self.answered, Channel.DANA),
            (self.unclear, Channel.LINKAJA),
            (self.refused, Channel.BNI),
        ]

    def tell(self, partners: Counterparts, *, deaf: bool) -> None:
        """Tell the world of them; a fault that has struck strikes no more."""
        lost = {"operation": "send", "times": 1}
        faults = [
            fault("books_then_drops_answer", Channel.LINKAJA, **lost),
            fault("unavailable", Channel.LINKAJA, operation="inquire"),
            fault("code", Channel.BNI, **lost, args={"code": "4031718"}),
        ]
        accounts = [account(life, channel) for life, channel in self.known]
        partners.tell([life for life, _ in self.known], accounts, faults if deaf else [])


@dataclass(frozen=True)
class Money:
    """All that is known of it outside the engine."""

    credits: list[dict[str, Any]]
    generations: list[list[Intent]]
    sends: list[list[Request]]


@dataclass(frozen=True)
class Lived:
    """What was so before the engine forgot, what it remembered, and what is so after."""

    before: Money
    remembered: list[TrancheStatus]
    after: Money
    cases: list[CaseFile]


@pytest.fixture(scope="module")
async def lived(
    partners: Counterparts, empty: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Lived]:
    """Everything that becomes of each copy, by the moment at which it was made."""
    folder = tmp_path_factory.mktemp("later")
    people = People(*(somebody(surveys=[]) for _ in range(3)))
    people.tell(partners, deaf=True)
    copies = {moment: folder / f"{moment}.db" for moment in MOMENTS}
    async with filed_engine(folder) as server:
        rig = await rig_on(server, partners, fresh(empty, folder), begins=BEGINS, speed=SPEED)
        await paid(rig, server, people, copies)
        before = await money(rig, people)
        found = {}
        for moment, copy in copies.items():
            remembered, cases = await paid_again(rig, server, copy)
            found[moment] = Lived(before, remembered, await money(rig, people), cases)
        await rig.engine.database.close()
    return found


@pytest.mark.parametrize("moment", MOMENTS)
def test_nobody_is_paid_twice(lived: dict[str, Lived], moment: str) -> None:
    before, after = lived[moment].before, lived[moment].after

    assert len(before.credits) == 3
    assert after.credits == before.credits
    assert after.sends == before.sends


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_case_ends_true_to_the_ledger(lived: dict[str, Lived], moment: str) -> None:
    told, known = lived[moment].cases, lived[moment].after.generations

    for case, generations in zip(told, known, strict=True):
        [owned] = [intent for intent in generations if intent.outcome is Outcome.PAID]
        first = training(case)[0]
        assert (first.status, first.reference) == (TrancheStatus.BERHASIL, owned.reference)


def test_the_ledger_was_ahead_of_the_engine(lived: dict[str, Lived]) -> None:
    """Else nothing was tried: each copy shows the one whom it is about before the end."""
    remembered = {moment: lived[moment].remembered[n] for n, moment in enumerate(MOMENTS)}

    assert remembered == {
        "between intent and answer": TrancheStatus.SEDANG_DIPROSES,
        "while it is unclear": TrancheStatus.BELUM_PASTI,
        "generation 1": TrancheStatus.SEDANG_DIPROSES,
    }
    generations = lived["generation 1"].before.generations
    assert [len(each) for each in generations] == [1, 1, 2]


async def paid(
    rig: RealTimeRig, server: FiledEngine, people: People, copies: dict[str, Path]
) -> None:
    """Live through both days, and copy the engine's file at each of the three moments."""

    def copied_at_first_send(moment: str) -> Callable[[str], Awaitable[None]]:
        async def announce(step: str) -> None:
            if step == SENDING and not copies[moment].exists():
                server.back_up(copies[moment])

        return announce

    def overheard(partners: Partners) -> Partners:
        channels = dict(partners.channels)
        for channel, moment in (
            (Channel.DANA, "between intent and answer"),
            (Channel.BNI, "generation 1"),
        ):
            heard = Announced("channel", channels[channel], copied_at_first_send(moment))
            channels[channel] = cast("PayoutChannel", heard)
        return replace(partners, channels=channels)

    async with rig.working(overheard):
        await scheduled(rig, people.known)
        await rig.until_each(is_unclear, [rig.begun[1]])
        server.back_up(copies["while it is unclear"])
        people.tell(rig.counterparts, deaf=False)
        await rig.until_each(is_paid)


async def paid_again(
    rig: RealTimeRig, server: FiledEngine, copy: Path
) -> tuple[list[TrancheStatus], list[CaseFile]]:
    """Have the engine forget what came after a copy.

    Return what it still remembers of each, and the cases once all are paid.
    """
    server.kill()
    server.put_back(copy)
    server.start()
    await server.client(keyring_of(rig.counterparts.provided))
    # A worker that lived on would still know what the engine has forgotten.
    async with rig.working(only=[Kind.JOURNEYS]):
        # Nobody pays or asks yet: what a case says now is what the copy says.
        told = [await rig.case(journey) for journey in rig.begun]
    async with rig.working():
        cases = await rig.until_each(is_paid)
    return [training(case)[0].status for case in told], cases


async def money(rig: RealTimeRig, people: People) -> Money:
    """Return what the partners and the ledger say."""
    generations = [
        await rig.ledger.generations(journey, TrancheKind.TRAINING, 1) for journey in rig.begun
    ]
    sends = [
        [
            send
            for intent in each
            for send in only_sends(await rig.ledger.requests(intent.reference))
        ]
        for each in generations
    ]
    credited = rig.counterparts.credits_of(*(life for life, _ in people.known))
    return Money(credited, generations, sends)
