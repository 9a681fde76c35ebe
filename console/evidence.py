"""Which evidence makes each fact true, and who owes it, in the words of the desk."""

from domain.casefile import Remedy
from domain.facts import FactKind
from domain.reasons import Party

OWED_BY: dict[FactKind, Party] = {
    FactKind.VOUCHER_REDEEMED: Party.PARTICIPANT,
    FactKind.TRAINING_COMPLETED: Party.PARTICIPANT,
    FactKind.REVIEW_SUBMITTED: Party.PARTICIPANT,
    FactKind.REPORT_SENT: Party.PROVIDER,
    FactKind.REPORT_FORWARDED: Party.MARKETPLACE,
    FactKind.REPORT_RECEIVED: Party.PMO,
    FactKind.CERTIFICATE_PUBLISHED: Party.PMO,
    FactKind.SURVEY_COMPLETED: Party.PARTICIPANT,
}
"""Who owes each fact, in the order in which a journey asks for them."""

MISSING: dict[FactKind, Remedy] = {
    FactKind.VOUCHER_REDEEMED: Remedy(
        id="Bukti penukaran voucher di lembaga pelatihan.",
        en="Proof that the voucher was redeemed at the training provider.",
    ),
    FactKind.TRAINING_COMPLETED: Remedy(
        id="Bukti penyelesaian pelatihan dari lembaga pelatihan.",
        en="Proof from the training provider that the course was finished.",
    ),
    FactKind.REVIEW_SUBMITTED: Remedy(
        id="Rating dan ulasan peserta, dikirim oleh situsnya.",
        en="The participant's rating and review, sent by the site.",
    ),
    FactKind.REPORT_SENT: Remedy(
        id="Tanda kirim laporan dari lembaga pelatihan.",
        en="The training provider's proof of sending its report.",
    ),
    FactKind.REPORT_FORWARDED: Remedy(
        id="Tanda terus laporan dari platform digital ke PMO.",
        en="The marketplace's proof of forwarding the report to PMO.",
    ),
    FactKind.REPORT_RECEIVED: Remedy(
        id="Tanda terima laporan dari PMO.", en="PMO's receipt of the report."
    ),
    FactKind.CERTIFICATE_PUBLISHED: Remedy(
        id="Sertifikat di dasbor Prakerja.", en="The certificate on the Prakerja dashboard."
    ),
    FactKind.SURVEY_COMPLETED: Remedy(
        id="Jawaban survei di dasbor Prakerja.", en="The survey's answers on the dashboard."
    ),
}
"""The evidence that makes each fact true."""

CHAIN = tuple(kind for kind in OWED_BY if kind is not FactKind.SURVEY_COMPLETED)
"""The facts that follow one another up to the certificate; the surveys hang beside it."""

PAYMENT_ANSWER = Remedy(
    id="Jawaban pasti dari bank/dompet digital tentang pembayaran ini.",
    en="The bank's or wallet's final answer about this payment.",
)
ACCOUNT_ANSWER = Remedy(
    id="Jawaban bank/dompet digital bahwa rekening dapat menerima insentif.",
    en="The bank's or wallet's answer that the account can take the incentive.",
)
THE_DATE = Remedy(
    id="Tidak ada. Insentif menunggu tanggal yang dijanjikan.",
    en="Nothing. The incentive waits for its promised date.",
)
WORD_OF_HOLDER = Remedy(
    id="Kabar dari pihak yang memegang giliran.", en="Word from the party whose turn it is."
)
