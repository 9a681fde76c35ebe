"""The desk's words for what a case file holds, in Indonesian and English.

No screen shows the bare word for "failed": a payment that ended without money is named by what
is known of it, and its reason stands beside it.
"""

import re
from datetime import date, datetime

from domain.casefile import Remedy
from domain.clock import JAKARTA
from domain.facts import FactKind
from domain.payouts import Outcome, TrancheKind, TrancheStatus
from domain.reasons.placeholders import CHANNEL_NAMES, words
from domain.stages import Stage

STAGES: dict[Stage, Remedy] = {
    Stage.ENROLLED: Remedy(id="Terdaftar", en="Enrolled"),
    Stage.REDEEMED: Remedy(id="Voucher ditukar", en="Voucher redeemed"),
    Stage.LEARNED: Remedy(id="Pelatihan selesai", en="Training finished"),
    Stage.RATED: Remedy(id="Rating diberikan", en="Rated"),
    Stage.REPORTED: Remedy(id="Dilaporkan ke PMO", en="Reported to PMO"),
    Stage.CERTIFIED: Remedy(id="Bersertifikat", en="Certified"),
    Stage.PAID: Remedy(id="Semua insentif pelatihan dibayar", en="All training incentives paid"),
    Stage.CLOSED: Remedy(id="Selesai ditutup", en="Closed"),
}

FACTS: dict[FactKind, Remedy] = {
    FactKind.VOUCHER_REDEEMED: Remedy(id="Voucher ditukar", en="Voucher redeemed"),
    FactKind.TRAINING_COMPLETED: Remedy(id="Pelatihan diselesaikan", en="Training completed"),
    FactKind.REVIEW_SUBMITTED: Remedy(id="Rating dan ulasan", en="Rating and review"),
    FactKind.REPORT_SENT: Remedy(id="Laporan dikirim", en="Report sent"),
    FactKind.REPORT_FORWARDED: Remedy(id="Laporan diteruskan", en="Report forwarded"),
    FactKind.REPORT_RECEIVED: Remedy(id="Laporan diterima PMO", en="Report received by PMO"),
    FactKind.CERTIFICATE_PUBLISHED: Remedy(id="Sertifikat terbit", en="Certificate published"),
    FactKind.SURVEY_COMPLETED: Remedy(id="Survei diisi", en="Survey completed"),
}

STATUSES: dict[TrancheStatus, Remedy] = {
    TrancheStatus.BELUM_DIPROSES: Remedy(id="Belum diproses", en="Not yet processed"),
    TrancheStatus.DIJADWALKAN: Remedy(id="Dijadwalkan", en="Scheduled"),
    TrancheStatus.DALAM_PENGECEKAN: Remedy(id="Dalam pengecekan", en="Being checked"),
    TrancheStatus.SEDANG_DIPROSES: Remedy(id="Sedang diproses", en="Being paid"),
    TrancheStatus.BELUM_PASTI: Remedy(id="Belum pasti", en="Not certain yet"),
    TrancheStatus.TERTUNDA: Remedy(id="Tertunda", en="On hold"),
    TrancheStatus.BERHASIL: Remedy(id="Berhasil", en="Paid"),
    TrancheStatus.GAGAL: Remedy(id="Tidak dapat dibayar", en="Cannot be paid"),
    TrancheStatus.DIKEMBALIKAN: Remedy(id="Dikembalikan", en="Returned"),
}

OUTCOMES: dict[Outcome, Remedy] = {
    Outcome.ACCEPTED: Remedy(id="diterima mitra", en="accepted"),
    Outcome.PAID: Remedy(id="terbayar", en="paid"),
    Outcome.NOT_PAID: Remedy(id="tidak ada uang keluar", en="no money moved"),
    Outcome.UNKNOWN: Remedy(id="belum pasti", en="not certain yet"),
    Outcome.REVERSED: Remedy(id="dikembalikan", en="returned"),
}

STEP_STATES: dict[str, Remedy] = {
    "done": Remedy(id="selesai", en="done"),
    "waived": Remedy(id="dibebaskan", en="waived"),
    "held": Remedy(id="tertahan", en="held"),
    "awaited": Remedy(id="ditunggu", en="awaited"),
}

