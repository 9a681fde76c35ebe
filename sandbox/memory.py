"""What partners and people know: the plans told to them, and what came of them so far.

Everything is held in memory and written through to the file, so that a killed sandbox goes on
where it was.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from sandbox.clock import iso, sortable
from sandbox.lives import Person, World
from sandbox.numbers import canonical
from sandbox.plans import DASHBOARD, Account, Dashboard, Fault, Marketplace, Provider
from sandbox.store import connect
from sandbox.world import Cast, voucher_at, vouchers_of


class UnknownPartner(ValueError):
    """A person names a provider or marketplace that is not there."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an act has come; `again_at` is when it is tried again."""

    over: bool
    attempts: int
    again_at: datetime | None = None


class Memory:
    """The only holder of the world's state."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=False)
        self.providers: dict[str, Provider] = {}
        self.marketplaces: dict[str, Marketplace] = {}
        self.dashboard: Dashboard | None = None
        self.people: dict[str, Person] = {}
        self.accounts: dict[tuple[str, str], Account] = {}
        self.faults: dict[str, Fault] = {}
        self.fired: dict[str, int] = {}
        self.progress: dict[str, Progress] = {}
        self._redeemed: dict[str, datetime] = {}
        self._sent_again: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
        self._by_voucher: defaultdict[str, list[str]] = defaultdict(list)
        self._read()

    def replace(self, world: World) -> None:
        """Forget the old world, with all that came of it (not the ledger), and learn a new one."""
        self._connection.execute("BEGIN")
        for table in ("plans", "fired", "redeemed", "sent_again", "acts", "movements"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand above
        self._connection.execute("COMMIT")
        for known in (self.providers, self.marketplaces, self.people, self.accounts, self.faults):
            known.clear()
        for came_of_it in (self.fired, self.progress, self._redeemed, self._sent_again):
            came_of_it.clear()
        self._by_voucher.clear()
        self.dashboard = None
        partners: list[BaseModel] = [*world.providers, *world.marketplaces]
        office = [world.dashboard] if world.dashboard else []
        self._learn([*partners, *office, *world.people, *world.accounts, *world.faults])

    def add(self, plans: Sequence[Person | Account | Fault]) -> None:
        """Learn more people, accounts or faults; one known already is planned anew.

        Raises:
            UnknownPartner: a person's provider or marketplace is not there; nothing was learnt.
        """
        for plan in plans:
            if isinstance(plan, Person) and (
                plan.provider not in self.providers
                or plan.marketplace not in {*self.marketplaces, None}
            ):
                raise UnknownPartner(f"voucher {plan.voucher} names a partner that is not there")
        self._learn(plans)

    def cast(self, person: Person) -> Cast:
        """Return those who play with a person."""
        marketplace = self.marketplaces[person.marketplace] if person.marketplace else None
        return Cast(self.providers[person.provider], marketplace, self.dashboard)

    def with_voucher(self, voucher: str, at: datetime) -> Person | None:
        """Return who goes by a voucher code at an instant, preferring whom it belongs to now."""
        people = [self.people[nik] for nik in self._by_voucher.get(voucher, ())]
        known = [person for person in people if voucher in vouchers_of(person, at)]
        current = [person for person in known if voucher_at(person, at) == voucher]
        return next(iter([*current, *known]), None)

    def redeemed_at(self, nik: str) -> datetime | None:
        """Return when the gateway let the person redeem."""
        return self._redeemed.get(nik)

    def redeemed(self, nik: str, at: datetime) -> None:
        """Remember that the gateway let the person redeem."""
        self._redeemed[nik] = at
        self._write("INSERT OR REPLACE INTO redeemed VALUES (?, ?)", nik, sortable(at))

    def sent_again(self, nik: str) -> Sequence[tuple[str, datetime]]:
        """Return who was asked to send the person's report again, and when."""
        return tuple(self._sent_again.get(nik, ()))

    def asked_to_send_again(self, partner: str, nik: str, at: datetime) -> None:
        """Remember that a partner was asked to send the person's report again."""
        self._sent_again[nik].append((partner, at))
        self._write(
            "INSERT INTO sent_again (partner, nik, at) VALUES (?, ?, ?)", partner, nik, sortable(at)
        )

    def came(self, key: str, progress: Progress) -> None:
        """Remember how far an act has come."""
        self.progress[key] = progress
        again_at = progress.again_at and sortable(progress.again_at)
        row = (key, progress.over, progress.attempts, again_at)
        self._write("INSERT OR REPLACE INTO acts VALUES (?, ?, ?, ?)", *row)

    def count_fired(self, name: str) -> None:
        """Count one more firing of a fault."""
        self.has_fired(name, self.fired.get(name, 0) + 1)

    def has_fired(self, name: str, times: int) -> None:
        """Remember how often a fault has fired in all."""
        self.fired[name] = times
        self._write("INSERT OR REPLACE INTO fired VALUES (?, ?)", name, times)

    def note(
        self, at: datetime, who: str, did: str, answer: str, asked_at: datetime | None = None
    ) -> None:
        """Write a line of the log: who did what, and what was answered.

        `at` is when the answer was there, `asked_at` when it was asked for, if that was before.
        """
        row = (iso(at), iso(asked_at or at), who, did, answer)
        self._write("INSERT INTO log (at, asked_at, who, did, answer) VALUES (?, ?, ?, ?, ?)", *row)

    def notes(self, start: int = 0) -> list[dict[str, object]]:
        """Return the log from a sequence number on."""
        found = self._connection.execute(
            "SELECT seq, at, asked_at, who, did, answer FROM log WHERE seq >= ? ORDER BY seq",
            (start,),
        )
        return [dict(row) for row in found]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _write(self, statement: str, *values: object) -> sqlite3.Cursor:
        return self._connection.execute(statement, values)

    def _learn(self, plans: Iterable[BaseModel]) -> None:
        self._connection.execute("BEGIN")
        for plan in plans:
            kind, key = self._place(plan)
            body = plan.model_dump_json(by_alias=True)
            self._write("INSERT OR REPLACE INTO plans VALUES (?, ?, ?)", kind, key, body)
        self._connection.execute("COMMIT")

    def _place(self, plan: BaseModel) -> tuple[str, str]:
        """Put a plan where it is looked up; return its kind and key in the file."""
        match plan:
            case Provider():
                self.providers[plan.code] = plan
                return "provider", plan.code
            case Marketplace():
                self.marketplaces[plan.code] = plan
                return "marketplace", plan.code
            case Dashboard():
                self.dashboard = plan
                return "dashboard", DASHBOARD
            case Person():
                self.people[plan.nik] = plan
                for voucher in {plan.voucher, *(fix.voucher for fix in plan.corrections)}:
                    if plan.nik not in self._by_voucher[voucher]:
                        self._by_voucher[voucher].append(plan.nik)
                return "person", plan.nik
            case Account():
                self.accounts[plan.channel, plan.number] = plan
                return "account", f"{plan.channel} {plan.number}"
            case Fault():
                account = plan.account and canonical(plan.account)
                self.faults[plan.name] = plan.model_copy(update={"account": account})
                return "fault", plan.name
        raise TypeError(type(plan).__name__)

    def _read(self) -> None:
        kinds: dict[str, type[BaseModel]] = {
            "provider": Provider,
            "marketplace": Marketplace,
            "dashboard": Dashboard,
            "person": Person,
            "account": Account,
            "fault": Fault,
        }
        rows = self._connection.execute
        for row in rows("SELECT kind, body FROM plans").fetchall():
            self._place(kinds[row["kind"]].model_validate_json(row["body"]))
        self.fired |= {row["name"]: row["times"] for row in rows("SELECT * FROM fired")}
        for row in rows("SELECT * FROM redeemed"):
            self._redeemed[row["nik"]] = datetime.fromisoformat(row["at"])
        for row in rows("SELECT partner, nik, at FROM sent_again ORDER BY seq"):
            when = datetime.fromisoformat(row["at"])
            self._sent_again[row["nik"]].append((row["partner"], when))
        for row in rows("SELECT * FROM acts"):
            again_at = datetime.fromisoformat(row["again_at"]) if row["again_at"] else None
            self.progress[row["key"]] = Progress(bool(row["over"]), row["attempts"], again_at)
