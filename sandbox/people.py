"""The people and the partners beside them: each acts on its dates and tries again when it must.

Each person does one thing at a time, in order; different people act at the same time. Nobody polls:
the next dates lie in a heap, and everybody sleeps until the first of them is due.
"""

import asyncio
import heapq
import logging
from datetime import datetime, timedelta

from sandbox.acts import Act, PortalCall, Push, Redeem, describe, next_act, pushed_from
from sandbox.chronicle import Chronicle
from sandbox.clock import Clock
from sandbox.courier import Courier, Heard
from sandbox.faults import Faults, Occasion
from sandbox.memory import Memory, Progress
from sandbox.plans import DASHBOARD
from sandbox.world import moved_out, voucher_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PUSH_RETRIES = 3
PORTAL_RETRIES, PORTAL_RETRIES_OF_A_DAY = 30, 12
"""How often a person comes back to a portal: every hour to one that gives no answer, then every
day, as to one that refuses. Who only came back every hour had given up after a day and a half."""
LATE = timedelta(days=2)
"""How late `late_hook` is unless it says otherwise."""
PUNCTUAL = timedelta(hours=12)
"""Done this soon after its date, an act counts as done on it: a rehearsal's day is a second."""
_AT_ONCE = 32
_LONGEST_SLEEP_SECONDS = 3600.0
_SHORTEST_SLEEP_SECONDS = 0.001
_LOG = logging.getLogger("sandbox.people")


