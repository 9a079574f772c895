"""To whom a schedule or the daily report may mail: who can log in anyhow, and the shop's own mailboxes.

Both are a standing way out of the account, so no address goes that nobody vouches for. An account does
where the user pool has verified its address: people may write another one into their own account, and until
it is verified it may be anybody's. The shop's domain does: mails come from it, which its DNS proves.
"""

from collections.abc import Iterable, Sequence

from tally.domain.answering.caller import Caller, Role
from tally.domain.errors import Misconfigured


def find_owner(owner: str, accounts: Iterable[Caller]) -> Caller | None:
    """The account of who saved something, as it stands with what they saved; None where it is no more."""
    return next((each for each in accounts if each.name.casefold() == owner.casefold()), None)


def check_recipients(addresses: Iterable[str], accounts: Iterable[Caller], sender: str) -> None:
    """Misconfigured where one of them may not be mailed, or where nobody may: without a `sender`."""
    if not sender:
        raise Misconfigured("no mail is sent: write mail_from in tally.toml and deploy again")
    refuse_strangers(addresses, accounts, sender)


def refuse_strangers(addresses: Iterable[str], accounts: Iterable[Caller], sender: str) -> None:
    """Misconfigured where one of them may not be mailed."""
    if strangers := find_strangers(addresses, accounts, sender):
        raise Misconfigured(
            f"{', '.join(strangers)}: no verified address of an account with a role, and not of the "
            "domain that mails come from"
        )


def find_strangers(addresses: Iterable[str], accounts: Iterable[Caller], sender: str) -> Sequence[str]:
    """Those that neither are of an account with a role nor end with the domain that mails come from."""
    known = {each.email.casefold() for each in accounts if each.email and each.groups & set(Role)}
    domain = sender.rpartition("@")[2].casefold()  # without a sender none
    return [
        address
        for address in addresses
        if address.casefold() not in known and address.rpartition("@")[2].casefold() != domain
    ]
