"""Whether an account may be linked: asked at once, answered field by field."""

from temporalio import activity

from activities.beneficiaries import beneficiary_of, refused_claim
from activities.failures import reason_of
from activities.names import CHECK_LINK
from activities.patience import started_at
from domain.clock import Clock
from domain.messages import LinkAnswer, LinkCheck
from domain.ports import Beneficiary, PartnerContract, Partners, PartnerUnavailable
from domain.reasons import Party, Reason
from records.claims import Claims
from records.people import People

REPAIRABLE = frozenset(
    {Reason.KYC_REQUIRED, Reason.WALLET_LIMIT_BALANCE, Reason.WALLET_LIMIT_MONTHLY}
)
"""The account is only not ready yet: it is linked, what it lacks is told at once, and we look again
ourselves. It is claimed only where the partner also says that it is the participant's own."""


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

        A partner that cannot be asked now, or refuses without a word about the owner, delays
        nobody: the account is checked, and claimed, two working days before the first payment, and
        just before each.
        """
        now = started_at(self._clock)
        beneficiary = await beneficiary_of(self._people, asked.journey, asked.link)
        channel = self._partners.channels[beneficiary.channel]
        try:
            check = await channel.check(beneficiary, asked.amount_idr, now)
        except (PartnerUnavailable, PartnerContract) as trouble:
            reason_of(trouble, Party.PAYMENT_PARTNER)
            taken = await self._anothers(beneficiary, asked.journey)
            return LinkAnswer(accepted=taken is None, reason=taken)
        lacks = check.reason
        if lacks is not None and lacks not in REPAIRABLE:
            return LinkAnswer(accepted=False, reason=lacks, check=check)
        if check.is_own:
            taken = await refused_claim(self._claims, beneficiary, asked.journey, now)
        else:  # A full wallet may be a stranger's: its refusal alone says nothing of the owner.
            taken = await self._anothers(beneficiary, asked.journey)
        return LinkAnswer(accepted=taken is None, reason=taken or lacks, check=check)

    async def _anothers(self, beneficiary: Beneficiary, journey: str) -> Reason | None:
        """Refuse an account that another participant has been confirmed for; claim nothing."""
        owner = await self._claims.find_by_account(beneficiary.channel, beneficiary.number)
        return None if owner in {None, journey} else Reason.ACCOUNT_ALREADY_USED
