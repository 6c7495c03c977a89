"""What a coloured thing means: one word, its sign and its two colours."""

from enum import StrEnum

from shoeclassifier_gui.ui.theme.tokens import Palette


class Tone(StrEnum):
    """The meaning that a colour carries; a sign or a word always goes with it."""

    NEUTRAL = "neutral"
    INFO = "info"
    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    UNKNOWN = "unknown"

    @property
    def icon_name(self) -> str:
        """The sign that says the same as the colour."""
        return _SIGNS.get(self, self.value)


_SIGNS = {Tone.NEUTRAL: "info", Tone.ATTENTION: "warning"}


def tone_colours(palette: Palette, tone: Tone) -> tuple[str, str]:
    """The colour of text and signs of this tone, and the soft colour to lay below it."""
    match tone:
        case Tone.NEUTRAL:
            return palette.muted, palette.sunken
        case Tone.INFO:
            return palette.accent, palette.accent_soft
        case Tone.GOOD:
            return palette.good, palette.good_soft
        case Tone.ATTENTION:
            return palette.attention, palette.attention_soft
        case Tone.BAD:
            return palette.bad, palette.bad_soft
        case Tone.UNKNOWN:
            return palette.unknown, palette.unknown_soft
