"""Whether classes differ by side, so that mirrored pictures would teach the wrong thing."""

import re
from collections.abc import Iterable

_WORDS = (
    "left", "lefts", "right", "rights", "links", "linke", "linker", "linkes", "linken",
    "rechts", "rechte", "rechter", "rechtes", "rechten", "izquierda", "izquierdo", "derecha",
    "derecho", "좌", "우", "좌측", "우측", "왼", "왼쪽", "왼발", "왼손", "오른", "오른쪽", "오른발",
    "오른손",
)  # fmt: skip
_LATIN_OR_HANGUL = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def names_of_a_side(classes: Iterable[str]) -> tuple[str, ...]:
    """The classes whose names hold a word for left or right (English, German, Spanish, Korean)."""
    return tuple(name for name in classes if not _words(name).isdisjoint(_WORDS))


def _words(name: str) -> set[str]:
    return {word.lower() for word in _LATIN_OR_HANGUL.findall(_CAMEL.sub(" ", name))}
