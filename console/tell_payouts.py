"""Payouts on a terminal: every channel's switch and sums, and the payments nobody is sure of."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType
from rich.text import Text

from console.tables import REFERENCE, table_of
from console.wording import minute, rupiah, tranche_words
from domain.reasons.placeholders import CHANNEL_NAMES
from records.bookings import OpenQuestion, Total
from records.switches import BoardRow

_ALL = "semua / all"


class Position(BaseModel):
    """Where one channel's money stands; the row of all channels has neither sums nor rate."""

    model_config = ConfigDict(frozen=True)

    row: BoardRow
    total: Total | None
    """None also for a channel that was never chosen."""
    rate: str | None
    """Payouts begun in a second at most; `none`, or `?` when the server does not answer."""
    revoked: int | None = None
    """How many participants are revoked; only in the row of all channels."""


def positions_screen(positions: Sequence[Position]) -> RenderableType:
    """Show a line for every channel."""
    table = table_of(
        "Pembayaran / Payouts",
        *("Kanal / Channel", "Keadaan / State", "Sejak / Since", "Oleh / By"),
        *("Jam / Hours", "Per detik / Rate", "Terbayar / Paid"),
        *("Dikembalikan / Returned", "Belum pasti / Open"),
    )
    everything = next((p.row for p in positions if p.row.scope == "all"), None)
    for position in positions:
        row, total = position.row, position.total
        paid, back, unproven = ("", "", "")
        if total is not None:
            paid = f"{total.paid}  {rupiah(total.paid_idr)}"
            back = f"{total.reversed}  {rupiah(total.reversed_idr)}"
            unproven = f"{total.open}  {rupiah(total.open_idr)}"
        table.add_row(
            Text(_ALL if row.scope == "all" else CHANNEL_NAMES.get(row.scope, row.scope)),
            _state(row, everything),
            Text(minute(row.at) if row.at else ""),
            Text(row.by or ""),
            Text(f"{row.hours[0]}-{row.hours[1]}" if row.hours else ""),
            Text(position.rate or ""),
            *(Text(sums) for sums in (paid, back, unproven)),
        )
    revoked = sum(position.revoked or 0 for position in positions)
    table.caption = f"Kepesertaan dicabut / Memberships revoked: {revoked}"
    table.caption_justify = "left"
    return table


def unclear_screen(questions: Sequence[OpenQuestion], now: datetime) -> RenderableType:
    """Show the payments that may have been made, with how long that has been so."""
    if not questions:
        return Text("Tidak ada pembayaran yang belum pasti. / No payment is unclear.")
    table = table_of(
        "Belum pasti / Unclear",
        *(REFERENCE, "Kanal", "Insentif", "Jumlah", "Dikirim / Sent"),
        *("Umur / Age", "Ditanyakan / Last asked", "Perjalanan / Journey"),
    )
    for question in questions:
        asked = question.last_asked_at
        table.add_row(
            Text(question.reference),
            Text(CHANNEL_NAMES.get(question.channel, question.channel)),
            Text(tranche_words(question.kind, question.number).id),
            Text(rupiah(question.amount_idr)),
            Text(minute(question.first_sent_at)),
            Text(_age(now - question.first_sent_at)),
            Text(minute(asked) if asked else ""),
            Text(question.journey),
        )
    return table


def _state(row: BoardRow, everything: BoardRow | None) -> Text:
    if row.stopped:
        return Text(f"berhenti / stopped: {row.ground}", style="bold red")
    if everything is not None and everything.stopped:
        return Text("berhenti semua / all stopped", style="bold red")
    return Text("jalan / running", style="green")


def _age(age: timedelta) -> str:
    return f"{age.days} hari {age.seconds // 3600} jam"
