"""Texts about whose account and whose data it is."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.contacts import DUKCAPIL
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.NIK_MISMATCH,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="NIK di akun penerima berbeda",
        title_en="NIK differs",
        explanation_id=(
            "NIK di akun {channel} Anda berbeda dengan NIK di Prakerja. Uang kami tahan agar "
            "tidak salah kirim."
        ),
        explanation_en=(
            "The NIK of your {channel} account differs from your NIK at Prakerja. We hold the "
            "money so that it goes to nobody else."
        ),
        remedy_id=(
            "Sambungkan akun yang terdaftar dengan NIK Anda, atau minta layanan {partner} "
            "membetulkan NIK-nya."
        ),
        remedy_en=(
            "Link an account registered with your own NIK, or ask {partner} to correct the NIK."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.NAME_MISMATCH,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Nama di akun penerima berbeda",
        title_en="Name differs",
        explanation_id=(
            "Nama di akun {channel} Anda berbeda dengan nama di Prakerja. Uang kami tahan agar "
            "tidak salah kirim."
        ),
        explanation_en=(
            "The name of your {channel} account differs from your name at Prakerja. We hold the "
            "money so that it goes to nobody else."
        ),
        remedy_id=(
            "Minta layanan {partner} menyamakan nama dengan KTP, atau sambungkan akun lain atas "
            "nama Anda."
        ),
        remedy_en=(
            "Ask {partner} to make the name match your KTP, or link another account in your own "
            "name."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.PHONE_MISMATCH,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Nomor ponsel berbeda",
        title_en="Phone number differs",
        explanation_id=(
            "Nomor ponsel di Prakerja berbeda dengan nomor akun {channel} Anda. Uang kami tahan "
            "agar tidak salah kirim."
        ),
        explanation_en=(
            "Your phone number at Prakerja differs from that of your {channel} account. We hold "
            "the money so that it goes to nobody else."
        ),
        remedy_id=(
            "Di dasbor, pilih Putuskan Rekening, samakan nomor dengan yang ada di {partner}, lalu "
            "sambungkan lagi."
        ),
        remedy_en=(
            "On the dashboard choose Putuskan Rekening, use the same number as at {partner}, and "
            "link again."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.KTP_SELFIE_MISMATCH,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="KTP atau selfie di akun tidak cocok",
        title_en="KTP or selfie does not match",
        explanation_id=(
            "Foto KTP atau selfie di akun {channel} tidak cocok dengan data Anda di Prakerja. "
            "Uang kami tahan dulu."
        ),
        explanation_en=(
            "The KTP photo or selfie of your {channel} account does not match your data at "
            "Prakerja. We hold the money for now."
        ),
        remedy_id=(
            "Minta layanan {partner} mengulang verifikasi dengan KTP Anda, atau sambungkan akun "
            "lain milik Anda."
        ),
        remedy_en=(
            "Ask {partner} to verify you again with your own KTP, or link another account of yours."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.FACE_NOT_MATCHED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Verifikasi wajah belum berhasil",
        title_en="Face verification not passed",
        explanation_id=("Foto wajah Anda belum cocok dengan foto KTP. Anda boleh mengulang."),
        explanation_en=("Your face photo did not match the photo of your KTP. You may try again."),
        remedy_id=(
            "Ulangi verifikasi wajah di dasbor, di tempat terang dan tanpa masker. Bila tetap "
            "tidak bisa, hubungi Prakerja."
        ),
        remedy_en=(
            "Repeat the face verification on the dashboard, in good light and without a mask. If "
            "it still does not work, call Prakerja."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_NOT_OWN,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun atas nama orang lain",
        title_en="Account in another's name",
        explanation_id=(
            "Akun {channel} yang tersambung terdaftar atas nama orang lain. Insentif hanya boleh "
            "dibayar ke akun Anda sendiri."
        ),
        explanation_en=(
            "The linked {channel} account is in another person's name. The incentive may only be "
            "paid to your own."
        ),
        remedy_id=(
            "Di dasbor, pilih Putuskan Rekening, lalu sambungkan rekening atau dompet digital "
            "atas nama Anda."
        ),
        remedy_en=(
            "On the dashboard choose Putuskan Rekening, then link a bank account or wallet in "
            "your own name."
        ),
    ),
    Guidance(
        reason=Reason.ACCOUNT_ALREADY_USED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Akun sudah dipakai peserta lain",
        title_en="Account serves another participant",
        explanation_id=(
            "Akun {channel} ini sudah tersambung untuk peserta lain. Satu akun hanya untuk satu "
            "peserta."
        ),
        explanation_en=(
            "This {channel} account is already linked for another participant. One account "
            "serves one participant."
        ),
        remedy_id=(
            "Sambungkan rekening atau dompet digital lain atas nama Anda. Bila akun itu milik "
            "Anda, hubungi Prakerja."
        ),
        remedy_en=(
            "Link another bank account or wallet in your own name. If that account is yours, "
            "call Prakerja."
        ),
    ),
    Guidance(
        reason=Reason.ANOTHER_OWNER_NOW,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Pemilik akun berubah",
        title_en="The account has another owner now",
        explanation_id=(
            "Nomor yang dulu Anda sambungkan kini terdaftar pada {partner} atas nama lain. Uang "
            "kami tahan agar tidak salah kirim."
        ),
        explanation_en=(
            "The number you once linked is now registered with {partner} in another name. We "
            "hold the money so that it goes to nobody else."
        ),
        remedy_id=(
            "Di dasbor, pilih Putuskan Rekening, lalu sambungkan akun dengan nomor yang Anda "
            "pakai sekarang."
        ),
        remedy_en=(
            "On the dashboard choose Putuskan Rekening, then link an account with the number you "
            "use now."
        ),
    ),
    Guidance(
        reason=Reason.NIK_NOT_IN_DUKCAPIL,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="NIK belum ditemukan di Dukcapil",
        title_en="NIK not found in the civil registry",
        explanation_id=(
            "NIK Anda belum ditemukan di data kependudukan (Dukcapil). Proses berjalan lagi "
            "setelah datanya diperbarui."
        ),
        explanation_en=(
            "Your NIK was not found in the civil registry (Dukcapil). Things go on once the data "
            "is up to date."
        ),
        remedy_id=(
            "Hubungi Dukcapil atau datang ke kantornya untuk memperbarui data NIK. Setelah itu "
            "kami cek lagi sendiri."
        ),
        remedy_en=(
            "Call Dukcapil or visit its office to have your NIK updated. We check again "
            "ourselves after that."
        ),
        contact=DUKCAPIL,
    ),
    Guidance(
        reason=Reason.SUSPENDED_DATA,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Data Anda sedang diperiksa",
        title_en="Your data is under review",
        explanation_id=(
            "Sebagian data Anda tidak cocok dengan catatan resmi. Pembayaran kami tahan sampai "
            "pemeriksaan selesai."
        ),
        explanation_en=(
            "Some of your data does not match the official records. We hold the payment until "
            "the review is over."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Petugas kami memeriksa; batasnya {date}. Bila "
            "data Anda berubah, hubungi Prakerja."
        ),
        remedy_en=(
            "You do not need to do anything. Our staff review it; the limit is {date}. If your "
            "data has changed, call Prakerja."
        ),
    ),
)
