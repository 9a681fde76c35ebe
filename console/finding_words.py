"""The desk's words for what a reconciliation found, in Indonesian and English."""

from collections.abc import Mapping

from domain.casefile import Remedy
from domain.findings import Break, Consequence
from engine.applying import Done
from engine.payouts import Told

BREAKS: Mapping[Break, Remedy] = {
    Break.MISSING: Remedy(
        id="Kami catat terbayar, tetapi tidak ada di rekening koran",
        en="We say paid; the statement has nothing",
    ),
    Break.EXTRA: Remedy(
        id="Ada di rekening koran, tetapi tidak pernah kami kirim",
        en="In the statement; we never sent it",
    ),
    Break.WRONG_AMOUNT: Remedy(id="Jumlahnya berbeda", en="Another amount"),
    Break.WRONG_ACCOUNT: Remedy(id="Rekening tujuan berbeda", en="Another account"),
    Break.BEFORE_SENT: Remedy(
        id="Dibukukan sebelum hari kami kirim", en="Booked before the day on which we sent it"
    ),
    Break.TWICE: Remedy(id="Terbayar lebih dari sekali", en="Paid more than once"),
    Break.REVERSED: Remedy(
        id="Uang sudah ditarik kembali oleh mitra", en="The partner has taken the money back"
    ),
    Break.PAID_LATE: Remedy(
        id="Kami catat tidak terbayar, tetapi uang ternyata masuk",
        en="We say not paid; the money arrived after all",
    ),
    Break.SETTLES: Remedy(
        id="Hasilnya belum pasti, kini terbukti masuk", en="We did not know; it is proven paid"
    ),
    Break.STILL_OPEN: Remedy(
        id="Hasilnya masih belum pasti; rekening koran tidak memuatnya, dan itu bukan bukti",
        en="Still not certain; the statement has nothing, and that is no proof",
    ),
}

CONSEQUENCES: Mapping[Consequence, Remedy] = {
    Consequence.CLOSE_AS_PAID: Remedy(
        id="otomatis: dicatat terbayar, peserta diberi tahu",
        en="automatic: recorded as paid, the journey is told",
    ),
    Consequence.CLOSE_AS_RETURNED: Remedy(
        id="otomatis: dicatat kembali, insentif dijadwalkan lagi",
        en="automatic: recorded as returned, the incentive is owed again",
    ),
    Consequence.CORRECT_TO_PAID: Remedy(
        id="otomatis: dikoreksi menjadi terbayar, tidak dikirim lagi",
        en="automatic: corrected to paid, nothing is sent again",
    ),
    Consequence.KEEP_ASKING: Remedy(
        id="ditanyakan terus; bila ada bukti lain: payouts settle",
        en="inquiries go on; with other evidence: payouts settle",
    ),
    Consequence.ASK_PARTNER: Remedy(
        id="PMO menanyakan kepada mitra", en="PMO must ask the partner"
    ),
    Consequence.LONGER_STATEMENT: Remedy(
        id="PMO mengambil rekening koran yang lebih panjang: yang ini belum memuat semuanya",
        en="PMO must take a longer statement: this one does not hold all of it",
    ),
}

DONE: Mapping[Done, Remedy] = {
    Done.RECORDED: Remedy(id="dicatat", en="recorded"),
    Done.ALREADY: Remedy(id="sudah tercatat", en="recorded before"),
    Done.MAY_BE_PAID_TWICE: Remedy(
        id="tidak dicatat: referensi berikutnya mungkin juga terbayar, PMO harus memeriksa",
        en="not recorded: a later reference may have paid as well, PMO must find out",
    ),
    Done.CHANGED_MEANWHILE: Remedy(
        id="tidak dicatat: catatan kami berubah sementara itu, ulangi",
        en="not recorded: our ledger has changed meanwhile, reconcile again",
    ),
}

TOLD: Mapping[Told, Remedy] = {
    Told.TOLD: Remedy(id="perjalanan peserta diberi tahu", en="the journey is told"),
    Told.KNOWN: Remedy(id="perjalanan peserta sudah tahu", en="the journey knew"),
    Told.CLOSED: Remedy(
        id="perjalanan peserta sudah ditutup, PMO yang menyelesaikan",
        en="the journey is closed, PMO must see to it",
    ),
    Told.NO_JOURNEY: Remedy(
        id="mesin tidak mengenal perjalanan ini, PMO yang menyelesaikan",
        en="the engine knows no such journey, PMO must see to it",
    ),
    Told.UNREACHABLE: Remedy(
        id="perjalanan belum dapat diberi tahu; catatan sudah benar",
        en="the journey could not be told now; the ledger stands",
    ),
}
