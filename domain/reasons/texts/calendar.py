"""Texts about dates and the programme's own rules."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.WAITING_FOR_DATE,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Sudah dijadwalkan",
        title_en="Scheduled",
        explanation_id=(
            "Tidak ada yang kurang dari Anda saat ini. Tanggal untuk {amount} adalah {date}."
        ),
        explanation_en="Nothing is missing from you now. The date for {amount} is {date}.",
        remedy_id="Anda tidak perlu melakukan apa pun. Langkah berikutnya pada {date}.",
        remedy_en="You do not need to do anything. The next step comes on {date}.",
    ),
    Guidance(
        reason=Reason.ALL_PAID,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Semua insentif sudah dibayar",
        title_en="All incentives are paid",
        explanation_id=(
            "Tidak ada lagi yang harus dibayar. Berkas tetap terbuka sampai {date}, kalau ada uang "
            "yang kembali."
        ),
        explanation_en=(
            "Nothing is left to be paid. The case stays open until {date}, should money come back."
        ),
        remedy_id="Anda tidak perlu melakukan apa pun. Berkas ditutup pada {date}.",
        remedy_en="You do not need to do anything. The case is closed on {date}.",
    ),
    Guidance(
        reason=Reason.NON_WORKING_DAY,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Jatuh pada hari libur",
        title_en="Falls on a day off",
        explanation_id=(
            "Tanggal bayar jatuh pada {day}. Pembayaran hanya dikirim pada hari kerja, jadi "
            "dipindah ke {date}."
        ),
        explanation_en=(
            "The payment date falls on {day}. Payments are sent on working days only, so it "
            "moves to {date}."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Jatuh pada {day}; dibayar pada {date}. Jumlahnya "
            "tetap."
        ),
        remedy_en=(
            "You do not need to do anything. It falls on {day}; it is paid on {date}. The amount "
            "stays the same."
        ),
    ),
    Guidance(
        reason=Reason.PROGRAM_FREEZE,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.ON_DATE,
        title_id="Layanan program sedang tutup",
        title_en="Programme closed for now",
        explanation_id=(
            "Layanan Prakerja sedang tutup untuk semua peserta, jadi proses Anda berhenti "
            "sebentar. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "Prakerja is closed for all participants at present, so your case pauses. You lose "
            "nothing."
        ),
        remedy_id="Anda tidak perlu melakukan apa pun. Kami melanjutkan proses pada {date}.",
        remedy_en="You do not need to do anything. We continue on {date}.",
    ),
    Guidance(
        reason=Reason.CALENDAR_AMENDED,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Tanggal bergeser karena hari libur berubah",
        title_en="Date moved: holidays were changed",
        explanation_id=(
            "Pemerintah mengubah hari libur resmi, jadi tanggal Anda dihitung ulang. Tanggal "
            "yang baru: {date}."
        ),
        explanation_en=(
            "The government changed the official holidays, so your date was worked out again. "
            "The new date: {date}."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Tanggal baru Anda: {date}. Jumlahnya tetap."
        ),
        remedy_en=(
            "You do not need to do anything. Your new date is {date}. The amount stays the same."
        ),
    ),
    Guidance(
        reason=Reason.RESCHEDULED_AFTER_REPAIR,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.ON_DATE,
        title_id="Dijadwalkan ulang setelah perbaikan",
        title_en="New date after a repair",
        explanation_id=(
            "Yang menahan pembayaran sudah beres. Semua insentif yang tertahan dibayar "
            "berurutan, mulai {date}."
        ),
        explanation_en=(
            "What held the payment is solved. All that was held is paid in order, beginning on "
            "{date}."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Dibayar pada {date}. Jangan ganti rekening "
            "sebelum tanggal itu."
        ),
        remedy_en=(
            "You do not need to do anything. It is paid on {date}. Do not change your account "
            "before then."
        ),
    ),
    Guidance(
        reason=Reason.SURVEY_NOT_FILLED,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Survei belum diisi",
        title_en="Survey not filled in",
        explanation_id=(
            "Survei evaluasi Anda belum kami terima. Insentif survei dibayar setelah survei "
            "diisi; insentif lain tidak terpengaruh."
        ),
        explanation_en=(
            "We have not received your survey. Its incentive is paid after it is filled in; the "
            "others are not affected."
        ),
        remedy_id=(
            "Isi survei di dasbor; batas waktunya {date}. Jawaban Anda tidak memengaruhi "
            "pembayaran."
        ),
        remedy_en=(
            "Fill in the survey on the dashboard; the limit is {date}. Your answers do not "
            "affect the payment."
        ),
    ),
    Guidance(
        reason=Reason.DEADLINE_PASSED,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.NEVER,
        title_id="Batas waktu program sudah lewat",
        title_en="The programme's deadline has passed",
        explanation_id=(
            "Syaratnya belum lengkap sampai batas waktu program. Karena itu bagian ini tidak dapat "
            "dibayar."
        ),
        explanation_en=(
            "The conditions were not complete by the programme's deadline. So this part cannot be "
            "paid."
        ),
        remedy_id=(
            "Bila Anda punya bukti sudah lengkap sebelum batas waktu, hubungi Prakerja agar "
            "diperiksa kembali."
        ),
        remedy_en=(
            "If you can prove that you were complete before the deadline, call Prakerja to have "
            "it looked at again."
        ),
    ),
    Guidance(
        reason=Reason.MEMBERSHIP_REVOKED,
        holder=Party.PMO,
        # By an objection: PMO decides, but nothing happens unless the participant asks for it.
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Kepesertaan dicabut",
        title_en="Membership revoked",
        explanation_id=(
            "Kepesertaan Anda dicabut menurut aturan program. Insentif yang belum dibayar ditahan "
            "selama pencabutan berlaku."
        ),
        explanation_en=(
            "Your membership was revoked under the programme's rules. Incentives not yet paid are "
            "held while that stands."
        ),
        remedy_id=(
            "Bila ini keliru, hubungi Prakerja dengan bukti pembelian atau pelatihan. Setelah "
            "kepesertaan dipulihkan, pembayaran dilanjutkan."
        ),
        remedy_en=(
            "If this is a mistake, call Prakerja with the proof of your purchase or training. "
            "Payments go on once your membership is reinstated."
        ),
    ),
)
