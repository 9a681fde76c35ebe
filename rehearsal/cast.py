"""Who and what belongs to a story: its people by name, their vouchers, accounts and wallets."""

from typing import Any

from domain.payouts import Channel
from rehearsal.course import own_channel
from rehearsal.format import Account, AccountChange, Link, Person, Story
from rehearsal.moments import instant

Json = dict[str, Any]
"""A JSON object as it goes over the wire."""
CHANGE_HOUR = 6


def person_named(story: Story, who: str) -> Person:
    """Return the person called `who`; without a name, the first one."""
    return next(person for person in story.person if who in ("", person.who))


def voucher_of(story: Story, person: Person) -> str:
    """Return the person's voucher: as written, else the story's id in capitals."""
    if person.voucher is not None:
        return person.voucher
    number = story.person.index(person) + 1
    return story.id.upper() + (f"-{number}" if number > 1 else "")


def number_of(story: Story, account: Account) -> str:
    """Return an account's number: as written, else its owner's phone number."""
    return account.number or person_named(story, account.who).phone


def declared_accounts(story: Story, person: Person) -> list[tuple[Channel, str]]:
    """Return the accounts that the story declares for this person, in their order."""
    return [
        (account.channel, number_of(story, account))
        for account in story.account
        if person_named(story, account.who) is person
    ]


def number_linked(story: Story, person: Person, link: Link) -> str:
    """Return the number that a link names, else the person's account at its channel."""
    return link.number or first_number(story, person, link.channel)


def first_number(story: Story, person: Person, channel: Channel) -> str:
    """Return the number of the person's first account at a channel, else the phone number."""
    declared = declared_accounts(story, person)
    return next((number for its, number in declared if its is channel), person.phone)


def accounts_of(story: Story) -> list[Json]:
    """Return the declared accounts, and the wallets that people link without declaring them."""
    declared = [_account(story, account) for account in story.account]
    known = {(account["channel"], account["number"]) for account in declared}
    for person in story.person:
        for channel, number in _linked_undeclared(story, person):
            if (channel, number) not in known:
                known.add((channel, number))
                declared.append(_own_account(person, channel))
    return declared


def _linked_undeclared(story: Story, person: Person) -> list[tuple[Channel, str]]:
    """Return the wallets that must exist though the story does not declare them.

    A number that is written out and declared nowhere is one that does not exist.
    """
    if person.links is None:
        return [own_channel(person, declared_accounts(story, person))]
    return [
        (link.channel, number_linked(story, person, link))
        for link in person.links
        if link.number is None
    ]


def _own_account(person: Person, channel: Channel) -> Json:
    return {
        "channel": channel.value,
        "number": person.phone,
        "name": person.name,
        "nik": person.nik,
        "phone": person.phone,
        "upgraded": True,
        "active": True,
        "changes": [],
    }


def _account(story: Story, account: Account) -> Json:
    owner = person_named(story, account.who)
    return {
        "channel": account.channel.value,
        "number": number_of(story, account),
        "name": account.name or owner.name,
        "nik": account.nik or owner.nik,
        "phone": account.phone or owner.phone,
        "upgraded": account.upgraded,
        "active": account.active,
        "suspended": account.suspended,
        "balance_idr": account.balance_idr,
        "balance_cap_idr": account.balance_cap_idr,
        "monthly_in_idr": account.monthly_in_idr,
        "changes": [_change(change) for change in account.changes],
    }


def _change(change: AccountChange) -> Json:
    told = change.model_dump(exclude={"at"}, exclude_none=True)
    return {"at": instant(change.at, CHANGE_HOUR).isoformat(), **told}
