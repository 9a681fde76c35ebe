"""More than somebody was promised is about to leave, and the process dies while it stops it all."""

from pathlib import Path

import pytest

from domain.messages import Settled, Settlement
from domain.payouts import Channel
from domain.reasons import Reason
from records.database import Database
from records.switches import Switches
from tests.money.payments import First, Payment, references_by_nik, tell
from tests.money.steps import STOPPING
from tests.money.till import Place, enrol, opened
from tests.money.zygote import Zygote
from tests.workflows.counterparts import Counterparts
from tests.workflows.lives import account, somebody
from tests.workflows.rig import fresh

LESS_THAN_A_TRANCHE = 500_000


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_breach_of_the_sum_rule_pays_nobody_even_if_the_process_dies_of_it(
    partners: Counterparts, empty: Path, tmp_path: Path, moment: str
) -> None:
    place = Place.of(partners.provided, fresh(empty, tmp_path))
    honest = Payment(somebody(), "bni", first=First.ANSWERED, minute=0)
    await tell(partners, place, [honest])
    too_much = Payment(somebody(), "dana", first=First.ANSWERED, minute=1)
    lives = [honest, too_much]
    partners.tell([one.life for one in lives], [account(one.life, one.channel) for one in lives])
    async with opened(place) as till:
        await enrol(till, too_much.life, "dana", entitled_idr=LESS_THAN_A_TRANCHE)

    with Zygote(place) as zygote:
        # As often as it is tried, it ends here: the walk only shows which step is the first.
        walk = zygote.run(too_much.errand.model_copy(update={"dies_at": 60}))
        first = walk.steps.index(f"{moment} {STOPPING}")
        await lift(place, too_much)
        died = zygote.run(too_much.errand.model_copy(update={"dies_at": first}))
    async with opened(place) as till:
        after = await till.settle(too_much.errand.order, died.now)
        others = await till.settle(honest.errand.order, died.now)

    assert died.killed
    assert died.steps[-1] == f"{moment} {STOPPING}"
    for settled in (after, others):
        assert settled == Settlement(result=Settled.HELD, reason=Reason.PAYOUTS_STOPPED)
    assert references_by_nik(partners, lives) == {}


async def lift(place: Place, payment: Payment) -> None:
    """Let money leave again, as a person would who knows of no breach."""
    database = Database.open(place.url)
    await Switches(database).start("all", by="engineer-3", at=payment.begins)
    assert not (await Switches(database).current(Channel.DANA)).stopped
    await database.close()
