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
from records.stops import Lifted, Scope, Stop
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
        # The oldest ground stands beside the sums, each other one in a line of its own.
        (state, since, by), *others = _states(row, everything)
        table.add_row(
            Text(_ALL if row.scope == "all" else CHANNEL_NAMES.get(row.scope, row.scope)),
            *(state, since, by),
            Text(f"{row.hours[0]}-{row.hours[1]}" if row.hours else ""),
            Text(position.rate or ""),
            *(Text(sums) for sums in (paid, back, unproven)),
        )
        for other in others:
            table.add_row(Text(""), *other)
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


def lifted_words(scope: Scope, lifted: Lifted) -> str:
    """Say which ground was lifted, and what stops the scope all the same."""
    news = f"The stop of {scope} is lifted: {_ground_words(lifted.stop)}."
    if not lifted.left:
        return news
    return f"{news}\nStill stopped / Masih berhenti:\n{_listed(lifted.left)}"


def ground_refused(scope: Scope, ground: str | None, standing: Sequence[Stop]) -> str:
    """Say why a start has lifted nothing, and how each ground that stands is lifted."""
    if ground is None:
        why = f"{scope} is stopped on {len(standing)} grounds; name the one that you have seen to"
        sebab = f"{scope} berhenti karena {len(standing)} alasan; sebutkan yang sudah beres"
    else:
        why = f"{scope} is not stopped on the ground {ground}, but is on others"
        sebab = f"{scope} tidak berhenti karena {ground}, melainkan karena alasan lain"
    return (
        f"Refused, nothing was changed: {why}. / Ditolak, tidak ada yang diubah: {sebab}.\n"
        f"{_listed(standing)}\n"
        f"  python -m console payouts start --channel {scope} --ground CODE"
    )


def _listed(stops: Sequence[Stop]) -> str:
    return "\n".join(f"  {_ground_words(stop)}" for stop in stops)


def _ground_words(stop: Stop) -> str:
    return f"{stop.ground}, since {minute(stop.since)}, by {stop.by}"


def _states(row: BoardRow, everything: BoardRow | None) -> list[tuple[Text, Text, Text]]:
    """Return what to say of a scope, since when and by whom; a line for every ground."""
    if row.stops:
        return [
            (
                Text(f"berhenti / stopped: {stop.ground}", style="bold red"),
                Text(minute(stop.since)),
                Text(stop.by),
            )
            for stop in row.stops
        ]
    state = Text("jalan / running", style="green")
    if everything is not None and everything.stopped:
        state = Text("berhenti semua / all stopped", style="bold red")
    return [(state, Text(minute(row.at) if row.at else ""), Text(row.by or ""))]


def _age(age: timedelta) -> str:
    return f"{age.days} hari {age.seconds // 3600} jam"
