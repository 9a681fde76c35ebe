"""Texts from the provider's report to the certificate on the dashboard.

The limits are dates, not numbers of days: the sources of 2020 disagree on the unit of the seven
days, so the term of each hop is the scheme's.
"""

from domain.reasons.codes import Party, Reason, Retry
from domain.reasons.guidance import Guidance

ENTRIES = (
    Guidance(
        reason=Reason.REPORT_NOT_SENT_LP,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Laporan lembaga belum dikirim",
        title_en="Provider's report not sent yet",
        explanation_id=(
            "Anda sudah selesai belajar. Laporan dari {site} belum dikirim; batasnya {date}. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "You have finished. The report of {site} has not been sent; the limit is {date}. You "
            "lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} mengirim laporan; batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to send the report; the limit is "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.REPORT_NOT_FORWARDED_DP,
        holder=Party.MARKETPLACE,
        repaired_by=Party.MARKETPLACE,
        retry=Retry.AFTER_REPAIR,
        title_id="Laporan belum diteruskan platform",
        title_en="Report not forwarded yet",
        explanation_id=(
            "Lembaga pelatihan sudah mengirim laporan Anda. Laporan itu belum diteruskan {site} "
            "kepada kami; batasnya {date}."
        ),
        explanation_en=(
            "The provider has sent your report. It has not been forwarded to us by {site}; the "
            "limit is {date}."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} meneruskan laporan; batasnya "
            "{date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to forward the report; the limit "
            "is {date}."
        ),
    ),
    Guidance(
        reason=Reason.REPORT_NOT_RECEIVED_PMO,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Laporan belum tercatat diterima",
        title_en="No receipt of the report yet",
        explanation_id=(
            "Menurut {site} laporan Anda sudah dikirim, tetapi kami belum mencatat tanda "
            "terimanya. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "By the word of {site} your report was sent, but we have no receipt of it. You lose "
            "nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Kami mencocokkan kiriman dengan {site}; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. We compare what was sent with {site}; the limit is "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.REPORT_REJECTED,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Laporan perlu dibetulkan lembaga",
        title_en="Report must be corrected",
        explanation_id=(
            "Laporan dari {site} belum dapat kami terima. Yang perlu dibetulkan: {field}. "
            "Hak Anda tidak hilang."
        ),
        explanation_en=(
            "We cannot accept the report of {site} as it is. To be corrected: {field}. You lose "
            "nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} membetulkan laporan; batasnya "
            "{date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to correct the report; the limit "
            "is {date}."
        ),
    ),
    Guidance(
        reason=Reason.VOUCHER_MISMATCH,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Kode voucher di laporan berbeda",
        title_en="Report bears another voucher",
        explanation_id=(
            "Kode voucher di laporan {site} berbeda dengan kode yang Anda beli, jadi sertifikat "
            "belum dapat kami catat."
        ),
        explanation_en=(
            "The voucher code in the report of {site} is not the one you bought, so we cannot "
            "record the certificate."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} membetulkan kode voucher; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to correct the code; the limit "
            "is {date}."
        ),
    ),
    Guidance(
        reason=Reason.PMO_BACKLOG,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Antrean pemeriksaan panjang",
        title_en="Long queue of checks",
        explanation_id=(
            "Laporan Anda sudah kami terima, tetapi kami terlambat memeriksanya karena antrean "
            "panjang. Hak Anda tidak hilang."
        ),
        explanation_en=(
            "We have your report but are late in checking it because of a long queue. You lose "
            "nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami memeriksa laporan Anda. Perkiraan "
            "selesai: {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to check your report. Expected by: "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.CERT_NOT_PUBLISHED,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.AFTER_REPAIR,
        title_id="Sertifikat belum tampil di dasbor",
        title_en="Certificate not shown yet",
        explanation_id=(
            "Laporan Anda sudah kami terima. Sertifikat tampil di dasbor setelah kami periksa; "
            "batasnya {date}."
        ),
        explanation_en=(
            "We have your report. The certificate shows on the dashboard once we have checked "
            "it; the limit is {date}."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami menampilkan sertifikat; batasnya "
            "{date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to show the certificate; the limit "
            "is {date}."
        ),
    ),
    Guidance(
        reason=Reason.CERT_NAME_MISMATCH,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Nama di sertifikat berbeda",
        title_en="Certificate bears another name",
        explanation_id=(
            "Nama di sertifikat dari {site} berbeda dengan nama Anda. Ini perlu dibetulkan "
            "sebelum insentif diproses."
        ),
        explanation_en=(
            "The name on the certificate of {site} differs from yours. It must be corrected "
            "before the incentive goes on."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} menerbitkan ulang sertifikat; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to issue it again; the limit is "
            "{date}."
        ),
    ),
    Guidance(
        reason=Reason.CERT_LINK_BROKEN,
        holder=Party.PROVIDER,
        repaired_by=Party.PROVIDER,
        retry=Retry.AFTER_REPAIR,
        title_id="Sertifikat tidak dapat dibuka",
        title_en="Certificate cannot be opened",
        explanation_id=(
            "Tautan sertifikat dari {site} tidak ada atau tidak dapat dibuka. Hak Anda tidak "
            "hilang."
        ),
        explanation_en=(
            "The certificate link from {site} is missing or does not open. You lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran {site} mengirim tautan yang benar; "
            "batasnya {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to {site} to send a link that works; the "
            "limit is {date}."
        ),
    ),
    Guidance(
        reason=Reason.DASHBOARD_DOWN,
        holder=Party.PMO,
        repaired_by=Party.PMO,
        retry=Retry.BY_ITSELF,
        title_id="Dasbor Prakerja terganggu",
        title_en="Prakerja dashboard not reachable",
        explanation_id=(
            "Dasbor Prakerja sedang tidak dapat dihubungi. Data Anda aman dan hak Anda tidak "
            "hilang."
        ),
        explanation_en=(
            "The Prakerja dashboard cannot be reached. Your data is safe and you lose nothing."
        ),
        remedy_id=(
            "Anda tidak perlu melakukan apa pun. Giliran kami memulihkan dasbor. Kami mengecek "
            "lagi pada {date}."
        ),
        remedy_en=(
            "You do not need to do anything. It is up to us to recover. We check again on {date}."
        ),
    ),
)
