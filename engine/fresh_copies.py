"""A copy of a journey that has answered a look-up is let go: the next task reads it anew.

A look-up (a Temporal query) may wait at the engine for a worker and be answered from the whole
history, events that no workflow task has brought yet included. The SDK keeps that copy. When the
task comes, its updates reach a copy in which the events beside them have had their effect already,
at the time of the task before; on replay updates come first, and the time is another. Such a
journey fails each task from then on (TMPRL1100) until somebody resets it. Seen with temporalio
1.35.0 when workers stood still and support looked cases up: ADR 0019.
"""

from collections.abc import Callable
from typing import Any

from temporalio import workflow
from temporalio.worker import (
    HandleQueryInput,
    Interceptor,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

_LET_GO = "prakerja.let_go"


class FreshCopies(Interceptor):
    """Lets the SDK forget each copy that was looked up. One for each worker: `keep_fresh` it."""

    def __init__(self) -> None:
        """Belong to no worker yet."""
        self._let_go: Callable[[str], None] | None = None

    def keep_fresh(self, worker: Worker) -> None:
        """Name the worker whose copies these are, before it runs."""
        # The SDK has no public name for this; the version is pinned and a test guards it.
        self._let_go = worker._bridge_worker.request_workflow_eviction  # noqa: SLF001

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Return what stands before each query."""
        input.unsafe_extern_functions[_LET_GO] = self._forget
        return _LookUps

    def _forget(self, run_id: str) -> None:
        if self._let_go is None:
            raise RuntimeError("FreshCopies was not told its worker")
        self._let_go(run_id)


class _LookUps(WorkflowInboundInterceptor):
    async def handle_query(self, input: HandleQueryInput) -> Any:  # noqa: A002, ANN401 - the SDK's
        """Answer, and keep nothing: the copy goes as soon as the answer is out."""
        workflow.extern_functions()[_LET_GO](workflow.info().run_id)
        return await super().handle_query(input)
