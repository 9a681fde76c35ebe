"""What has happened to each person, from the plans and from what partners and people remember."""

from datetime import datetime

from sandbox.lives import Person
from sandbox.memory import Memory
from sandbox.world import Happening, happenings, moved_out


class Chronicle:
    """Joins the pure rules of `world` to the memory.

    With a gateway, a voucher is redeemed once the gateway has said so; without one, nobody can
    refuse, and it is redeemed when the person meant to.
    """

    def __init__(self, memory: Memory, *, has_gateway: bool) -> None:
        self._memory = memory
        self._has_gateway = has_gateway

    def redeems_at(self, person: Person) -> datetime | None:
        """Return when the person goes to redeem: as planned, or when the provider is up again."""
        down = self._memory.providers[person.provider].down
        return person.redeems and moved_out(down, person.redeems)

    def of(self, person: Person) -> tuple[Happening, ...]:
        """Return all that has happened or is settled to happen to a person, in order of time."""
        redeemed_at = (
            self._memory.redeemed_at(person.nik) if self._has_gateway else self.redeems_at(person)
        )
        asked = self._memory.sent_again(person.nik)
        return happenings(person, self._memory.cast(person), redeemed_at, asked)

    def latest(
        self, person: Person, partner: str, fact: str, survey: int | None, at: datetime
    ) -> Happening | None:
        """Return the last happening of a kind that a partner knows at an instant."""
        known = [
            happening
            for happening in self.of(person)
            if (happening.partner, happening.fact) == (partner, fact)
            and survey in {None, happening.survey}
            and happening.at <= at
        ]
        return known[-1] if known else None
