"""What DANA books for one person, asked for through the adapter and applied as an operator does."""

from dataclasses import replace

from domain.payouts import Channel
from engine.reconciliation import Report, Statement, reconcile_with
from engine.statements import sources_of, statement_of
from tests.workflows.lives import Life, at
from tests.workflows.rig import Rig


async def asked(rig: Rig, life: Life, first: str, last: str) -> Statement:
    """Ask DANA for its statement; it serves other tests' people as well."""
    async with sources_of(rig.engine.settings) as sources:
        days = at(first).date(), at(last).date()
        told = await statement_of(sources[Channel.DANA], *days, at=await rig.now())
    # Only now: to be asked settles what was to be credited late.
    own = {row["reference"] for row in rig.counterparts.credits_of(life)}
    return replace(told, lines=[line for line in told.lines if line.reference in own])


async def applied(rig: Rig, told: Statement) -> Report:
    """Compare a statement with the ledger and do what follows."""
    return await reconcile_with(rig.engine, told, apply=True, by="siti", at=await rig.now())


async def begun(rig: Rig, life: Life) -> str:
    """Certify somebody whose account at DANA is accepted."""
    journey = await rig.certify(life)
    assert (await rig.link(life)).accepted
    return journey
