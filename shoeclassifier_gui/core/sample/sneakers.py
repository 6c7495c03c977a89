"""Sneakers: a thick sole, laces over a tongue, a toe cap and marks on the side."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, laces, stitches, stroke

_LOW_UPPER = "3,9! 3,22 5,34 3,46 8,49 13,43 23,37 34,38 43,49! 52,45 63,35 75,26 88,21 95,16 97,9!"
_RUNNER: Drawing = (
    Part("6,42 16,47 28,44 42,50 44,36 26,28 10,32", Ink.LINING, shade=0.75),
    Part("34,36 40,56 47,60 54,55 62,38 50,30", Ink.SECOND),
    Part(_LOW_UPPER, Ink.MAIN, name="upper", roundness=9),
    Part("-6,4 -6,54 9,54 14,40 20,26 30,4", Ink.SECOND, inside="upper", roundness=1.5),
    Part("74,4 76,18 84,32 108,32 108,4", Ink.SECOND, inside="upper", roundness=1.5),
    Part("40,54 35,38 46,34 60,25 73,18 82,24 64,40", Ink.SECOND, inside="upper", roundness=1.5),
    stitches("37,36 47,31 60,22 73,15", inside="upper"),
    stroke("38,10 50,26", Ink.DETAIL, 3.6, inside="upper"),
    stroke("47,10 58,23", Ink.DETAIL, 3.6, inside="upper"),
    *laces("45,44 54,39 63,32 72,25", 5, across=(-5.5, -9)),
    stroke("43,50 34,52 36,45 44,47", Ink.DETAIL, 1.8, lift=0.8),
    stroke("44,50 54,55 54,48 45,47", Ink.DETAIL, 1.8, lift=0.8),
    Part(
        "0,4 0,11 3,14! 20,13 50,11 78,13 97,15! 102,11 100,5 92,1 60,0 12,0",
        Ink.SOLE,
        name="sole",
        roundness=4,
        lift=0.5,
    ),
    stroke("-2,4.5 30,3.5 70,3.5 104,7", Ink.SECOND, 2.6, inside="sole"),
    stroke("-2,10 30,9 60,8 104,11", Ink.LINING, 0.8, inside="sole"),
)
_HIGH_TOP: Drawing = (
    Part("6,64 20,69 36,66 44,58 34,50 12,52", Ink.LINING, shade=0.75),
    Part("30,56 36,74 44,77 50,70 58,46 46,40", Ink.SECOND),
    Part(
        "4,9! 4,26 6,44 3,62 5,66 18,63 36,65! 44,58 52,44 64,33 78,27 90,21 96,15 97,9!",
        Ink.MAIN,
        name="upper",
        roundness=9,
    ),
    Part(
        "30,70 32,56 40,42 52,32 66,24 78,22 82,30 60,46 44,72",
        Ink.SECOND,
        inside="upper",
        roundness=1.5,
    ),
    stroke("5,10 7,34 4,66", Ink.SECOND, 7, inside="upper"),
    Part("78,4 76,16 80,27 90,32 108,30 108,4", Ink.SOLE, inside="upper", roundness=2),
    Part("21,40 27,46 33,40 27,34", Ink.DETAIL, inside="upper", roundness=2),
    stitches("30,64 31,56 38,42 50,31 65,22", inside="upper"),
    stitches("12,12 20,30 34,34", inside="upper"),
    *laces("38,63 43,54 52,43 63,34 73,28", 7, across=(-7, -8)),
    stroke("37,66 27,66 30,58 38,62", Ink.DETAIL, 1.8, lift=0.8),
    stroke("38,66 48,71 49,63 39,62", Ink.DETAIL, 1.8, lift=0.8),
    Part(
        "1,1! 1,13! 30,12 60,12 97,13! 101,12 101,5 98,1!",
        Ink.SOLE,
        name="sole",
        roundness=3,
        lift=0.5,
    ),
    stroke("-2,10 50,9 104,10", Ink.DETAIL, 1.4, inside="sole"),
    stroke("-2,2 104,2", Ink.LINING, 2.2, inside="sole"),
)
_CHUNKY: Drawing = (
    Part("6,46 16,51 28,48 42,54 44,40 26,32 10,36", Ink.LINING, shade=0.75),
    Part("33,42 37,60 45,65 54,58 62,42 50,34", Ink.SECOND),
    Part(
        "3,13! 2,26 5,38 2,50 7,53 13,47 23,41 34,42 43,53! 52,49 63,40 75,31 88,27 97,20 98,13!",
        Ink.MAIN,
        name="upper",
        roundness=9,
    ),
    Part(
        "-6,14 16,16 34,28 52,20 70,14 108,24 108,4 -6,4", Ink.SECOND, inside="upper", roundness=1.5
    ),
    Part("40,58 35,42 46,38 60,29 73,23 82,28 64,45", Ink.SECOND, inside="upper", roundness=1.5),
    Part("-6,30 -6,58 10,56 14,44 10,30", Ink.DETAIL, inside="upper", roundness=1.5),
    stroke("14,38 24,24 44,26", Ink.DETAIL, 2.4, inside="upper"),
    stitches("37,40 47,35 60,26 73,20", inside="upper"),
    *laces("45,49 54,44 63,37 72,30", 5, across=(-5.5, -9), width=2.8),
    stroke("43,55 33,57 36,49 44,52", Ink.DETAIL, 2, lift=0.8),
    Part(
        "-3,8 -2,16 4,19! 24,14 44,18 60,13 80,16 97,20! 104,15 103,8 95,1 70,2 60,4 50,1 10,0",
        Ink.SOLE,
        name="sole",
        roundness=5,
        lift=0.5,
    ),
    stroke("-2,6 18,7 30,11 46,7 70,8 104,11", Ink.LINING, 1.2, inside="sole"),
    stroke("-2,0.5 30,1 60,2 102,2", Ink.SECOND, 2.4, inside="sole"),
)
_SKATE: Drawing = (
    Part("6,42 16,46 28,43 42,49 44,36 26,28 10,32", Ink.LINING, shade=0.7),
    Part("33,38 38,57 46,61 54,55 62,38 50,30", Ink.SECOND),
    Part(
        "3,9! 3,22 5,34 3,45 8,48 14,42 24,38 35,40 43,50! 52,45 62,36 73,29 86,25 96,18 98,9!",
        Ink.MAIN,
        name="upper",
        roundness=9,
    ),
    Part("40,54 35,40 46,34 60,26 74,21 82,26 64,42", Ink.SECOND, inside="upper", roundness=1.5),
    Part("82,2 80,16 84,22 92,24 108,24 108,2", Ink.SOLE, inside="upper", roundness=2),
    stroke("5,10 7,30 4,50", Ink.SECOND, 8, inside="upper"),
    stroke("10,26 24,20 36,24 46,30 58,18 72,12", Ink.DETAIL, 3.4, inside="upper"),
    stitches("37,38 47,31 60,23 74,18", inside="upper"),
    *laces("45,45 54,39 63,33 72,27", 5, across=(-5.5, -9)),
    stroke("43,51 34,54 36,46 44,48", Ink.DETAIL, 1.8, lift=0.8),
    stroke("44,51 54,56 54,49 45,48", Ink.DETAIL, 1.8, lift=0.8),
    Part(
        "1,1! 1,13! 30,12 60,12 97,13! 101,12 101,5 98,1!",
        Ink.SOLE,
        name="sole",
        roundness=3,
        lift=0.5,
    ),
    stroke("-2,9 50,8 104,9", Ink.DETAIL, 1.4, inside="sole"),
    stroke("-2,2 104,2", Ink.LINING, 2.2, inside="sole"),
)
SNEAKERS: tuple[Drawing, ...] = (_RUNNER, _HIGH_TOP, _CHUNKY, _SKATE)
