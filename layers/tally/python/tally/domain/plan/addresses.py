"""An e-mail address or a phone number by which somebody asks to be found, as it may have been stored."""

from tally.domain.plan.personal_data import hash_text, is_hashed, is_phone, normalise, plain_name

OWN_NAMES = frozenset(
    map(
        plain_name,
        (
            *("email", "$email", "email_address", "mail", "user_email", "customer_email"),
            *("phone", "$phone", "phone_number", "mobile", "mobile_phone", "telephone", "tel"),
        ),
    )
)
"""Traits that hold a person's own address. Any other may hold somebody else's, as `referred_by` does."""


def is_own(name: str) -> bool:
    """Whether a trait of this name holds the person's own e-mail address or phone number."""
    return plain_name(name) in OWN_NAMES


def may_be_an_address(text: str) -> bool:
    """Whether it may be an e-mail address, a phone number, or the hash of one."""
    return "@" in text or is_hashed(text.strip()) or is_phone(text)


def spell_address(text: str, salt: bytes | None) -> frozenset[str]:
    """The texts that it may be stored as, in small letters; without a salt, hashes are not among them."""
    plain = normalise(text).lower()
    return frozenset((plain,) if salt is None else (plain, hash_text(text.strip(), salt)))
