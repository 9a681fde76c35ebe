"""Texts about sending the money."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.PAYOUT_QUEUED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Menunggu giliran dibayar",
        title_en="Waiting in the payment queue",
        explanation_id=(
            "Semua syarat sudah lengkap. Pembayaran {amount} menunggu giliran karena dikirim "
            "bertahap."
        ),
        explanation_en=(
            "Everything is complete. The payment of {amount} waits for its turn because payments "
            "are spread."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami mengirim uang; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to send the money; the limit is {date}."
        ),
    ),
    Guidance(
        reason=Reason.PAYOUTS_STOPPED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Pengiriman uang dihentikan sementara",
        title_en="Payments stopped for now",
        explanation_id=(
            "Kami menghentikan sementara pengiriman uang untuk memeriksa sesuatu. Akun Anda tidak "
            "bermasalah dan hak Anda tidak hilang."
        ),
        explanation_en=(
            "We have stopped sending money for now, to check something. Nothing is wrong with "
            "your account and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami memeriksa lalu melanjutkan; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to check and go on; the limit is "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.PAYOUT_IN_PROGRESS,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Pembayaran sedang diproses",
        title_en="Payment under way",
        explanation_id=(
            "Perintah bayar {amount} sudah diterima {partner} dan sedang diproses. Belum ada "
            "hasil akhir."
        ),
        explanation_en=(
            "The order to pay {amount} has been accepted by {partner} and is under way. There is "
            "no final result yet."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} menyelesaikan. Kami mengecek "
            "lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to finish. We check again on "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.CHANNEL_DOWN,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Layanan pembayaran terganggu",
        title_en="Bank or wallet not available",
        explanation_id=(
            "Layanan {partner} sedang tidak dapat menerima kiriman. Akun Anda tidak bermasalah "
            "dan hak Anda tidak hilang."
        ),
        explanation_en=(
            "The service of {partner} cannot take payments at the moment. Nothing is wrong with "
            "your account and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} memulihkan layanan. Kami coba "
            "lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to recover. We try again on "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.CHANNEL_NOT_SUPPORTED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Jalur ke bank atau dompet belum tersedia",
        title_en="No route to this bank or wallet",
        explanation_id=(
            "Jalur pembayaran kami ke {partner} belum tersedia. Akun Anda tidak bermasalah dan "
            "hak Anda tidak hilang."
        ),
        explanation_en=(
            "Our payment route to {partner} is not available. Nothing is wrong with your account "
            "and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Kami membuka jalurnya; batasnya {date}. Anda "
            "boleh menyambungkan akun lain."
        ),
        remedy_en=(
            "You do not need to do anything. We open the route; the limit is {date}. You may "
            "link another account instead."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.CHANNEL_INCIDENT,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Gangguan bersama pada pembayaran",
        title_en="One disturbance, many payments",
        explanation_id=(
            "Banyak pembayaran lewat {partner} terganggu pada saat yang sama. Ini bukan karena "
            "akun Anda, dan hak Anda tidak hilang."
        ),
        explanation_en=(
            "Many payments through {partner} were disturbed at the same time. It is not your "
            "account, and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun, juga tidak perlu mengganti akun. Kami mencoba "
            "lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything, nor to change your account. We try again on {date}."
        ),
        pages_engineer=True,
    ),
    Guidance(
        reason=Reason.PARTNER_TIMEOUT,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Jawaban bank atau dompet terlambat",
        title_en="No answer in time",
        explanation_id=(
            "Jawaban {partner} tidak datang tepat waktu. Kami menanyakan hasilnya dulu sebelum "
            "mengirim apa pun lagi."
        ),
        explanation_en=(
            "The answer of {partner} did not come in time. We ask for the result before we send "
            "anything again."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} menjawab. Kami bertanya lagi "
            "pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to answer. We ask again on "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.UNKNOWN_OUTCOME,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Hasil pembayaran belum pasti",
        title_en="Result not certain yet",
        explanation_id=(
            "Uang mungkin sudah masuk, mungkin belum. Kami menanyakan hasilnya kepada {partner} "
            "dan tidak mengirim dua kali."
        ),
        explanation_en=(
            "The money may have arrived or not. We are asking {partner} for the result and do "
            "not send twice."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} memastikan hasilnya. Kami "
            "bertanya lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to make it certain. We ask "
            "again on {date}."
        ),
    ),
    Guidance(
        reason=Reason.CAUSE_NOT_GIVEN,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Pembayaran ditolak tanpa sebab yang jelas",
        title_en="Refused without a clear cause",
        explanation_id=(
            "Pembayaran ditolak {partner} tanpa sebab yang jelas. Kami menanyakannya dulu; belum "
            "tentu ada masalah pada akun Anda."
        ),
        explanation_en=(
            "The payment was refused by {partner} without a clear cause. We ask first; there may "
            "be nothing wrong with your account."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami mencari sebabnya bersama "
            "{partner}; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to find the cause with {partner}; "
            "the limit is {date}."
        ),
    ),
)
