"""Keeping a closed case where it outlives the engine's retention."""

from temporalio import activity

from activities.names import ARCHIVE_CASE
from activities.patience import started_at
from domain.casefile import CaseFile
from domain.clock import Clock
from records.cases import Cases
from records.person_keys import Forgotten


class CaseActivities:
    """Archives closed cases."""

    def __init__(self, cases: Cases, clock: Clock) -> None:
        self._cases = cases
        self._clock = clock

    @activity.defn(name=ARCHIVE_CASE)
    async def archive_case(self, case: CaseFile) -> bool:
        """Keep the case file; say whether there was anything to keep it for.

        A second time changes nothing. Of a person who was forgotten nothing is kept.
        """
        try:
            await self._cases.archive(case.participant.key, case, at=started_at(self._clock))
        except Forgotten:
            return False
        return True
