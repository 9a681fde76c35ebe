"""Texts about what an account may take: its limits, its phone number, its one-time codes.

Wallet limits are Bank Indonesia's: a basic account holds at most Rp2,000,000 and takes
Rp20,000,000 a month. Those of upgraded accounts were raised on 1 July 2022, so the texts name
only the basic ones.
"""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.WALLET_LIMIT_BALANCE,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Saldo dompet hampir penuh",
        title_en="Wallet almost full",
        explanation_id=(
            "Saldo {channel} Anda tidak punya ruang untuk {amount}. Akun biasa hanya boleh "
            "berisi Rp2.000.000. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "Your {channel} account has no room for {amount}. A basic account may hold only "
            "Rp2,000,000. You lose nothing."
        ),
        remedy_id=(
            "Pakai sebagian saldo {channel} agar ada ruang (batas akun biasa Rp2 juta), atau "
            "tingkatkan ke {upgrade}. Kami cek lagi sendiri."
        ),
        remedy_en=(
            "Spend some of your {channel} balance (the basic limit is Rp2 million) or upgrade to "
            "{upgrade}. We check again ourselves."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.WALLET_LIMIT_MONTHLY,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Batas uang masuk bulan ini tercapai",
        title_en="Monthly limit reached",
        explanation_id=(
            "Uang masuk ke akun {channel} Anda bulan ini sudah mencapai batas (akun biasa: "
            "Rp20.000.000). Batas dihitung ulang setiap tanggal 1."
        ),
        explanation_en=(
            "Your {channel} account has taken as much as it may this month (basic account: "
            "Rp20,000,000). The count starts anew on the 1st."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Kami membayar pada {date}, saat batas sudah "
            "dihitung ulang."
        ),
        remedy_en=(
            "You do not need to do anything. We pay on {date}, when the count has started anew."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.ACCOUNT_LIMIT_DAILY,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Batas harian akun tercapai",
        title_en="Daily limit reached",
        explanation_id=(
            "Batas transaksi sehari menurut {partner} sudah tercapai. Uang belum dikirim dan "
            "hak Anda tidak hilang."
        ),
        explanation_en=(
            "The limit for one day set by {partner} is reached. No money was sent and you lose "
            "nothing."
        ),
        remedy_id="Anda tidak perlu melakukan apa pun. Kami mengirim lagi pada {date}.",
        remedy_en="You do not need to do anything. We send again on {date}.",
    ),
    Guidance(
        reason=Reason.PHONE_EXPIRED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Nomor ponsel sudah tidak aktif",
        title_en="Phone number expired",
        explanation_id=(
            "Nomor ponsel akun {channel} Anda sudah lewat masa aktif, jadi kode OTP tidak dapat "
            "diterima. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "The phone number of your {channel} account has expired, so no OTP can reach you. "
            "You lose nothing."
        ),
        remedy_id=(
            "Minta layanan {partner} mengganti nomor. Lalu pakai nomor yang sama di dasbor dan "
            "sambungkan ulang."
        ),
        remedy_en=(
            "Ask {partner} to change the number. Then use the same number on the dashboard and "
            "link again."
        ),
        ask_channel=True,
    ),
    Guidance(
        reason=Reason.OTP_LOCKED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.ON_DATE,
        title_id="Penyambungan dikunci satu jam",
        title_en="Linking locked for one hour",
        explanation_id=(
            "Kode OTP salah lebih dari tiga kali, jadi penyambungan rekening dikunci selama satu "
            "jam demi keamanan."
        ),
        explanation_en=(
            "The OTP was wrong more than three times, so linking is locked for one hour to keep "
            "you safe."
        ),
        remedy_id=(
            "Tunggu satu jam, lalu sambungkan rekening lagi. Jangan berikan kode OTP kepada "
            "siapa pun."
        ),
        remedy_en="Wait one hour, then link your account again. Never give an OTP to anybody.",
    ),
)
