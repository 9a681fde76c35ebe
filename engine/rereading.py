"""A copy of a journey that read ahead for a look-up is read anew before it goes on.

A look-up (a Temporal query) that meets no cached copy is answered from the whole history, events
that no workflow task has brought yet included. The SDK keeps that copy. When the task comes, its
updates and signals reach a copy in which the events beside them have had their effect already;
on replay they come first, as everywhere, and the order of commands differs. Such a journey would
fail each task from then on (TMPRL1100) until somebody resets it. Seen with temporalio 1.35.0 when
workers stood still and support looked cases up; ADR 0019 has the evidence, and when to drop this.
"""

from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

READ_ANEW = "This copy of the journey read ahead for a look-up; the next try reads it anew."
"""Stands in the history as why a task failed. The engine tries again at once; nothing is lost."""


class RereadingRunner(SandboxedWorkflowRunner):
    """The SDK's sandbox, but no copy that read ahead for a look-up is given work."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Return a copy of a workflow, to be read from its history or begun."""
        return _Copy(super().create_instance(det))


class _Copy(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner
        self._task_started: tuple[int, int] | None = None
        self._events = 0
        self._beyond_tasks = False
        self._read_ahead = False

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Let the workflow go on; or fail the task, so that the SDK lets this copy go."""
        if not _only(act, "query_workflow") and not _only(act, "remove_from_cache"):
            if self._read_ahead:
                return _failed(act)
            self._note(act)
        elif _only(act, "query_workflow") and self._beyond_tasks:
            self._read_ahead = True
        return self._inner.activate(act)

    def _note(self, act: WorkflowActivation) -> None:
        """Keep whether these events came without a task: the workflow's time stood still then."""
        started = (act.timestamp.seconds, act.timestamp.nanos)
        more = act.history_length > self._events
        self._beyond_tasks = more and started == self._task_started
        self._task_started, self._events = started, act.history_length

    def get_serialization_context(self, command_info: Any) -> Any:  # noqa: ANN401 - the SDK's own
        """Return what the SDK's instance returns."""
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:  # noqa: ANN401 - the SDK's own
        """Return what the SDK's instance returns."""
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Any:  # noqa: ANN401 - the SDK's own
        """Return what the SDK's instance returns."""
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        """Return what the SDK's instance returns."""
        return self._inner.get_thread_id()


def _only(act: WorkflowActivation, kind: str) -> bool:
    """Return whether all jobs of an activation are of one kind."""
    return all(job.WhichOneof("variant") == kind for job in act.jobs)


def _failed(act: WorkflowActivation) -> WorkflowActivationCompletion:
    completion = WorkflowActivationCompletion(run_id=act.run_id)
    completion.failed.failure.message = READ_ANEW
    completion.failed.failure.application_failure_info.SetInParent()
    return completion
