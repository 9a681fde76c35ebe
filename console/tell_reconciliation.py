"""A reconciliation on a terminal: the sums, a table by kind, every finding, what was done."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from console.finding_words import BREAKS, CONSEQUENCES, DONE, TOLD
from console.lines import both
from console.tables import REFERENCE, table_of
from console.wording import OUTCOMES, minute, partner_words, rupiah, tranche_words
from domain.casefile import Remedy
from domain.findings import STOPPING, Break, Finding
from engine.payouts import Told
from engine.reconciliation import Report

_STYLES = dict.fromkeys(STOPPING, "red") | {Break.MISSING: "red", Break.SETTLES: "green"}
_NOTHING = Remedy(id="tidak ada", en="nothing")
_UNSURE = Remedy(id="belum pasti", en="not certain")


def reconciliation_screen(report: Report) -> RenderableType:
    """Show one channel's statement beside our ledger."""
    shown: list[RenderableType] = list(_summary(report))
    if report.findings:
        shown += [_by_kind(report), _findings(report)]
    if report.followed:
        shown.append(_followed(report))
    return Group(*shown, *_closing(report))


def _summary(report: Report) -> Iterator[Text]:
    days = f"{report.first} .. {report.last}"
    yield Text(f"Rekonsiliasi / Reconciliation{partner_words(report.channel)} {days}", style="bold")
    yield from both(
        "Dibandingkan",
        "Compared",
        Remedy(
            id=f"{report.compared} referensi, {report.lines} baris; {report.agreed} cocok",
            en=f"{report.compared} references, {report.lines} lines; {report.agreed} agree",
        ),
    )
    sent, net = rupiah(report.intended_idr), rupiah(report.net_idr)
    yield from both(
        "Jumlah",
        "Sums",
        Remedy(id=f"dikirim {sent}, dibukukan {net}", en=f"sent {sent}, booked {net}"),
    )
    if report.undecided:
        yield from both(
            "Belum dapat dinilai",
            "Not judged",
            Remedy(
                id=f"{report.undecided} pembayaran di tepi hari-hari ini; ambil hari lebih banyak",
                en=f"{report.undecided} payments at the edge of these days; take more days",
            ),
        )


def _by_kind(report: Report) -> Table:
    columns = ("Jenis / Kind", "Banyak / Count", "Arti", "Meaning")
    table = table_of("Menurut jenis / By kind", *columns)
    counts = report.counts
    for code in Break:
        if counts[code]:
            words = BREAKS[code]
            style = _STYLES.get(code, "yellow")
            table.add_row(
                Text(code, style=style), Text(str(counts[code])), Text(words.id), Text(words.en)
            )
    return table


def _findings(report: Report) -> Table:
    table = table_of(
        "Temuan / Findings",
        *("Jenis / Kind", REFERENCE, "Insentif"),
        *("Kami / We say", "Mitra / Statement", "Lalu / What follows"),
        ruled=True,
    )
    for finding in report.findings:
        follows = CONSEQUENCES[finding.consequence]
        table.add_row(
            Text(finding.code, style=_STYLES.get(finding.code, "yellow")),
            Text(finding.reference),
            Text(_incentive(finding)),
            Text(_ours(finding)),
            Text(_theirs(finding)),
            Text(f"{follows.id}\n{follows.en}{_since(finding)}"),
        )
    return table


def _since(finding: Finding) -> str:
    return f"\n--from-partner --first {finding.since}, or a new file" if finding.since else ""


def _incentive(finding: Finding) -> str:
    if finding.kind is None or finding.number is None:
        return "-"
    return tranche_words(finding.kind, finding.number).id


def _ours(finding: Finding) -> str:
    if finding.our_amount_idr is None:
        return f"{_NOTHING.id} / {_NOTHING.en}"
    words = OUTCOMES[finding.ours] if finding.ours else _UNSURE
    return f"{words.id} / {words.en}\n{rupiah(finding.our_amount_idr)}"


def _theirs(finding: Finding) -> str:
    if not finding.credits and not finding.reversals:
        return f"{_NOTHING.id} / {_NOTHING.en}"
    counted = f"{finding.credits} masuk / in, {finding.reversals} ditarik / back"
    at = f"\n{minute(finding.booked_at)}" if finding.booked_at else ""
    other = f"\n= {finding.other}" if finding.other else ""
    return f"{counted}\n{rupiah(finding.net_idr)}{at}{other}"


def _followed(report: Report) -> Table:
    columns = ("Jenis / Kind", REFERENCE, "Catatan kami / Our ledger", "Perjalanan / Journey")
    table = table_of("Dilakukan / Done", *columns)
    for one in report.followed:
        done, told = DONE[one.done], TOLD[one.told] if one.told else None
        style = "yellow" if one.for_people else ""
        table.add_row(
            Text(one.code),
            Text(one.reference),
            Text(f"{done.id} / {done.en}", style=style),
            Text(f"{told.id} / {told.en}" if told else "-", style=style),
        )
    return table


def _closing(report: Report) -> Iterator[Text]:
    if report.all_stopped:
        words = Remedy(
            id="semua kanal dihentikan (PAID_TWICE); setelah jelas: payouts start --channel all "
            "--ground PAID_TWICE, dan kanal ini bila dihentikan juga",
            en="all channels are stopped (PAID_TWICE); once it is clear: payouts start --channel "
            "all --ground PAID_TWICE, and this channel if it is stopped too",
        )
        yield from both("Dihentikan", "Stopped", words, style="bold red")
    elif report.stopped:
        words = Remedy(
            id="kanal ini dihentikan (RECONCILIATION); lanjutkan dengan payouts start",
            en="this channel is stopped (RECONCILIATION); payouts start lifts it",
        )
        yield from both("Dihentikan", "Stopped", words, style="bold red")
    elif report.may_pay_again:
        words = Remedy(
            id="uang masuk yang kami catat tidak terbayar; --apply menghentikan semua kanal",
            en="money is booked that we call unpaid; --apply stops all channels",
        )
        yield from both("Bahaya", "Alarm", words, style="bold red")
    elif report.alarming:
        words = Remedy(
            id="uang keluar tanpa perintah; --apply menghentikan kanal ini",
            en="money left that nobody ordered; --apply stops this channel",
        )
        yield from both("Bahaya", "Alarm", words, style="bold red")
    if not report.applied and any(found.consequence.automatic for found in report.findings):
        words = Remedy(
            id="belum ada yang diubah; ulangi dengan --apply",
            en="nothing was changed; repeat with --apply",
        )
        yield from both("Perhatian", "Note", words)
    if any(one.told is Told.UNREACHABLE for one in report.followed):
        words = Remedy(
            id="catatan sudah benar; pembayaran yang masih terbuka menemukannya sendiri paling "
            "lambat besok, untuk yang dikembalikan ulangi perintah ini",
            en="the ledger stands; a payment that is open finds it by itself within a day, for "
            "one that came back repeat this command",
        )
        yield from both("Belum diberi tahu", "Not told", words, style="yellow")
