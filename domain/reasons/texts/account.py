"""Texts about the payout account: whether it is linked, in use and upgraded."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.ACCOUNT_NOT_LINKED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Rekening belum tersambung",
        title_en="No account linked",
        explanation_id=(
            "Belum ada rekening atau dompet digital yang tersambung untuk menerima {amount}. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "No bank account or wallet is linked to receive {amount}. You lose nothing."
        ),
        remedy_id=(
            "Di dasbor, buka Rekening lalu pilih Sambungkan. Setelah tersambung, tanggal bayar "
            "langsung kami kabarkan."
        ),
        remedy_en=(
            "On the dashboard open Rekening and choose Sambungkan. Once it is linked we tell you "
            "the date."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_LINK_INCONSISTENT,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Status sambungan rekening tidak sama",
        title_en="Account shown linked in one place only",
        explanation_id=(
            "Rekening Anda tampil tersambung di satu bagian dasbor dan belum di bagian lain. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "Your account shows as linked in one part of the dashboard and not in another. You "
            "lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Kami menyamakan datanya; batasnya {date}. Anda "
            "juga boleh menyambungkan ulang."
        ),
        remedy_en=(
            "You do not need to do anything. We make the data agree; the limit is {date}. You "
            "may also unlink and link again."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_CHANGED_IN_FLIGHT,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.ON_DATE,
        title_id="Rekening diganti menjelang pembayaran",
        title_en="Account changed close to the payment",
        explanation_id=(
            "Rekening Anda diganti saat pembayaran disiapkan. Pembayaran kami tunda agar uang "
            "tidak terkirim ke dua tempat."
        ),
        explanation_en=(
            "Your account was changed while a payment was being prepared. We postponed it so "
            "that no money goes to two places."
        ),
        remedy_id=(
            "Pastikan rekening baru sudah tersambung, lalu jangan diganti lagi. Pembayaran "
            "dilanjutkan pada {date}."
        ),
        remedy_en=(
            "Make sure the new account is linked and do not change it again. Payment "
            "continues on {date}."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_BEING_CHECKED,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Rekening sedang dicek",
        title_en="Account being checked",
        explanation_id=(
            "Kami menunggu jawaban {partner} bahwa akun {channel} Anda siap menerima uang."
        ),
        explanation_en=(
            "We are waiting for {partner} to confirm that your {channel} account can take money."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} menjawab. Kami mengecek lagi "
            "pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to answer. We check again on "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_NOT_FOUND,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Nomor akun tidak ditemukan",
        title_en="Account number not found",
        explanation_id=(
            "Nomor yang Anda sambungkan tidak ditemukan oleh {partner}. Uang belum dikirim dan "
            "hak Anda tidak hilang."
        ),
        explanation_en=(
            "The number you linked was not found by {partner}. No money was sent and you lose "
            "nothing."
        ),
        remedy_id=(
            "Cek nomornya di dasbor. Bila salah, pilih Putuskan Rekening lalu sambungkan nomor "
            "yang benar."
        ),
        remedy_en=(
            "Check the number on the dashboard. If it is wrong, choose Putuskan Rekening and "
            "link the right one."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.ACCOUNT_INACTIVE,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun penerima tidak aktif",
        title_en="Account not active",
        explanation_id=(
            "Akun {channel} Anda tercatat tidak aktif, jadi uang belum kami kirim. Hak Anda "
            "tidak hilang."
        ),
        explanation_en=(
            "Your {channel} account is recorded as not active, so we have not sent the money. "
            "You lose nothing."
        ),
        remedy_id=(
            "Minta layanan {partner} mengaktifkan akun, atau sambungkan akun lain atas nama Anda "
            "di dasbor."
        ),
        remedy_en=(
            "Ask {partner} to make the account active, or link another account in your own name "
            "on the dashboard."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.ACCOUNT_SUSPENDED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun penerima dibekukan",
        title_en="Account suspended",
        explanation_id=(
            "Akun {channel} Anda sedang dibekukan oleh {partner}. Sebabnya hanya diketahui "
            "{partner}. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "Your {channel} account is suspended by {partner}, who alone knows why. You lose "
            "nothing."
        ),
        remedy_id=(
            "Minta layanan {partner} membuka akun, atau sambungkan akun lain atas nama Anda di "
            "dasbor."
        ),
        remedy_en=(
            "Ask {partner} to lift it, or link another account in your own name on the dashboard."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.ACCOUNT_DOWNGRADED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun kembali menjadi akun biasa",
        title_en="Account downgraded",
        explanation_id=(
            "Akun {channel} Anda dulu sudah ditingkatkan, tetapi kini kembali menjadi akun "
            "biasa. Uang kami tahan dulu."
        ),
        explanation_en=(
            "Your {channel} account was upgraded before but is a basic one again. We hold the "
            "money for now."
        ),
        remedy_id=(
            "Di aplikasi {channel}, tingkatkan lagi akun menjadi {upgrade}. Bila ditolak, "
            "hubungi layanan {partner}."
        ),
        remedy_en=(
            "In the {channel} app, upgrade the account to {upgrade} again. If it is refused, "
            "call {partner}."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.KYC_REQUIRED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun belum ditingkatkan",
        title_en="Account not upgraded",
        explanation_id=(
            "Akun {channel} Anda belum ditingkatkan dengan KTP dan selfie, jadi belum dapat "
            "menerima insentif."
        ),
        explanation_en=(
            "Your {channel} account is not upgraded with KTP and selfie, so it cannot take the "
            "incentive yet."
        ),
        remedy_id=(
            "Di aplikasi {channel}, tingkatkan akun menjadi {upgrade} dengan foto KTP dan "
            "selfie. Kami cek lagi sendiri."
        ),
        remedy_en=(
            "In the {channel} app, upgrade to {upgrade} with a photo of your KTP and a selfie. "
            "We check again ourselves."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.UPGRADE_NOT_CONFIRMED,
        holder=Party.PAYMENT_PARTNER,
        repaired_by=Party.PAYMENT_PARTNER,
        retry=Retry.BY_ITSELF,
        title_id="Peningkatan akun sedang dikonfirmasi",
        title_en="Upgrade being confirmed",
        explanation_id=(
            "Akun {channel} Anda sudah diajukan untuk ditingkatkan, tetapi {partner} belum "
            "memastikan datanya sama. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "You have asked to upgrade your {channel} account, but {partner} has not confirmed "
            "your data yet. You lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {partner} memastikan data. Kami "
            "mengecek lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {partner} to confirm. We check again on "
            "{date}."
        ),
    ),
)
