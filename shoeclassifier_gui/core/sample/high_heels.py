"""High heels: the heel far above the floor, a steep arch, a low pointed or open front."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, stitches, stroke

_SHANK = "2,44 8,46! 24,40 44,22 60,8 74,4 98,3! 99,1 84,0 68,0 56,4 40,17 22,34 6,39"
_STILETTO: Drawing = (
    Part("6,62 14,62 30,48 50,30 68,24 60,14 30,32 10,44", Ink.LINING, shade=0.8),
    Part(_SHANK, Ink.SOLE, roundness=1.5),
    Part(
        "1,41! 0,50 3,64 7,66! 12,56 26,42 46,26 60,20 70,25! 82,18 94,8 104,3! 96,1 76,1 "
        "62,5 44,20 24,38 8,43",
        Ink.MAIN,
        name="upper",
        roundness=7,
    ),
    Part("-4,36 -4,70 8,70 14,52 14,36", Ink.SECOND, inside="upper", roundness=1.5),
    Part("84,-2 84,14 92,22 110,12 110,-2", Ink.SECOND, inside="upper", roundness=1.5, chance=0.6),
    stitches("9,63 14,53 27,39 46,23 60,17 70,22", inside="upper"),
    Part(
        "0,42! 4,44 14,42 22,37! 13,33 9,22 7.5,10 7.5,0! 4,0! 4,14 3,28",
        Ink.SECOND,
        roundness=3,
        lift=0.6,
    ),
)
_BLOCK_STRAP: Drawing = (
    stroke("5,68 18,70 30,68 35,63", Ink.LINING, 3),
    Part("6,56 14,56 30,44 50,29 70,24 60,13 30,30 10,40", Ink.LINING, shade=0.8),
    Part(
        "2,41 8,43! 24,37 44,20 60,8 74,4 98,3! 99,1 84,0 68,0 56,4 40,15 22,31 6,36",
        Ink.SOLE,
        roundness=1.5,
    ),
    Part(
        "1,38! 0,46 2,60 4,70 9,70! 12,56 24,42 46,26 60,21 70,26! 84,21 95,12 100,4! 96,1 76,1 "
        "62,5 44,18 24,35 8,40",
        Ink.MAIN,
        name="upper",
        roundness=7,
    ),
    stitches("10,62 14,51 26,39 46,23 60,18 70,23", inside="upper"),
    stroke("4,67 14,61 26,59 35,63", Ink.MAIN, 4, lift=0.7),
    stroke("19,57 25,56 26,62 20,63 19,57", Ink.METAL, 1.2, lift=0.4),
    Part("70,25 63,33 60,27 62,20", Ink.DETAIL, roundness=2, lift=0.7),
    Part("70,25 79,30 81,24 77,18", Ink.DETAIL, roundness=2, lift=0.7),
    Part("67,27 73,27 73,22 67,22", Ink.DETAIL, roundness=2, lift=0.7),
    Part("0,39! 10,40 26,34! 23,22 21,0! 2,0! 2,20", Ink.SECOND, roundness=4, lift=0.6),
)
_PEEP_PLATFORM: Drawing = (
    Part("6,66 14,66 30,54 50,38 70,33 98,14 92,8 60,16 30,40 10,50", Ink.LINING, shade=0.7),
    Part(
        "2,50 8,52! 24,46 44,29 60,14 74,10 100,9! 102,4 98,0 70,0 60,4 40,23 22,40 6,45",
        Ink.SOLE,
        roundness=3,
    ),
    Part(
        "1,47! 0,56 3,68 7,70! 12,60 26,48 46,34 58,30 68,36! 82,32 93,22! 90,14 93,8! 76,7 "
        "62,11 44,26 24,43 8,48",
        Ink.MAIN,
        name="upper",
        roundness=7,
    ),
    stroke("67,38 80,32 94,21", Ink.SECOND, 3, inside="upper"),
    stroke("8,72 12,60 26,48 46,34 58,30 68,36", Ink.SECOND, 3, inside="upper"),
    Part(
        "0,48! 4,50 16,48 25,42! 15,38 11,24 10,0! 4,0! 3,20 2,34",
        Ink.SECOND,
        roundness=3,
        lift=0.6,
    ),
)
_SLINGBACK: Drawing = (
    stroke("12,44 10,62 30,52 50,36", Ink.LINING, 2.6),
    Part("40,34 50,32 66,27 64,14 44,20", Ink.LINING, shade=0.8),
    Part(
        "1,42 6,46! 24,40 44,23 60,8 74,4 98,3! 99,1 84,0 68,0 56,4 40,16 22,33 6,38",
        Ink.SOLE,
        roundness=1.5,
    ),
    Part(
        "42,20! 44,32 52,34! 62,25 70,27! 84,19 96,8 105,3! 96,1 76,1 62,5",
        Ink.MAIN,
        name="upper",
        roundness=7,
    ),
    stitches("45,29 52,31 62,22 70,24", inside="upper"),
    stroke("50,31 32,42 14,56 3,62 2,56", Ink.MAIN, 3.6, lift=0.7),
    stroke("3,61 3,52 6,42", Ink.MAIN, 3.6, lift=0.7),
    stroke("26,44 31,40 34,44 29,48 26,44", Ink.METAL, 1.2, lift=0.4),
    Part(
        "0,42! 4,44 14,42 24,36! 15,32 11,20 10,0! 4,0! 4,14 3,28",
        Ink.SECOND,
        roundness=3,
        lift=0.6,
    ),
)
HIGH_HEELS: tuple[Drawing, ...] = (_STILETTO, _BLOCK_STRAP, _PEEP_PLATFORM, _SLINGBACK)
