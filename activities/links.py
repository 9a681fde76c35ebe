"""Whether an account may be linked: asked at once, answered field by field."""

from temporalio import activity

from activities.beneficiaries import beneficiary_of
from activities.failures import reason_of
from activities.names import CHECK_LINK
from activities.patience import started_at
from domain.clock import Clock
from domain.messages import LinkAnswer, LinkCheck
from domain.ports import PartnerContract, Partners, PartnerUnavailable
from domain.reasons import Party, Reason
from records.claims import ClaimedByAnother, Claims
from records.people import People

REPAIRABLE = frozenset(
    {Reason.KYC_REQUIRED, Reason.WALLET_LIMIT_BALANCE, Reason.WALLET_LIMIT_MONTHLY}
)
"""The account is the participant's own and only not ready yet: it is linked, what it lacks is told
at once, and we look again ourselves."""


class LinkActivities:
    """Checks and claims payout accounts."""

    def __init__(self, partners: Partners, people: People, claims: Claims, clock: Clock) -> None:
        self._partners = partners
        self._people = people
        self._claims = claims
        self._clock = clock

    @activity.defn(name=CHECK_LINK)
    async def check_link(self, asked: LinkCheck) -> LinkAnswer:
        """Ask the bank or wallet, then claim the account: one account serves one participant.

        A partner that cannot be asked now delays nobody: the account is checked again two
        working days before the first payment, and just before each.
        """
        now = started_at(self._clock)
        beneficiary = await beneficiary_of(self._people, asked.journey, asked.link)
        channel = self._partners.channels[beneficiary.channel]
        check = None
        try:
            check = await channel.check(beneficiary, asked.amount_idr, now)
        except (PartnerUnavailable, PartnerContract) as trouble:
            reason_of(trouble, Party.PAYMENT_PARTNER)
        lacks = check.reason if check is not None else None
        if lacks is not None and lacks not in REPAIRABLE:
            return LinkAnswer(accepted=False, reason=lacks, check=check)
        try:
            await self._claims.claim_account(
                beneficiary.channel, beneficiary.number, asked.journey, at=now
            )
        except ClaimedByAnother:
            return LinkAnswer(accepted=False, reason=Reason.ACCOUNT_ALREADY_USED, check=check)
        return LinkAnswer(accepted=True, reason=lacks, check=check)
