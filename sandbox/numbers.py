"""Account numbers in one form, so that the same wallet is the same wallet."""


def canonical(number: str) -> str:
    """Return a phone number as 628..., however it was written; other numbers as they are."""
    digits = number.replace(" ", "").replace("-", "").removeprefix("+")
    return f"62{digits[1:]}" if digits.startswith("08") else digits
