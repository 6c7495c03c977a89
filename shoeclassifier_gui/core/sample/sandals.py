"""Sandals: a footbed and straps, with the background seen between them."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, stitches, stroke

_BED = "1,2 0,10 3,13! 20,12 44,11 70,10 98,13! 102,9 99,3 90,0 50,1 10,0"
_FOOTBED = (
    Part(_BED, Ink.SOLE, name="bed", roundness=4),
    stroke("-2,11 30,10.5 70,8.5 104,12", Ink.LINING, 2.2, inside="bed"),
    stroke("-2,2 50,2 104,3", Ink.SECOND, 2.0, inside="bed"),
)


def _far(path: str, width: float) -> Part:
    return Part(path, Ink.MAIN, width=width, roundness=width * 0.45, shade=0.55)


def _strap(path: str, width: float, ink: Ink = Ink.MAIN) -> Part:
    return Part(path, ink, width=width, roundness=width * 0.25, lift=0.7)


def _buckle(x: float, y: float) -> Part:
    return stroke(
        f"{x - 3},{y - 3} {x + 3},{y - 2} {x + 3},{y + 3} {x - 3},{y + 3} {x - 3},{y - 3}",
        Ink.METAL,
        1.5,
        lift=0.4,
    )


_TREKKING: Drawing = (
    _far("90,9 84,22 70,27", 6),
    _far("46,9 47,30 40,42 22,45", 6),
    _strap("14,8 6,24 5,36 8,44", 7),
    _strap("6,42 18,47 32,47 44,42", 6.5),
    _strap("22,8 34,24 44,38", 6.5, Ink.SECOND),
    _strap("44,8 49,26 42,44", 8),
    _strap("44,38 58,32 72,27", 5.5, Ink.SECOND),
    _strap("62,8 70,20 76,27", 7, Ink.SECOND),
    _strap("68,28 80,25 86,8", 9),
    _buckle(47, 26),
    _buckle(81, 22),
    *_FOOTBED,
)
_CROSSED: Drawing = (
    _far("92,9 84,24 66,32 52,38", 6),
    _far("50,9 58,28 72,32", 6),
    _far("46,9 44,32 30,46 18,46", 5),
    _strap("14,8 6,24 6,38 12,46", 6.5),
    _strap("10,44 22,48 34,46 46,34", 5.5),
    _strap("34,8 44,24 60,32 76,29", 8, Ink.SECOND),
    _strap("84,7 74,22 60,33 46,37", 8.5),
    Part("58,36 64,37 66,31 60,29", Ink.METAL, roundness=2, lift=0.5),
    _buckle(28, 46),
    *_FOOTBED,
)
_TWO_BAND: Drawing = (
    _far("62,9 60,24 52,33 44,32", 7),
    _far("90,9 86,21 78,27 70,25", 7),
    _far("44,32 34,42 20,46", 4.5),
    _strap("14,8 5,22 4,36 10,45", 6),
    _strap("9,43 22,46 34,42 46,32", 5),
    Part("36,6! 39,21 47,35! 57,36! 53,22 50,6!", Ink.MAIN, name="rear", roundness=3, lift=0.6),
    Part("66,6! 68,17 75,30! 85,29! 81,17 80,6!", Ink.MAIN, name="front", roundness=3, lift=0.6),
    stitches("38,10 41,21 49,35", inside="rear"),
    stitches("68,10 70,18 77,30", inside="front"),
    Part("38,18! 49,21! 54,29! 42,28!", Ink.SECOND, inside="rear", roundness=1.5, lift=0.4),
    Part("67,14! 78,17! 83,25! 71,24!", Ink.SECOND, inside="front", roundness=1.5, lift=0.4),
    _buckle(46, 24),
    _buckle(75, 20),
    *_FOOTBED,
)
_GLADIATOR: Drawing = (
    *(
        _far(path, 4.5)
        for path in (
            "86,9 82,20 72,24",
            "68,9 66,25 60,30",
            "44,9 48,36 42,46",
            "10,56 22,59 38,56",
        )
    ),
    _strap("14,8 8,26 6,58", 7),
    _strap("84,22 72,25 58,31 46,42 40,58", 5, Ink.SECOND),
    _strap("78,7 84,22", 5),
    _strap("58,7 72,26", 5),
    _strap("34,7 56,32", 5),
    _strap("10,26 28,27 46,42", 5),
    _strap("8,41 22,38 43,47", 5),
    _strap("6,56 22,53 40,57", 5),
    _buckle(23, 54),
    *_FOOTBED,
)
SANDALS: tuple[Drawing, ...] = (_TREKKING, _CROSSED, _TWO_BAND, _GLADIATOR)
