"""The names of everything that can hold a case: parties, retry rules and reason codes.

A code is stored in histories and shown to partners, so a code is never renamed or reused.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from domain.reasons.placeholders import Language


class Party(StrEnum):
    """Who has the case in hand; `NOBODY` means that it waits for a date."""

    PARTICIPANT = "participant"
    PROVIDER = "provider"
    MARKETPLACE = "marketplace"
    PMO = "pmo"
    PAYMENT_PARTNER = "payment_partner"
    NOBODY = "nobody"


class Retry(StrEnum):
    """What makes a held case move again."""

    BY_ITSELF = "by_itself"
    """The system tries again; nobody has to act."""
    AFTER_REPAIR = "after_repair"
    """The case resumes by itself once the repair is seen."""
    ON_DATE = "on_date"
    """The case resumes on a date that is already known."""
    NEVER = "never"
    """The programme's rules end the matter."""


class Reason(StrEnum):
    """Every cause for which a participant's case, or one tranche of it, can be held.

    `_LP` is the training provider (lembaga pelatihan), `_DP` the marketplace (digital platform).
    """

    # Voucher and access to the course. The refusals of a code are the official list of 2023.
    AWAITING_REDEEM = "AWAITING_REDEEM"
    VOUCHER_NOT_FOUND = "VOUCHER_NOT_FOUND"
    VOUCHER_OTHER_PROVIDER = "VOUCHER_OTHER_PROVIDER"
    VOUCHER_WRONG_COURSE = "VOUCHER_WRONG_COURSE"
    VOUCHER_CANCELLED = "VOUCHER_CANCELLED"
    VOUCHER_ALREADY_USED = "VOUCHER_ALREADY_USED"
    ACCESS_MISSING = "ACCESS_MISSING"
    TRAINING_CANCELLED = "TRAINING_CANCELLED"
    PROVIDER_DOWN = "PROVIDER_DOWN"
    PROVIDER_SUSPENDED = "PROVIDER_SUSPENDED"
    MARKETPLACE_DOWN = "MARKETPLACE_DOWN"

    # Learning and rating.
    AWAITING_TRAINING = "AWAITING_TRAINING"
    TRAINING_INCOMPLETE = "TRAINING_INCOMPLETE"
    NOT_FIRST_TRAINING = "NOT_FIRST_TRAINING"
    RATING_MISSING_DP = "RATING_MISSING_DP"
    RATING_MISSING_LP = "RATING_MISSING_LP"
    RATING_NOT_SYNCED = "RATING_NOT_SYNCED"
    RATING_FROM_OTHER_ACCOUNT = "RATING_FROM_OTHER_ACCOUNT"

    # Reports and the certificate.
    REPORT_NOT_SENT_LP = "REPORT_NOT_SENT_LP"
    REPORT_NOT_FORWARDED_DP = "REPORT_NOT_FORWARDED_DP"
    REPORT_NOT_RECEIVED_PMO = "REPORT_NOT_RECEIVED_PMO"
    REPORT_REJECTED = "REPORT_REJECTED"
    VOUCHER_MISMATCH = "VOUCHER_MISMATCH"
    PMO_BACKLOG = "PMO_BACKLOG"
    CERT_NOT_PUBLISHED = "CERT_NOT_PUBLISHED"
    CERT_NAME_MISMATCH = "CERT_NAME_MISMATCH"
    CERT_LINK_BROKEN = "CERT_LINK_BROKEN"
    DASHBOARD_DOWN = "DASHBOARD_DOWN"

    # The payout account: linked, in use, with room for the amount.
    ACCOUNT_NOT_LINKED = "ACCOUNT_NOT_LINKED"
    ACCOUNT_LINK_INCONSISTENT = "ACCOUNT_LINK_INCONSISTENT"
    ACCOUNT_CHANGED_IN_FLIGHT = "ACCOUNT_CHANGED_IN_FLIGHT"
    ACCOUNT_BEING_CHECKED = "ACCOUNT_BEING_CHECKED"
    ACCOUNT_NOT_FOUND = "ACCOUNT_NOT_FOUND"
    ACCOUNT_INACTIVE = "ACCOUNT_INACTIVE"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    ACCOUNT_DOWNGRADED = "ACCOUNT_DOWNGRADED"
    KYC_REQUIRED = "KYC_REQUIRED"
    UPGRADE_NOT_CONFIRMED = "UPGRADE_NOT_CONFIRMED"
    PHONE_EXPIRED = "PHONE_EXPIRED"
    OTP_LOCKED = "OTP_LOCKED"
    WALLET_LIMIT_BALANCE = "WALLET_LIMIT_BALANCE"
    WALLET_LIMIT_MONTHLY = "WALLET_LIMIT_MONTHLY"
    ACCOUNT_LIMIT_DAILY = "ACCOUNT_LIMIT_DAILY"

    # Whose account and whose data.
    NIK_MISMATCH = "NIK_MISMATCH"
    NAME_MISMATCH = "NAME_MISMATCH"
    PHONE_MISMATCH = "PHONE_MISMATCH"
    KTP_SELFIE_MISMATCH = "KTP_SELFIE_MISMATCH"
    FACE_NOT_MATCHED = "FACE_NOT_MATCHED"
    ACCOUNT_NOT_OWN = "ACCOUNT_NOT_OWN"
    ACCOUNT_ALREADY_USED = "ACCOUNT_ALREADY_USED"
    ANOTHER_OWNER_NOW = "ANOTHER_OWNER_NOW"
    NIK_NOT_IN_DUKCAPIL = "NIK_NOT_IN_DUKCAPIL"
    SUSPENDED_DATA = "SUSPENDED_DATA"

    # Sending the money.
    PAYOUT_QUEUED = "PAYOUT_QUEUED"
    PAYOUTS_STOPPED = "PAYOUTS_STOPPED"
    PAYOUT_IN_PROGRESS = "PAYOUT_IN_PROGRESS"
    CHANNEL_DOWN = "CHANNEL_DOWN"
    CHANNEL_NOT_SUPPORTED = "CHANNEL_NOT_SUPPORTED"
    CHANNEL_INCIDENT = "CHANNEL_INCIDENT"
    PARTNER_TIMEOUT = "PARTNER_TIMEOUT"
    UNKNOWN_OUTCOME = "UNKNOWN_OUTCOME"
    CAUSE_NOT_GIVEN = "CAUSE_NOT_GIVEN"
    UNKNOWN_PARTNER_CODE = "UNKNOWN_PARTNER_CODE"
    OUR_REQUEST_REJECTED = "OUR_REQUEST_REJECTED"
    SYSTEM_ERROR = "SYSTEM_ERROR"
    REVERSED_BY_PARTNER = "REVERSED_BY_PARTNER"
    RECORDS_DISAGREE = "RECORDS_DISAGREE"
    FRAUD_SUSPECTED = "FRAUD_SUSPECTED"

    # Dates and the rules of the programme.
    WAITING_FOR_DATE = "WAITING_FOR_DATE"
    ALL_PAID = "ALL_PAID"
    NON_WORKING_DAY = "NON_WORKING_DAY"
    PROGRAM_FREEZE = "PROGRAM_FREEZE"
    CALENDAR_AMENDED = "CALENDAR_AMENDED"
    RESCHEDULED_AFTER_REPAIR = "RESCHEDULED_AFTER_REPAIR"
    SURVEY_NOT_FILLED = "SURVEY_NOT_FILLED"
    DEADLINE_PASSED = "DEADLINE_PASSED"
    MEMBERSHIP_REVOKED = "MEMBERSHIP_REVOKED"


_NAMES: Mapping[Party, Mapping[Language, str]] = MappingProxyType(
    {
        Party.PARTICIPANT: {"id": "Peserta", "en": "Participant"},
        Party.PROVIDER: {"id": "Lembaga pelatihan", "en": "Training provider"},
        Party.MARKETPLACE: {"id": "Platform digital", "en": "Marketplace"},
        Party.PMO: {"id": "PMO", "en": "PMO"},
        Party.PAYMENT_PARTNER: {"id": "Bank/dompet digital", "en": "Bank or wallet"},
        Party.NOBODY: {"id": "Tidak ada", "en": "Nobody"},
    }
)


def party_name(party: Party, language: Language, *, to_participant: bool = False) -> str:
    """Name a party on a screen; `to_participant` addresses the reader ("Anda", "You")."""
    if to_participant and party is Party.PARTICIPANT:
        return "Anda" if language == "id" else "You"
    return _NAMES[party][language]
