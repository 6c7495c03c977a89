"""How a share is rounded to whole per cent, and how sentences of this room write it."""


def whole_percent(share: float) -> tuple[str, int]:
    """A share (0 to 1) as whole per cent, never rounded up to a certainty it has not.

    Returns:
        A sign, "<" or ">" or none, and the number that it stands before.
    """
    if 0 < share <= 0.005:
        return "<", 1
    if 0.995 <= share < 1:
        return ">", 99
    return "", round(share * 100)


def percent_text(share: float) -> str:
    """Examples: "97 %", "< 1 %" (but not nothing), "> 99 %" (but not all)."""
    sign, number = whole_percent(share)
    return f"{sign} {number} %".lstrip()