_EVENTS: dict[str, Remedy] = {
    "trouble": Remedy(id="Gangguan mulai", en="Trouble began"),
    "trouble over": Remedy(id="Gangguan berakhir", en="Trouble ended"),
    "account linked": Remedy(id="Rekening disambungkan", en="Account linked"),
    "account refused": Remedy(id="Rekening belum diterima", en="Account not accepted"),
    "account unlinked": Remedy(id="Rekening diputuskan", en="Account unlinked"),
    "calendar amended": Remedy(id="Kalender hari kerja diubah", en="Working days amended"),
    "voucher corrected": Remedy(id="Kode voucher dibetulkan", en="Voucher corrected"),
    "waived": Remedy(id="Syarat dibebaskan", en="Requirement waived"),
    "resumed": Remedy(id="Dilanjutkan petugas", en="Resumed by an engineer"),
}
_PAYMENT_EVENTS: dict[str, Remedy] = {
    "promised": Remedy(id="tanggal dijanjikan", en="date promised"),
    "paid": Remedy(id="terbayar", en="paid"),
    "not_paid": Remedy(id="tidak ada uang keluar", en="no money moved"),
    "held": Remedy(id="tertahan", en="held"),
    "unknown": Remedy(id="hasil belum pasti", en="outcome not certain yet"),
    "clear": Remedy(id="hambatan selesai", en="hold is over"),
    "missed": Remedy(id="hari bayar terlewat", en="paydays missed"),
}
_KINDS: dict[TrancheKind, Remedy] = {
    TrancheKind.TRAINING: Remedy(id="Insentif", en="Incentive"),
    TrancheKind.SURVEY: Remedy(id="Insentif survei", en="Survey incentive"),
}
_PAYMENT = re.compile(r"(training|survey)-(\d+) (\w+)")
_BARE_WORD = re.compile(r"\bgagal\b", re.IGNORECASE)


def event_words(event: str) -> Remedy:
    """Name a line of the timeline; an event without words of its own is shown as it is."""
    if payment := _PAYMENT.fullmatch(event):
        kind, number, what = payment.groups()
        noun, verb = tranche_words(TrancheKind(kind), int(number)), _PAYMENT_EVENTS.get(what)
        if verb is not None:
            return Remedy(id=f"{noun.id}: {verb.id}", en=f"{noun.en}: {verb.en}")
    facts: dict[str, Remedy] = {str(kind): text for kind, text in FACTS.items()}
    stages: dict[str, Remedy] = {
        str(stage): Remedy(id=f"Tahap: {text.id}", en=f"Stage: {text.en}")
        for stage, text in STAGES.items()
    }
    plain = without_bare_word(event)
    return (facts | stages | _EVENTS).get(event, Remedy(id=plain, en=plain))


def tranche_words(kind: TrancheKind, number: int) -> Remedy:
    """Name one incentive, such as "Insentif 2"."""
    return Remedy(id=f"{_KINDS[kind].id} {number}", en=f"{_KINDS[kind].en} {number}")


def without_bare_word(text: str) -> str:
    """Replace the word that tells nobody anything, in text that is not ours."""
    return _BARE_WORD.sub(STATUSES[TrancheStatus.GAGAL].id.lower(), text)


def day_words(day: date) -> Remedy:
    """Write a Jakarta day in full, with its weekday."""
    return Remedy(id=words({"date": day}, "id")["date"], en=words({"date": day}, "en")["date"])


def day_of(instant: datetime) -> Remedy:
    """Write the Jakarta day of an instant in full."""
    return day_words(instant.astimezone(JAKARTA).date())


def minute(instant: datetime) -> str:
    """Write an instant of Jakarta time to the minute, for tables."""
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M}"


def rupiah(amount_idr: int) -> str:
    """Write an amount as Indonesians do: Rp600.000."""
    return words({"amount": amount_idr}, "id")["amount"]


def partner_words(code: str | None) -> str:
    """Write a partner's code as on a screen: " (OVO)"; nothing for none."""
    return f" ({CHANNEL_NAMES.get(code, code)})" if code else ""
