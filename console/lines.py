"""The lines that every screen of the desk shares: who, whose turn, until when, why."""

from collections.abc import Iterator
from datetime import datetime

from rich.text import Text

from console.wording import STAGES, day_of, partner_words, without_bare_word
from domain.casefile import CaseFile, Remedy
from domain.reasons import Party, party_name
from domain.stages import Stage


def title(case: CaseFile) -> Text:
    """Name the participant, masked, and the stage reached."""
    who = case.participant
    stage = STAGES[case.stage]
    return Text(
        f"{who.name or who.key}  NIK {who.nik or '-'}  gelombang/wave {who.wave}  "
        f"{stage.id} / {stage.en}",
        style="bold",
    )


def turn(case: CaseFile) -> Iterator[Text]:
    """Say who has the case, since when and until when, why, and what to do."""
    if case.stage is Stage.CLOSED:
        yield from both("Giliran", "Turn", Remedy(id="tidak ada, kasus selesai", en="none, over"))
    else:
        holder = case.holder
        yield from whose(holder.party, holder.partner, holder.since)
        yield from limit(holder.due, holder.working_days_left, overdue=holder.overdue)
    if case.reason is not None:
        yield from both(f"Sebab {case.reason.code}", "Reason", case.reason.title)
        yield from both("Penjelasan", "Explanation", case.reason.explanation)
        yield from both("Yang harus dilakukan", "What to do", case.reason.remedy, style="green")
        if case.reason.contact:
            yield Text(f"Kontak / Contact: {case.reason.contact}")


def whose(
    party: Party, partner: str | None, since: datetime | None, *, indent: str = ""
) -> Iterator[Text]:
    """Say whose turn it is since which day."""
    code = partner_words(partner)
    day = day_of(since) if since else Remedy(id="-", en="-")
    words = Remedy(
        id=f"{party_name(party, 'id')}{code}, sejak {day.id}",
        en=f"{party_name(party, 'en')}{code}, since {day.en}",
    )
    yield from both(f"{indent}Giliran", "Turn", words, style="bold cyan")


def limit(
    due: datetime | None, left: int | None, *, overdue: bool, indent: str = ""
) -> Iterator[Text]:
    """Say until when, and how many working days are left or late; nothing without a due day."""
    if due is None:
        return
    note = _note(left, overdue=overdue)
    day = day_of(due)
    words = Remedy(id=f"{day.id}{note.id}", en=f"{day.en}{note.en}")
    yield from both(f"{indent}Batas", "Due", words, style="bold red" if overdue else "")


def both(name_id: str, name_en: str, text: Remedy, *, style: str = "") -> Iterator[Text]:
    """Yield one line in Indonesian and one in English, the second dimmed."""
    indent = " " * (len(name_id) - len(name_id.lstrip()))
    yield Text.assemble((f"{name_id}: ", "bold"), (without_bare_word(text.id), style))
    yield Text(f"{indent}{name_en}: {without_bare_word(text.en)}", style="dim")


def _note(left: int | None, *, overdue: bool) -> Remedy:
    if left is None or (overdue and left >= 0):
        # A due instant can have passed on a closed day: then no working day is late yet.
        return Remedy(id=", lewat batas", en=", overdue") if overdue else Remedy(id="", en="")
    if overdue:
        return Remedy(
            id=f", lewat batas {-left} hari kerja", en=f", overdue by {-left} working days"
        )
    return Remedy(id=f", sisa {left} hari kerja", en=f", {left} working days left")
