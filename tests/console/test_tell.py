import io

import pytest
from hypothesis import given, settings
from rich.console import Console, RenderableType

from console.tell import history_screen, status_screen
from console.tell_why import why_screen
from console.why import explain
from console.wording import event_words
from domain.casefile import CaseFile, Happening
from domain.payouts import TrancheStatus
from domain.reasons import Party, Reason
from domain.stages import Stage
from tests.console.casefiles import TODAY, WORKDAYS, at, case, cases, shown, tranche


def printed(screen: RenderableType) -> str:
    out = io.StringIO()
    Console(file=out, width=200, highlight=False, markup=False).print(screen)
    return out.getvalue()


OVERDUE = case(Stage.RATED, Reason.REPORT_NOT_SENT_LP, due=at(12), overdue=True)
OVERDUE = OVERDUE.model_copy(
    update={
        "holder": OVERDUE.holder.model_copy(
            update={"partner": "belajaria", "working_days_left": -2}
        )
    }
)


def test_the_status_says_who_since_when_until_when_how_late_and_what_to_do() -> None:
    screen = printed(status_screen(OVERDUE))

    assert "Giliran: Lembaga pelatihan (belajaria), sejak Jumat, 1 Mei 2020" in screen
    assert "Batas: Selasa, 12 Mei 2020, lewat batas 2 hari kerja" in screen
    assert "Due: Tuesday, 12 May 2020, overdue by 2 working days" in screen
    reason = OVERDUE.reason
    assert reason is not None
    assert screen.index(reason.remedy.id[:40]) < screen.index(reason.remedy.en[:40])


def test_an_incentive_that_cannot_be_paid_is_shown_with_its_reason_and_without_the_bare_word() -> (
    None
):
    refused = tranche(1, TrancheStatus.GAGAL, reason=shown(Reason.DEADLINE_PASSED))
    told = case(Stage.CERTIFIED, Reason.DEADLINE_PASSED, tranches=[refused])
    screen = printed(history_screen(told))

    assert "Tidak dapat dibayar / Cannot be paid" in screen
    assert shown(Reason.DEADLINE_PASSED).title.id in screen
    assert "gagal" not in screen.lower()


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        ("report.sent", "Laporan dikirim", "Report sent"),
        ("certified", "Tahap: Bersertifikat", "Stage: Certified"),
        ("training-2 promised", "Insentif 2: tanggal dijanjikan", "Incentive 2: date promised"),
        ("survey-1 paid", "Insentif survei 1: terbayar", "Survey incentive 1: paid"),
        ("account refused", "Rekening belum diterima", "Account not accepted"),
        ("something new", "something new", "something new"),
        ("Gagal", "tidak dapat dibayar", "tidak dapat dibayar"),
    ],
)
def test_a_line_of_the_timeline_has_words_in_both_languages(
    event: str, indonesian: str, english: str
) -> None:
    words = event_words(event)
    assert (words.id, words.en) == (indonesian, english)


def test_markup_in_a_detail_is_shown_and_not_obeyed() -> None:
    line = Happening(at=at(2), event="waived", party=Party.PMO, detail="[red]x[/red] GAGAL")
    told = OVERDUE.model_copy(update={"timeline": [line]})
    screen = printed(history_screen(told))
    assert "[red]x[/red]" in screen
    assert "gagal" not in screen.lower()


@settings(deadline=None, derandomize=True, max_examples=60)
@given(cases)
def test_every_case_can_be_shown_and_no_screen_shows_the_bare_word(any_case: CaseFile) -> None:
    why = explain(any_case, TODAY, WORKDAYS)
    screen = printed(history_screen(any_case)) + printed(why_screen(any_case, why))
    assert "gagal" not in screen.lower()
