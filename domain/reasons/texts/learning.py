"""Texts from the first lesson to the reviews."""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.AWAITING_TRAINING,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Pelatihan sedang berjalan",
        title_en="Training under way",
        explanation_id=(
            "Menurut catatan {site}, pelatihan Anda belum selesai. Insentif diproses setelah "
            "pelatihan selesai."
        ),
        explanation_en=(
            "By the records of {site} your training is not finished. The incentive follows after "
            "that."
        ),
        remedy_id=(
            "Ikuti pelatihan di {site} sampai selesai, termasuk ujiannya. Batas waktunya {date}."
        ),
        remedy_en="Finish the course at {site}, with its exam. The limit is {date}.",
    ),
    Guidance(
        reason=Reason.TRAINING_INCOMPLETE,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Pelatihan belum lengkap",
        title_en="Training incomplete",
        explanation_id=(
            "Ada bagian pelatihan di {site} yang belum tercatat selesai. Yang belum ada: {field}."
        ),
        explanation_en=(
            "Part of your training at {site} is not recorded as finished. Missing: {field}."
        ),
        remedy_id=(
            "Lengkapi pelatihan di {site}. Yang belum ada: {field}. Setelah itu proses berjalan "
            "lagi."
        ),
        remedy_en="Complete your training at {site}. Missing: {field}. Then things go on.",
    ),
    Guidance(
        reason=Reason.NOT_FIRST_TRAINING,
        holder=Party.NOBODY,
        repaired_by=Party.NOBODY,
        retry=Retry.NEVER,
        title_id="Bukan pelatihan pertama",
        title_en="Not the first training",
        explanation_id=(
            "Insentif hanya diberikan untuk pelatihan pertama. Pelatihan ini bukan yang pertama."
        ),
        explanation_en=(
            "The incentive is paid for the first training only. This one is not the first."
        ),
        remedy_id=(
            "Sertifikatnya tetap milik Anda. Untuk insentif, lihat pelatihan pertama Anda di "
            "dasbor."
        ),
        remedy_en=(
            "The certificate stays yours. For the incentive, see your first training on the "
            "dashboard."
        ),
    ),
    Guidance(
        reason=Reason.RATING_MISSING_DP,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Ulasan di tempat membeli belum ada",
        title_en="Review missing where you bought",
        explanation_id=(
            "Kami belum menerima rating dan ulasan Anda di {site}, tempat Anda membeli "
            "pelatihan. Nilai berapa pun, dari 1 sampai 5, diterima."
        ),
        explanation_en=(
            "We have not received your rating and review at {site}, where you bought the "
            "training. Any rating from 1 to 5 counts."
        ),
        remedy_id=(
            "Beri rating dan ulasan di {site} dengan akun yang dipakai membeli. Setelah itu "
            "proses berjalan lagi."
        ),
        remedy_en=(
            "Rate and review at {site} with the account you bought with. Then things go on by "
            "themselves."
        ),
    ),
    Guidance(
        reason=Reason.RATING_MISSING_LP,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Ulasan di tempat belajar belum ada",
        title_en="Review missing where you learned",
        explanation_id=(
            "Kami belum menerima rating dan ulasan Anda di {site}, tempat Anda belajar. "
            "Nilai berapa pun, dari 1 sampai 5, diterima."
        ),
        explanation_en=(
            "We have not received your rating and review at {site}, where you learned. Any "
            "rating from 1 to 5 counts."
        ),
        remedy_id=(
            "Beri rating dan ulasan di {site} dengan akun yang dipakai belajar. Setelah itu "
            "proses berjalan lagi."
        ),
        remedy_en=(
            "Rate and review at {site} with the account you learned with. Then things go on by "
            "themselves."
        ),
    ),
    Guidance(
        reason=Reason.RATING_NOT_SYNCED,
        holder=Party.MARKETPLACE,
        repaired_by=Party.MARKETPLACE,
        retry=Retry.BY_ITSELF,
        title_id="Ulasan belum sampai ke kami",
        title_en="Your review has not reached us",
        explanation_id=(
            "Anda sudah memberi ulasan, tetapi catatannya belum kami terima dari {site}. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "You have given your review, but its record has not reached us from {site}. You lose "
            "nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} mengirim ulang catatan ulasan; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to send the record again; the "
            "limit is {date}."
        ),
    ),
    Guidance(
        reason=Reason.RATING_FROM_OTHER_ACCOUNT,
        holder=Party.PARTICIPANT,
        repaired_by=Party.PARTICIPANT,
        retry=Retry.AFTER_REPAIR,
        title_id="Ulasan datang dari akun lain",
        title_en="Review from another account",
        explanation_id=(
            "Ulasan di {site} datang dari akun yang bukan akun pembeli. Pelatihan Anda tidak "
            "batal karena ini."
        ),
        explanation_en=(
            "The review at {site} came from an account that did not buy the training. Your "
            "training is not lost by this."
        ),
        remedy_id=(
            "Masuk ke {site} dengan akun yang dipakai membeli, lalu beri ulasan lagi. Bila tidak "
            "bisa, hubungi Prakerja."
        ),
        remedy_en=(
            "Sign in to {site} with the account you bought with and review again. If you cannot, "
            "call Prakerja."
        ),
    ),
)
