"""Which messages about money a journey refuses, each with the type of its refusal."""

from temporalio.exceptions import ApplicationError

from domain.messages import Resolution, Returned
from domain.payouts import payment_reference
from domain.stages import Stage
from workflows.memory import Memory
from workflows.tranches import TrancheMemory


def refuse_when_over(memory: Memory) -> None:
    """Raise `JOURNEY_CLOSED` when there is nobody left to tell."""
    if memory.stage is Stage.CLOSED:
        raise ApplicationError("the journey is closed", type="JOURNEY_CLOSED")


def paid_under(memory: Memory, returned: Returned) -> TrancheMemory:
    """Return the incentive that a reference has paid. Raises `NOT_PAID_HERE`."""
    tranche = memory.tranche(returned.kind, returned.number)
    if tranche is None or not tranche.paid or tranche.reference != returned.reference:
        raise ApplicationError("nothing is paid under this reference", type="NOT_PAID_HERE")
    return tranche


def still_open(memory: Memory, resolution: Resolution) -> TrancheMemory:
    """Return the incentive that a resolution is about. Raises `NOT_OPEN` or `SAME_PERSON`."""
    tranche = memory.tranche(resolution.kind, resolution.number)
    if tranche is None or tranche.over or resolution.reference not in _references(memory, tranche):
        raise ApplicationError("nothing is open about this payment", type="NOT_OPEN")
    if resolution.proposed_by == resolution.approved_by:
        raise ApplicationError("two different people decide", type="SAME_PERSON")
    return tranche


def _references(memory: Memory, tranche: TrancheMemory) -> set[str]:
    """Return every reference that may have been sent for an incentive so far."""
    journey = memory.enrolment.journey
    return {
        payment_reference(journey, tranche.kind, tranche.number, generation)
        for generation in range(1, tranche.generation + 1)
    }
