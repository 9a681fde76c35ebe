"""One table: which problem each exception of the other packages is to whoever asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException

from domain.application import Rejected
from domain.identity import IdentityError
from domain.reasons import render
from engine.messages import Refused, UnknownParticipant
from gateway.calls import EngineUnreachable, NoLiveCase
from gateway.kinds import ALREADY_TAKEN, INVALID, REFUSED, UNAVAILABLE, UNKNOWN_PARTICIPANT
from gateway.problems import Fault, Problem, Texts, of_status
from records.database import RecordsUnavailable
from records.person_keys import Forgotten

_TAKEN: Final = frozenset({"NIK_ENROLLED_WITH_OTHER_DATA", "VOUCHER_ALREADY_USED"})
"""Rules of an application that is well formed but clashes with what is enrolled."""


def _refused(error: Refused) -> Problem:
    if error.reason is None:
        return Problem(REFUSED, rule=error.rule)
    indonesian, english = render(error.reason, "id"), render(error.reason, "en")
    texts = Texts(id=indonesian.explanation, en=english.explanation)
    return Problem(REFUSED, rule=error.rule, texts=texts)


def _rejected(error: Rejected) -> Problem:
    faults = [
        Fault(field=one.field, rule=one.rule, texts=Texts(id=one.id, en=one.en))
        for one in error.rejections
    ]
    taken = all(fault.rule in _TAKEN for fault in faults)
    return Problem(ALREADY_TAKEN if taken else INVALID, faults=faults)


def _misread(error: IdentityError) -> Problem:
    texts = Texts(id=error.message_id, en=error.message_en)
    return Problem(INVALID, faults=[Fault(field=error.field, rule=error.rule, texts=texts)])


PROBLEMS: Final[Mapping[type[Exception], Callable[[Any], Problem]]] = {
    Problem: lambda problem: problem,
    HTTPException: lambda error: of_status(error.status_code, error.headers),
    EngineUnreachable: lambda _: Problem(UNAVAILABLE),
    RecordsUnavailable: lambda _: Problem(UNAVAILABLE),
    UnknownParticipant: lambda _: Problem(UNKNOWN_PARTICIPANT),
    # To whoever asks, a forgotten person is one that was never here.
    Forgotten: lambda _: Problem(UNKNOWN_PARTICIPANT),
    NoLiveCase: lambda _: Problem(REFUSED, rule="NO_LIVE_CASE"),
    Refused: _refused,
    Rejected: _rejected,
    IdentityError: _misread,
}
