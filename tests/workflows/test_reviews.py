"""Reviews: asked on the sites that have them, waived by rule or by a named person."""

import pytest

from domain.casefile import CaseFile, Step
from domain.facts import FactKind, Site, Source
from domain.reasons import Reason
from domain.stages import Stage
from engine.messages import Refused, waive
from tests.workflows.lives import Life, account, direct_buyer, somebody
from tests.workflows.rig import Rig

ONLY_MARKETPLACE = {"rates": {"marketplace": "2020-08-02 11:00"}}


def review(case: CaseFile, site: Site) -> Step:
    [step] = [step for step in case.steps if step.site is site]
    return step


async def waive_review(rig: Rig, life: Life, site: Site) -> None:
    await waive(rig.engine, life.nik, FactKind.REVIEW_SUBMITTED, site, "SITE_OFFLINE", "officer-17")


async def test_a_site_without_reviews_is_not_waited_for(rig: Rig) -> None:
    life = direct_buyer("kampusmaju")
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-08")
        case = await rig.case(journey)
    assert case.stage is Stage.CERTIFIED
    assert review(case, Site.PROVIDER).state == "waived"
    assert review(case, Site.PROVIDER).source is Source.WAIVED


async def test_a_missing_review_names_its_site_until_somebody_waives_it(rig: Rig) -> None:
    life = somebody(**ONLY_MARKETPLACE)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await rig.until("2020-08-10")
        waiting = await rig.case(journey)
        await waive_review(rig, life, Site.PROVIDER)
        waived = await rig.case(journey)
        await rig.until("2020-08-20")
        case = await rig.case(journey)
    assert waiting.stage is Stage.LEARNED
    assert waiting.reason is not None
    assert waiting.reason.code is Reason.RATING_MISSING_LP
    assert review(waiting, Site.MARKETPLACE).state == "done"
    assert review(waived, Site.PROVIDER).state == "waived"
    assert review(waived, Site.PROVIDER).receipt == "SITE_OFFLINE"
    assert waived.stage is Stage.RATED
    assert case.stage is Stage.CERTIFIED


async def test_a_waiver_before_its_turn_counts_when_the_turn_comes(rig: Rig) -> None:
    life = somebody(**ONLY_MARKETPLACE)
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        await waive_review(rig, life, Site.PROVIDER)
        await rig.until("2020-08-09")
        assert (await rig.case(journey)).stage is Stage.CERTIFIED


@pytest.mark.parametrize("kind", [kind for kind in FactKind if kind != "review.submitted"])
async def test_evidence_cannot_be_waived(rig: Rig, kind: FactKind) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        journey = await rig.enrol(life)
        with pytest.raises(Refused, match="NOT_WAIVABLE"):
            await waive(rig.engine, life.nik, kind, None, "SITE_OFFLINE", "officer-17")
        case = await rig.case(journey)
    assert "waived" not in {line.event for line in case.timeline}


async def test_a_review_cannot_be_waived_on_no_site(rig: Rig) -> None:
    life = somebody()
    rig.counterparts.tell([life], [account(life)])

    async with rig.working():
        await rig.enrol(life)
        with pytest.raises(Refused, match="NOT_WAIVABLE"):
            await waive(rig.engine, life.nik, FactKind.REVIEW_SUBMITTED, None, "X", "officer-17")
