"""Why a case does not move, on a terminal."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from console.conditions import Condition
from console.lines import both, limit, title, turn, whose
from console.why import Why
from console.wording import FACTS, day_words
from domain.casefile import CaseFile, Remedy
from domain.facts import FactKind
from domain.reasons import Reason, render

_INDENT = "   "


def why_screen(case: CaseFile, why: Why) -> RenderableType:
    """Show what is missing now and later, and which day money can come."""
    if not why.now:
        return Group(title(case), *turn(case))
    lines: list[RenderableType] = [title(case), Text("")]
    for number, condition in enumerate(why.now, start=1):
        lines += [*_condition(number, condition), Text("")]
    if why.later:
        later = [_name(condition) for condition in why.later]
        lines += both("Sesudah itu", "Afterwards", _joined(later))
    return Group(*lines, *_outlook(why))


def _condition(number: int, condition: Condition) -> Iterator[Text]:
    name = condition.title or _name(condition)
    yield Text(f"{number}. {name.id} / {name.en}", style="bold")
    yield from whose(condition.holder, condition.partner, condition.since, indent=_INDENT)
    days = condition.working_days_left
    yield from limit(condition.due, days, overdue=condition.overdue, indent=_INDENT)
    yield from both(f"{_INDENT}Bukti yang kurang", "Evidence missing", condition.missing)
    if condition.remedy is not None:
        yield from both(
            f"{_INDENT}Yang harus dilakukan", "What to do", condition.remedy, style="green"
        )
    if condition.contact:
        yield Text(f"{_INDENT}Kontak / Contact: {condition.contact}")


def _outlook(why: Why) -> Iterator[Text]:
    unknown = Remedy(id="belum dapat dihitung", en="cannot be computed yet")
    soonest = day_words(why.earliest_payout) if why.earliest_payout else unknown
    yield from both("Pembayaran paling cepat", "Earliest payout", soonest, style="bold")
    if why.decisive is None:
        waits = Remedy(
            id="tidak ada, hanya menunggu tanggal", en="nothing, it only waits for a date"
        )
        yield from both("Yang paling mempercepat", "What would help most", waits)
        return
    condition = why.decisive.condition
    what = condition.title or _name(condition)
    yield from both("Yang paling mempercepat", "What would help most", what, style="bold")
    if why.decisive.payout_if_now is not None:
        yield from both(
            f"{_INDENT}Bila hari ini", "If today", day_words(why.decisive.payout_if_now)
        )
    if why.decisive.payout_otherwise is not None:
        otherwise = day_words(why.decisive.payout_otherwise)
        yield from both(f"{_INDENT}Bila tidak", "Otherwise", otherwise)


def _name(condition: Condition) -> Remedy:
    if condition.code in set(FactKind):
        return FACTS[FactKind(condition.code)]
    if condition.code in set(Reason):
        reason = Reason(condition.code)
        return Remedy(id=render(reason, "id").title, en=render(reason, "en").title)
    return Remedy(id=condition.code, en=condition.code)


def _joined(texts: list[Remedy]) -> Remedy:
    return Remedy(id=", ".join(text.id for text in texts), en=", ".join(text.en for text in texts))