class People:
    """Runs everybody's acts, by the clock (`run`) or on demand (`act_until`)."""

    def __init__(
        self, memory: Memory, chronicle: Chronicle, clock: Clock, faults: Faults, courier: Courier
    ) -> None:
        self._memory = memory
        self._chronicle = chronicle
        self._clock = clock
        self._faults = faults
        self._courier = courier
        self._heap: list[tuple[datetime, int, str]] = []
        self._entries = 0
        self._planned: dict[str, int] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()
        self._slots = asyncio.Semaphore(_AT_ONCE)

    def plan_all(self) -> None:
        """Look at everybody's plans anew."""
        self._heap.clear()
        self._planned.clear()
        for nik in self._memory.people:
            self.plan(nik)

    def plan(self, nik: str) -> None:
        """Look at one person's plans anew: the earliest act waits in the heap."""
        self._changed.set()
        person = self._memory.people.get(nik)
        if person is None or nik in self._busy:
            return
        self._planned.pop(nik, None)
        act = next_act(person, self._memory, self._chronicle)
        if act is not None:
            self._entries += 1
            self._planned[nik] = self._entries
            heapq.heappush(self._heap, (act.due, self._entries, nik))

    async def run(self) -> None:
        """Act on the clock's time for ever. Raises what goes wrong in the sandbox itself."""
        while True:
            self._changed.clear()
            now = self._clock.now()
            self._begin_due(now, now)
            seconds = _LONGEST_SLEEP_SECONDS
            due = self._first_due()
            if due is not None:
                seconds = min(seconds, self._clock.real_seconds_until(due))
            await self._sleep(max(seconds, _SHORTEST_SLEEP_SECONDS))

    async def act_until(self, until: datetime) -> int:
        """Do all that is due until an instant, date after date; return how many acts that was."""
        done = 0
        while (due := self._first_due()) is not None and due <= until:
            done += self._begin_due(due, due)
            await asyncio.gather(*self._busy.values())
        return done

    async def stop(self) -> None:
        """End what is being done; what is not over is tried again after the next start."""
        for task in self._busy.values():
            task.cancel()
        await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _first_due(self) -> datetime | None:
        while self._heap:
            due, entry, nik = self._heap[0]
            if self._planned.get(nik) == entry:
                return due
            heapq.heappop(self._heap)  # planned anew since
        return None

    def _begin_due(self, until: datetime, now: datetime) -> int:
        begun = 0
        while (due := self._first_due()) is not None and due <= until:
            _, _, nik = heapq.heappop(self._heap)
            del self._planned[nik]
            self._busy[nik] = asyncio.create_task(self._act(nik, now))
            self._busy[nik].add_done_callback(_report)
            begun += 1
        return begun

    async def _act(self, nik: str, now: datetime) -> None:
        try:
            async with self._slots:
                person = self._memory.people.get(nik)
                act = next_act(person, self._memory, self._chronicle) if person else None
                if act is not None and act.due <= now:
                    await self._do(act, now)
        finally:
            del self._busy[nik]
        self.plan(nik)

    async def _do(self, act: Act, now: datetime) -> None:
        match act.deed:
            case Redeem():
                await self._redeem(act, now)
            case Push():
                await self._push(act, act.deed, now)
            case PortalCall() if act.until is not None and now >= act.until:
                self._memory.came(act.key, Progress(over=True, attempts=self._attempts(act)))
            case PortalCall(path, content):
                heard = await self._courier.portal(path, content)
                self._note(act, now, str(heard))
                again_at = now + self._comes_back_after(act, heard)
                self._settle(act, heard, again_at, PORTAL_RETRIES)

    async def _redeem(self, act: Act, now: datetime) -> None:
        provider = self._memory.providers[act.person.provider]
        voucher = voucher_at(act.person, now)
        asked_at = self._instant(now)
        heard = await self._courier.redeem(provider, "status", voucher)
        done = _is_success(heard) and _was_redeemed(heard)
        if _is_success(heard) and not done:
            heard = await self._courier.redeem(provider, "commit", voucher)
            done = _is_success(heard)
        # What the gateway did while it was asked was not done before it was asked.
        heard_at = self._instant(now)
        self._note(act, heard_at, str(heard), asked_at)
        attempts = self._attempts(act)
        if done:
            is_punctual = heard_at - act.due < PUNCTUAL
            self._memory.redeemed(act.person.nik, act.due if is_punctual else heard_at)
            self._memory.came(act.key, Progress(over=True, attempts=attempts))
        else:
            again_at = moved_out(provider.down, heard_at + DAY)
            self._memory.came(act.key, Progress(over=False, attempts=attempts, again_at=again_at))

    def _instant(self, now: datetime) -> datetime:
        """Return the time, or `now` where it moves only when somebody says so."""
        return now if self._clock.follows_caller else self._clock.now()

    async def _push(self, act: Act, push: Push, now: datetime) -> None:
        happening, voucher = push.happening, voucher_at(act.person, now)
        occasion = Occasion(happening.partner, "hook", now, voucher=voucher, fact=happening.fact)
        if self._faults.strike("lost_hook", occasion):
            self._note(act, now, "lost on its way")
            self._memory.came(act.key, Progress(over=True, attempts=self._attempts(act)))
            return
        late = None
        if act.key not in self._memory.progress:
            late = self._faults.strike("late_hook", occasion)
        if late is not None:
            seconds = late.args.seconds
            delay = LATE if seconds is None else timedelta(seconds=seconds)
            self._memory.came(act.key, Progress(over=False, attempts=0, again_at=now + delay))
            return
        secret = self._secret(happening.partner)
        heard = await self._courier.push(happening, voucher, secret)
        if self._faults.strike("duplicate_hook", occasion):
            await self._courier.push(happening, voucher, secret)
        self._note(act, now, str(heard))
        again_at = pushed_from(self._memory, happening, now + HOUR)
        self._settle(act, heard, again_at, PUSH_RETRIES if heard.is_worth_repeating else 0)

    def _settle(self, act: Act, heard: Heard, again_at: datetime, retries: int) -> None:
        """Call an act over if it was accepted or was tried often enough; else plan it again."""
        attempts = self._attempts(act)
        over = heard.is_good or attempts > retries
        progress = Progress(over=over, attempts=attempts, again_at=None if over else again_at)
        self._memory.came(act.key, progress)

    def _comes_back_after(self, act: Act, heard: Heard) -> timedelta:
        is_same_day = self._attempts(act) <= PORTAL_RETRIES_OF_A_DAY
        return HOUR if heard.is_worth_repeating and is_same_day else DAY

    def _attempts(self, act: Act) -> int:
        progress = self._memory.progress.get(act.key)
        return 1 if progress is None else progress.attempts + 1

    def _secret(self, partner: str) -> str:
        if partner == DASHBOARD and self._memory.dashboard is not None:
            return self._memory.dashboard.secret
        return {**self._memory.providers, **self._memory.marketplaces}[partner].secret

    def _note(self, act: Act, now: datetime, answer: str, asked_at: datetime | None = None) -> None:
        who, did = describe(act)
        self._memory.note(now, who, did, answer, asked_at)


def _is_success(heard: Heard) -> bool:
    return heard.is_good and heard.body().get("success") is not False


def _was_redeemed(heard: Heard) -> bool:
    """Tell whether the gateway already holds the voucher for redeemed.

    A provider killed between the commit and its own note of it finds out this way.
    """
    data = heard.body().get("data")
    return isinstance(data, dict) and bool(data.get("redeem_at"))


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _LOG.error("an act broke off", exc_info=task.exception())
