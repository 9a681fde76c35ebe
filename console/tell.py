"""A case on a terminal: one screen for where it hangs, tables for its whole story.

Everything is built from `Text`, never from markup, so that no name or detail can colour a screen
or hide a line.
"""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from console.evidence import MISSING
from console.lines import title, turn
from console.tables import REFERENCE, table_of
from console.wording import (
    FACTS,
    OUTCOMES,
    STATUSES,
    STEP_STATES,
    event_words,
    minute,
    partner_words,
    rupiah,
    tranche_words,
    without_bare_word,
)
from domain.casefile import CaseFile, Remedy, Step, Tranche
from domain.payouts import TrancheStatus
from domain.reasons import Party, guidance, party_name

_STATUS_STYLES = {
    TrancheStatus.BERHASIL: "green",
    TrancheStatus.TERTUNDA: "yellow",
    TrancheStatus.BELUM_PASTI: "yellow",
    TrancheStatus.GAGAL: "red",
    TrancheStatus.DIKEMBALIKAN: "red",
}


def status_screen(case: CaseFile) -> RenderableType:
    """Show who has the case, since when, until when, what to do, and every incentive."""
    body = Group(*turn(case), *_filled(_tranches(case)))
    return Panel(body, title=title(case), title_align="left", expand=False)


def history_screen(case: CaseFile) -> RenderableType:
    """Show the whole story: the timeline, the steps, who held the case, every payment."""
    tables = (_timeline(case), _steps(case), _holdings(case), _attempts(case))
    return Group(status_screen(case), *_filled(*tables))


def _tranches(case: CaseFile) -> Table:
    table = table_of("Insentif / Incentives", "", "Jumlah", "Status", "Tanggal / Date", "Sebab")
    for tranche in case.tranches:
        name, status = tranche_words(tranche.kind, tranche.number), STATUSES[tranche.status]
        why = tranche.reason.title if tranche.reason else None
        table.add_row(
            Text(f"{name.id}"),
            Text(rupiah(tranche.amount_idr)),
            Text(f"{status.id} / {status.en}", style=_STATUS_STYLES.get(tranche.status, "")),
            Text(_tranche_day(tranche)),
            Text(f"{why.id} / {why.en}" if why else ""),
        )
    return table


def _tranche_day(tranche: Tranche) -> str:
    if tranche.paid_at is not None:
        channel = partner_words(tranche.channel)
        return f"{minute(tranche.paid_at)}{channel}"
    if tranche.promised_for is None:
        return ""
    moves = [f"{move.original} → {move.to}: {move.reason}" for move in tranche.moved]
    return "\n".join([str(tranche.promised_for), *moves])


def _timeline(case: CaseFile) -> Table:
    table = table_of(
        "Riwayat / History", "Waktu (WIB)", "Peristiwa", "Event", "Oleh / By", "Detail"
    )
    for line in case.timeline:
        words = event_words(line.event)
        reason = f"{line.reason} " if line.reason else ""
        table.add_row(
            Text(minute(line.at)),
            Text(words.id),
            Text(words.en),
            Text("" if line.party is Party.NOBODY else party_name(line.party, "id")),
            Text(without_bare_word(f"{reason}{line.detail}")),
        )
    return table


def _steps(case: CaseFile) -> Table:
    columns = ("Langkah", "Step", "Keadaan / State", "Waktu (WIB)", "Bukti / Evidence")
    table = table_of("Langkah / Steps", *columns)
    for step in case.steps:
        name = _step_words(step)
        state = STEP_STATES.get(step.state, Remedy(id=step.state, en=step.state))
        source = f"{step.source}{partner_words(step.partner)} " if step.source else ""
        evidence = f"{source}{step.receipt or ''}" or f"- ({MISSING[step.step].en})"
        table.add_row(
            Text(name.id),
            Text(name.en),
            Text(f"{state.id} / {state.en}"),
            Text(minute(step.at) if step.at else ""),
            Text(without_bare_word(evidence)),
        )
    return table


def _holdings(case: CaseFile) -> Table:
    columns = ("Pemegang / Holder", "Sejak / Since", "Sampai / Until", "Batas / Due", "Sebab")
    table = table_of("Giliran / Turns", *columns)
    for holding in case.holdings:
        who = f"{party_name(holding.party, 'id')}{partner_words(holding.partner)}"
        late = holding.due is not None and holding.until is not None and holding.until > holding.due
        table.add_row(
            Text(who),
            Text(minute(holding.since)),
            Text(minute(holding.until) if holding.until else "sekarang / now"),
            Text(minute(holding.due) if holding.due else "", style="red" if late else ""),
            Text(guidance(holding.reason).title_id if holding.reason else ""),
        )
    return table


def _attempts(case: CaseFile) -> Table:
    columns = ("", "Waktu (WIB)", REFERENCE, "X-EXTERNAL-ID", "Hasil / Outcome", "Sebab")
    table = table_of("Pembayaran / Payments", *columns)
    for tranche in case.tranches:
        for attempt in tranche.attempts:
            outcome = OUTCOMES[attempt.outcome]
            table.add_row(
                Text(tranche_words(tranche.kind, tranche.number).id),
                Text(minute(attempt.sent_at)),
                Text(attempt.reference),
                Text(attempt.external_id),
                Text(f"{outcome.id} / {outcome.en}"),
                Text(guidance(attempt.cause).title_id if attempt.cause else ""),
            )
    return table


def _step_words(step: Step) -> Remedy:
    where = f" ({step.site or step.survey})" if step.site or step.survey else ""
    return Remedy(id=f"{FACTS[step.step].id}{where}", en=f"{FACTS[step.step].en}{where}")


def _filled(*tables: Table) -> list[Table]:
    return [table for table in tables if table.row_count]
