"""The floor: the calls of one life, each an activity, with plain sleeps between. Nothing else.

No state, no records, no case file, no reasons. The calls and their times are those a journey made
in the run before; they are known to the worker beforehand, so that not even its input costs bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from temporalio import activity, workflow

with workflow.unsafe.imports_passed_through():
    from activities.patience import started_at
    from benchmarks.calls import Call
    from benchmarks.lives import Life
    from domain.clock import SHORTEST_WAIT, Clock
    from domain.ports import Beneficiary, Partners, Transfer

LONGEST_CALL = timedelta(seconds=60)

plans: dict[int, Sequence[Call]] = {}
"""The calls of each life, by its number. Filled before the worker starts and never changed."""


@workflow.defn
class Floor:
    """One life's calls to partners."""

    @workflow.run
    async def run(self, life: int) -> None:
        """Make the calls in their order, not before their times."""
        calls = plans[life]
        begun = workflow.now()
        for index, call in enumerate(calls):
            due = timedelta(seconds=call.at - calls[0].at)
            wait = due - (workflow.now() - begun)
            if wait >= SHORTEST_WAIT:
                await workflow.sleep(wait)
            await workflow.execute_activity(
                "call", args=[life, index], start_to_close_timeout=LONGEST_CALL
            )


class FloorActivities:
    """The one activity: a call, its answer thrown away."""

    def __init__(self, partners: Partners, people: Mapping[int, Life], clock: Clock) -> None:
        self._partners = partners
        self._people = people
        self._clock = clock

    @activity.defn(name="call")
    async def call(self, life: int, index: int) -> None:
        """Make one call through the adapters that journeys use."""
        call, now = plans[life][index], started_at(self._clock)
        if call.question is not None:
            source = self._partners.sources[call.partner]
            question = call.question.model_copy(update={"at": now})
            await (source.find(question) if call.verb == "find" else source.send_again(question))
            return
        person = self._people[life]
        channel = self._partners.channels[person.channel]
        beneficiary = _beneficiary(person)
        if call.verb == "check":
            await channel.check(beneficiary, call.amount_idr, now)
            return
        transfer = Transfer(
            reference=call.reference or "",
            beneficiary=beneficiary,
            amount_idr=call.amount_idr,
            ordered_at=now,
        )
        external_id = f"{now:%y%m%d}{life:06}{index:07}"
        if call.verb == "send":
            await channel.send(transfer, external_id, now)
        else:
            await channel.inquire(transfer, external_id, external_id, now)


def _beneficiary(life: Life) -> Beneficiary:
    who = life.application
    return Beneficiary(
        channel=life.channel,
        number=life.account,
        name=who.name,
        nik=who.nik.digits,
        phone=who.phone.digits,
    )
