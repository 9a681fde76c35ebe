"""Texts about trouble on our own side, and about payments that must be looked into."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.UNKNOWN_PARTNER_CODE,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Kendala di sistem kami",
        title_en="Trouble in our system",
        explanation_id=(
            "Kami menerima jawaban yang belum kami kenal dari {partner}. Ini urusan kami, bukan "
            "kesalahan Anda."
        ),
        explanation_en=(
            "We received an answer from {partner} that we do not know. This is for us to solve "
            "and not your fault."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami sudah diberi tahu dan memeriksa; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff have been told and look into it; the "
            "limit is {date}."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.OUR_REQUEST_REJECTED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Kendala di sistem kami",
        title_en="Trouble in our system",
        explanation_id=(
            "Permintaan bayar dari kami ditolak {partner} karena hal di pihak kami. Akun Anda "
            "tidak bermasalah."
        ),
        explanation_en=(
            "Our payment request was refused by {partner} for something on our side. Nothing is "
            "wrong with your account."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami membetulkannya; batasnya {date}. "
            "Hak Anda tidak hilang."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff repair it; the limit is {date}. You lose "
            "nothing."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.SYSTEM_ERROR,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Kendala di sistem kami",
        title_en="Trouble in our system",
        explanation_id=(
            "Ada kesalahan di sistem kami. Data Anda tersimpan dan hak Anda tidak hilang."
        ),
        explanation_en=(
            "Something went wrong in our system. Your data is kept and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami memperbaiki sistem; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff repair the system; the limit is {date}."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.REVERSED_BY_PARTNER,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Uang dikembalikan ke kami",
        title_en="The money came back to us",
        explanation_id=(
            "Uang {amount} yang sudah dikirim dikembalikan oleh {partner}. Uangnya ada pada kami "
            "dan tetap hak Anda."
        ),
        explanation_en=(
            "The payment of {amount} was sent and came back from {partner}. We have it, and it "
            "is still yours."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami mencari sebabnya lalu menjadwalkan "
            "ulang; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to find the cause and set a new "
            "date; the limit is {date}."
        ),
    ),
    Guidance(
        reason=Reason.RECORDS_DISAGREE,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Catatan pembayaran sedang dicocokkan",
        title_en="Records being compared",
        explanation_id=(
            "Catatan kami dan catatan {partner} tentang pembayaran ini berbeda. Kami mencocokkan "
            "keduanya sebelum melanjutkan."
        ),
        explanation_en=(
            "Our record of this payment and that of {partner} differ. We compare them before "
            "going on."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami mencocokkan catatan dengan "
            "{partner}; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff compare the records with {partner}; the "
            "limit is {date}."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.FRAUD_SUSPECTED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Pemeriksaan keamanan",
        title_en="Security check",
        explanation_id=(
            "Pembayaran ini masuk pemeriksaan keamanan. Ini bukan tuduhan; petugas kami "
            "memeriksanya satu per satu."
        ),
        explanation_en=(
            "This payment is in a security check. It is not an accusation; our staff look at "
            "each one."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami memeriksa; batasnya {date}. Jangan "
            "bayar siapa pun untuk ini."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff check it; the limit is {date}. Pay nobody "
            "for help with it."
        ),
    ),
)
