"""One table: which problem each exception of the other packages is to whoever asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.exceptions import HTTPException

from domain.application import Rejected
from domain.identity import IdentityError
from domain.reasons import render
from engine.messages import Refused, UnknownParticipant
from gateway.calls import EngineUnreachable
from gateway.problems import (
    ALREADY_CLAIMED,
    INVALID,
    OTHER_DATA,
    REFUSED,
    UNAVAILABLE,
    UNKNOWN_PARTICIPANT,
    Fault,
    Problem,
    Texts,
    of_status,
)
from records.claims import ClaimedByAnother
from records.database import RecordsUnavailable
from records.people import SamePersonOtherData
from records.person_keys import Forgotten


def _refused(error: Refused) -> Problem:
    indonesian, english = render(error.reason, "id"), render(error.reason, "en")
    texts = Texts(id=indonesian.explanation, en=english.explanation)
    return Problem(REFUSED, rule=error.reason, texts=texts)


def _rejected(error: Rejected) -> Problem:
    faults = [
        Fault(field=one.field, rule=one.rule, texts=Texts(id=one.id, en=one.en))
        for one in error.rejections
    ]
    return Problem(INVALID, faults=faults)


def _misread(error: IdentityError) -> Problem:
    texts = Texts(id=error.message_id, en=error.message_en)
    return Problem(INVALID, faults=[Fault(field=error.field, rule=error.rule, texts=texts)])


def _other_data(error: SamePersonOtherData) -> Problem:
    texts = Texts(
        id="Sudah terdaftar dengan nilai lain.", en="This is enrolled with another value."
    )
    faults = [Fault(field=field, rule="DIFFERS", texts=texts) for field in error.fields]
    return Problem(OTHER_DATA, faults=faults)


def _claimed(error: ClaimedByAnother) -> Problem:
    texts = Texts(id=ALREADY_CLAIMED.id, en=ALREADY_CLAIMED.en)
    fault = Fault(field=error.purpose, rule="CLAIMED_BY_ANOTHER", texts=texts)
    return Problem(ALREADY_CLAIMED, faults=[fault])


PROBLEMS: Final[Mapping[type[Exception], Callable[[Any], Problem]]] = {
    Problem: lambda problem: problem,
    HTTPException: lambda error: of_status(error.status_code, error.headers),
    EngineUnreachable: lambda _: Problem(UNAVAILABLE),
    RecordsUnavailable: lambda _: Problem(UNAVAILABLE),
    UnknownParticipant: lambda _: Problem(UNKNOWN_PARTICIPANT),
    # To whoever asks, a forgotten person is one that was never here.
    Forgotten: lambda _: Problem(UNKNOWN_PARTICIPANT),
    Refused: _refused,
    Rejected: _rejected,
    IdentityError: _misread,
    SamePersonOtherData: _other_data,
    ClaimedByAnother: _claimed,
}
