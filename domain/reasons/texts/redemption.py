"""Texts from the voucher to the first lesson.

The refusals of a code are the official list for redeem codes (April 2023).
"""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.AWAITING_REDEEM,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Voucher belum ditukar",
        title_en="Voucher not redeemed yet",
        explanation_id="Anda belum menukar kode voucher di {site}. Batas waktunya {date}.",
        explanation_en="You have not redeemed your voucher at {site} yet. The limit is {date}.",
        remedy_id=(
            "Buka {site}, masuk ke akun Anda, lalu tukar kode voucher. Batas waktunya {date}."
        ),
        remedy_en="Open {site}, sign in and redeem your voucher code. The limit is {date}.",
    ),
    Guidance(
        reason=Reason.VOUCHER_NOT_FOUND,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher tidak dikenali",
        title_en="Voucher code not recognised",
        explanation_id=(
            "Kode yang dimasukkan di {site} tidak ada dalam catatan kami. "
            "Voucher Anda tidak hangus karena salah ketik."
        ),
        explanation_en=(
            "The code entered at {site} is not in our records. A typing mistake does not use up "
            "your voucher."
        ),
        remedy_id=(
            "Salin kode voucher dari riwayat pembelian atau email Anda, lalu masukkan lagi di "
            "{site}."
        ),
        remedy_en="Copy the code from your purchase history or email and enter it again at {site}.",
    ),
    Guidance(
        reason=Reason.VOUCHER_OTHER_PROVIDER,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher untuk lembaga lain",
        title_en="Voucher of another provider",
        explanation_id=(
            "Kode ini dibeli untuk lembaga pelatihan lain, bukan {site}. Kode belum terpakai."
        ),
        explanation_en=(
            "This code was bought for another training provider, not {site}. It is not used up."
        ),
        remedy_id=(
            "Lihat nama lembaga di riwayat pembelian Anda, lalu tukar kode di situs lembaga itu."
        ),
        remedy_en="See the provider's name in your purchase history and redeem the code there.",
    ),
    Guidance(
        reason=Reason.VOUCHER_WRONG_COURSE,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher untuk pelatihan lain",
        title_en="Voucher of another course",
        explanation_id=(
            "Kode ini dibeli untuk pelatihan yang berbeda dari yang dipilih di {site}. "
            "Kode belum terpakai."
        ),
        explanation_en=(
            "This code was bought for a course other than the one chosen at {site}. It is not "
            "used up."
        ),
        remedy_id=(
            "Di {site}, pilih pelatihan yang sama dengan riwayat pembelian, lalu masukkan kode "
            "lagi."
        ),
        remedy_en="At {site}, choose the course in your purchase history and enter the code again.",
    ),
    Guidance(
        reason=Reason.VOUCHER_CANCELLED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher sudah dibatalkan",
        title_en="Voucher cancelled",
        explanation_id="Kode atau pembelian ini sudah dibatalkan, jadi tidak dapat ditukar.",
        explanation_en="This code or its purchase was cancelled, so it cannot be redeemed.",
        remedy_id=(
            "Cek saldo pelatihan di dasbor. Bila sudah kembali, pilih pelatihan lain. Bila belum, "
            "hubungi Prakerja."
        ),
        remedy_en=(
            "Check your training balance on the dashboard. If it is back, choose another course. "
            "If not, call Prakerja."
        ),
    ),
    Guidance(
        reason=Reason.VOUCHER_ALREADY_USED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher sudah terpakai",
        title_en="Voucher already used",
        explanation_id=(
            "Kode ini sudah ditukar oleh peserta lain. Satu kode hanya berlaku untuk satu orang."
        ),
        explanation_en="Another participant has redeemed this code. One code serves one person.",
        remedy_id=(
            "Cek lagi kode di riwayat pembelian Anda. Bila kode itu memang milik Anda, hubungi "
            "Prakerja."
        ),
        remedy_en=(
            "Check the code in your purchase history again. If it really is yours, call Prakerja."
        ),
    ),
    Guidance(
        reason=Reason.ACCESS_MISSING,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Kelas belum terbuka",
        title_en="Course not open yet",
        explanation_id=(
            "Voucher Anda sudah ditukar, tetapi kelas di {site} belum dapat dibuka. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "Your voucher is redeemed, but the course at {site} does not open yet. You lose "
            "nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} membuka kelas; batasnya {date}. "
            "Jangan beli voucher baru."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to open the course; the limit is "
            "{date}. Do not buy a new voucher."
        ),
    ),
    Guidance(
        reason=Reason.TRAINING_CANCELLED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Pelatihan dibatalkan",
        title_en="Course cancelled",
        explanation_id=(
            "Pelatihan Anda di {site} dibatalkan. Saldo pelatihan dikembalikan agar Anda dapat "
            "memilih pelatihan lain."
        ),
        explanation_en=(
            "Your course at {site} was cancelled. The training balance is returned so that you "
            "can choose another one."
        ),
        remedy_id=(
            "Lihat saldo pelatihan di dasbor, lalu pilih pelatihan lain. Batas waktunya {date}."
        ),
        remedy_en=(
            "See your training balance on the dashboard and choose another course. The limit is "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.PROVIDER_DOWN,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.BY_ITSELF,
        title_id="Situs lembaga pelatihan terganggu",
        title_en="Training provider not reachable",
        explanation_id=(
            "Kami sedang tidak dapat menghubungi {site}. Batas waktu penukaran voucher berhenti "
            "selama gangguan, dan hak Anda tidak hilang."
        ),
        explanation_en=(
            "We cannot reach {site} at present. The time to redeem your voucher stands still "
            "meanwhile, and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} memulihkan layanan. Kami terus "
            "mengecek, lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to recover. We keep checking, "
            "next on {date}."
        ),
    ),
    Guidance(
        reason=Reason.PROVIDER_SUSPENDED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Penukaran voucher dihentikan sementara",
        title_en="Redemption stopped for now",
        explanation_id=(
            "Kami menghentikan sementara penukaran voucher di {site} sampai masalah di sana "
            "selesai. Peserta yang sudah belajar tetap diproses."
        ),
        explanation_en=(
            "We have stopped redemption at {site} until its trouble is solved. Those already "
            "learning are still served."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Simpan kode voucher Anda. Kami memberi "
            "keputusan; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. Keep your voucher code. We will decide; the limit "
            "is {date}."
        ),
    ),
    Guidance(
        reason=Reason.MARKETPLACE_DOWN,
        holder=Party.MARKETPLACE,
        repaired_by=Party.MARKETPLACE,
        retry=Retry.BY_ITSELF,
        title_id="Platform tempat membeli terganggu",
        title_en="Marketplace not reachable",
        explanation_id=(
            "Kami sedang tidak dapat menghubungi {site}, jadi data Anda di sana tertahan. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "We cannot reach {site} at present, so your data there is held up. You lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} memulihkan layanan. Kami terus "
            "mengecek, lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to recover. We keep checking, "
            "next on {date}."
        ),
    ),
)
