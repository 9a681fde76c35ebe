"""Closed case files, kept after the engine has dropped the history; readable until forgotten."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, update

from domain.casefile import CaseFile
from records.database import Database
from records.inserts import insert_new
from records.keyring import Keyring
from records.person_keys import PersonKeys, UnknownPerson
from records.tables import cases

_CASE: Final = "case"


class Cases:
    """The archive. Each file is encrypted under its person's own key."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keys = PersonKeys(keyring)

    async def archive(self, journey: str, case: CaseFile, *, at: datetime) -> bool:
        """Keep a closed case; say whether it is news. Repeatable: the highest version stays.

        Raises `Forgotten` or `UnknownPerson`.
        """
        return await self._database.write(
            lambda connection: self._archive(connection, journey, case, at)
        )

    async def find(self, journey: str) -> CaseFile | None:
        """Return the archived case, or None if none is. Raises `Forgotten`."""
        return await self._database.read(lambda connection: self._find(connection, journey))

    def _archive(self, connection: Connection, journey: str, case: CaseFile, at: datetime) -> bool:
        sealed = self._keys.open(connection, journey).seal(case.model_dump_json().encode(), _CASE)
        values = {"version": case.version, "sealed": sealed, "at": at}
        if insert_new(connection, cases, journey=journey, **values):
            return True
        newer = (
            update(cases)
            .where(cases.c.journey == journey, cases.c.version < case.version)
            .values(values)
        )
        return connection.execute(newer).rowcount == 1

    def _find(self, connection: Connection, journey: str) -> CaseFile | None:
        try:
            key = self._keys.open(connection, journey)
        except UnknownPerson:
            return None
        sealed = connection.scalar(select(cases.c.sealed).where(cases.c.journey == journey))
        if sealed is None:
            return None
        return CaseFile.model_validate_json(key.unseal(sealed, _CASE))
