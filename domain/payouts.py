"""Tranches, the words for their status, and the references that identify a payment.

A tranche's status and an attempt's outcome are two different things: an attempt may end without
money while the tranche waits for a repair, and neither is a failure.
"""

import hashlib
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from domain.reasons import Reason


class Channel(StrEnum):
    """Where an incentive can be paid to."""

    OVO = "ovo"
    GOPAY = "gopay"
    LINKAJA = "linkaja"
    DANA = "dana"
    BNI = "bni"


class TrancheKind(StrEnum):
    """What a payment is for."""

    TRAINING = "training"
    SURVEY = "survey"


class TrancheStatus(StrEnum):
    """The dashboard's own words."""

    BELUM_DIPROSES = "belum_diproses"
    DIJADWALKAN = "dijadwalkan"
    DALAM_PENGECEKAN = "dalam_pengecekan"
    SEDANG_DIPROSES = "sedang_diproses"
    BELUM_PASTI = "belum_pasti"
    TERTUNDA = "tertunda"
    BERHASIL = "berhasil"
    GAGAL = "gagal"
    DIKEMBALIKAN = "dikembalikan"


class Outcome(StrEnum):
    """What is known about one attempt. `unknown` is an answer of its own, never a "no"."""

    ACCEPTED = "accepted"
    PAID = "paid"
    NOT_PAID = "not_paid"
    UNKNOWN = "unknown"
    REVERSED = "reversed"


class Attempt(BaseModel):
    """One send of a payment, as the case file shows it."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    reference: str
    external_id: str
    sent_at: datetime
    outcome: Outcome
    cause: Reason | None = None


def payment_reference(journey: str, kind: TrancheKind, number: int, generation: int) -> str:
    """Return the 18-digit `partnerReferenceNo` of a payment.

    It derives from who and what, never from a run or an attempt, so that a reset, a restart or a
    second worker names the same payment. 18 digits fit every provider seen (Mandiri takes 19).
    The ledger's unique constraint finds a collision before anything is sent.
    """
    name = f"{journey}/{kind}-{number}/{generation}".encode()
    digits = int.from_bytes(hashlib.sha256(name).digest()[:12], "big") % (9 * 10**17)
    return str(10**17 + digits)
