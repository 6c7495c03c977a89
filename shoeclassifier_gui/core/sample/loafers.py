"""Loafers: low and slim, a wide opening, a moccasin seam round the front, no laces."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, stitches, stroke

_SOLE = (
    Part(
        "2,0! 1,7! 12,8 28,7 34,4 50,4 74,4 97,6! 101,5 99,2 88,0! 40,0 32,2 28,5 27,0!",
        Ink.SOLE,
        name="sole",
        roundness=2,
        lift=0.4,
    ),
    stitches("1,6 28,6 36,3 100,5", inside="sole"),
)
_UPPER = (
    "2,6! 1,18 4,30 3,35 8,35! 18,28 32,24 46,25 53,31! 66,31 80,27 92,21 98,13 98,5! 60,3 34,3"
)
_OPENING = Part("5,33 18,36 36,35 54,36 56,26 32,18 10,22", Ink.LINING, shade=0.7)
_MOCCASIN_SEAM = stroke("52,24 66,22 80,20 90,19 100,20", Ink.SECOND, 2.4, inside="upper", lift=0.4)
_PENNY: Drawing = (
    _OPENING,
    Part("44,28 49,36 58,36 64,30", Ink.SECOND),
    Part(_UPPER, Ink.MAIN, name="upper", roundness=7),
    Part(
        "52,40 52,23 66,21.5 82,20 104,20 104,40",
        Ink.MAIN,
        name="apron",
        inside="upper",
        roundness=2,
    ),
    _MOCCASIN_SEAM,
    stitches("50,21 66,19 80,17 100,16", inside="upper"),
    Part(
        "55,2! 53,30 54,36 69,36 70,30 68,2!", Ink.SECOND, inside="upper", roundness=1.5, lift=0.6
    ),
    Part("58,24 60,28 66,28 66,24 62,25", Ink.LINING, inside="upper", shade=0.7, roundness=0.6),
    Part("-4,4 -4,40 9,40 12,24 16,4", Ink.SECOND, inside="upper", roundness=1.5),
    stitches("7,32 18,25 32,21 46,22", inside="upper"),
    *_SOLE,
)
_TASSEL: Drawing = (
    _OPENING,
    Part("43,28 48,37 58,37 65,30", Ink.SECOND),
    Part(_UPPER, Ink.MAIN, name="upper", roundness=7),
    Part("52,40 52,23 66,21.5 82,20 104,20 104,40", Ink.SECOND, inside="upper", roundness=2),
    _MOCCASIN_SEAM,
    stroke("6,30 18,23.5 32,20 46,21 56,28", Ink.DETAIL, 1.8, inside="upper"),
    stroke("56,32 60,29", Ink.DETAIL, 3, lift=0.5),
    *(
        Part(
            f"{x},29 {x + 3},29! {x + 6 + lean},15! {x - 1 + lean},14!",
            Ink.DETAIL,
            roundness=1.5,
            lift=0.8,
        )
        for x, lean in ((57, -3), (61, 3))
    ),
    Part("-4,4 -4,40 9,40 12,24 16,4", Ink.SECOND, inside="upper", roundness=1.5),
    *_SOLE,
)
_BIT: Drawing = (
    _OPENING,
    Part("44,28 49,36 58,36 64,30", Ink.SECOND),
    Part(_UPPER, Ink.MAIN, name="upper", roundness=7),
    Part("52,40 52,23 66,21.5 82,20 104,20 104,40", Ink.SECOND, inside="upper", roundness=2),
    _MOCCASIN_SEAM,
    stroke("55,20 62,31 68,34", Ink.METAL, 2.2, lift=0.6),
    stroke("54,24 52,20 55,17 59,19 58,23 54,24", Ink.METAL, 1.6, lift=0.6),
    stitches("7,32 18,25 32,21 46,22", inside="upper"),
    *_SOLE,
)
_SLIPPER: Drawing = (
    _OPENING,
    Part(_UPPER, Ink.MAIN, name="upper", roundness=7),
    stroke("5,36 18,28 32,24 46,25 54,32", Ink.SECOND, 4, inside="upper"),
    _MOCCASIN_SEAM,
    Part("66,26 70,30 74,26 70,22", Ink.DETAIL, inside="upper", roundness=2, chance=0.6),
    Part("1,1! 1,6! 30,5 60,4 97,6! 101,5 99,1 80,0 20,0", Ink.SOLE, roundness=2, lift=0.4),
)
LOAFERS: tuple[Drawing, ...] = (_PENNY, _TASSEL, _BIT, _SLIPPER)
