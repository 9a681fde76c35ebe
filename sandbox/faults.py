"""What can go wrong by its name, for whom, at what and when; every firing is counted.

A fault strikes where its partner, operation, voucher, account and dates match. Some strike when a
request arrives (nothing has been done yet), some when its answer is ready (everything has been
done): `effects`. Others are looked for by the part that plays them: `forgets_reference`,
`lies_about_status`, `reverses` and `credits_late` by the teller, the statement's by the statement,
the hooks by the people.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from sandbox.buckets import Buckets
from sandbox.clock import JAKARTA
from sandbox.effects import ON_ANSWER, ON_ARRIVAL
from sandbox.memory import Memory
from sandbox.numbers import canonical
from sandbox.occasions import Occasion, Strike
from sandbox.plans import Fault, FaultArgs, FaultName

__all__ = ["Faults", "Occasion"]


class Faults:
    """The declared faults and how often each has fired."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._buckets = Buckets()

    def strike(self, kind: FaultName, occasion: Occasion) -> Fault | None:
        """Return the first fault of a kind that strikes on the occasion, and count it."""
        for fault in self._memory.faults.values():
            if fault.fault == kind and self._strikes(fault, occasion):
                self._memory.count_fired(fault.name)
                return fault
        return None

    def struck(self, kind: FaultName, occasions: Sequence[Occasion]) -> set[int]:
        """Return which of these occasions a kind of fault spoils, the same ones at each call.

        Of each fault it is the first `times` that match; it has fired as often as it spoils.
        """
        spoilt: set[int] = set()
        for fault in self._memory.faults.values():
            if fault.fault == kind:
                matching = [i for i, one in enumerate(occasions) if _matches(fault, one)]
                chosen = matching[: fault.times]
                if len(chosen) > self._memory.fired.get(fault.name, 0):
                    self._memory.has_fired(fault.name, len(chosen))
                spoilt.update(chosen)
        return spoilt

    async def around(
        self, request: Request, occasion: Occasion, do: Callable[[], Response]
    ) -> Response:
        """Do what was asked, unless a fault strikes first; spoil the answer if one strikes then."""
        for kind, effect in ON_ARRIVAL.items():
            fault = self.strike(kind, occasion)
            if fault is not None:
                return await effect(Strike(fault.args, request, occasion, Response()))
        answer = do()
        for kind, effect in ON_ANSWER.items():
            fault = self.strike(kind, occasion)
            if fault is not None:
                answer = await effect(Strike(fault.args, request, occasion, answer))
        return answer

    def counts(self) -> Iterator[dict[str, object]]:
        """Return every declared fault with how often it may fire and has fired."""
        for fault in self._memory.faults.values():
            yield fault.model_dump(mode="json", by_alias=True) | {
                "fired": self._memory.fired.get(fault.name, 0)
            }

    def _strikes(self, fault: Fault, occasion: Occasion) -> bool:
        if not _matches(fault, occasion):
            return False
        if fault.times is not None and self._memory.fired.get(fault.name, 0) >= fault.times:
            return False
        match fault.fault:
            case "too_many":
                key = (fault.name, occasion.partner, occasion.operation)
                return not self._buckets.take(key, fault.args.per_second)
            case "end_of_day":
                return _is_closed(fault.args, occasion.at)
        return True


def _matches(fault: Fault, occasion: Occasion) -> bool:
    account = canonical(occasion.account) if occasion.account else None
    return (
        fault.partner in {None, occasion.partner}
        and fault.operation in {None, occasion.operation}
        and fault.voucher in {None, occasion.voucher}
        and fault.account in {None, account}
        and fault.args.fact in {None, occasion.fact}
        and (fault.start is None or fault.start <= occasion.at)
        and (fault.end is None or occasion.at < fault.end)
    )


def _is_closed(args: FaultArgs, at: datetime) -> bool:
    hour = at.astimezone(JAKARTA).hour
    if args.from_hour <= args.to_hour:
        return args.from_hour <= hour < args.to_hour
    return hour >= args.from_hour or hour < args.to_hour
