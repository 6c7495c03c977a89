"""Boots: a closed shaft above the ankle, a stacked heel, a dark gap before it."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, laces, stitches, stroke

_SOLE = (
    Part(
        "2,0! 1,8! 12,10 30,9 36,5 48,4 70,4 97,5! 101,4 99,1 88,0! 44,0 35,3 29,8 28,0!",
        Ink.SOLE,
        name="sole",
        roundness=2.5,
        lift=0.4,
    ),
    stroke("0,8 30,8 40,5 102,4", Ink.LINING, 0.9, inside="sole"),
)
_CHELSEA: Drawing = (
    Part("4,75 14,78 30,78 39,75 34,70 8,70", Ink.LINING, shade=0.6),
    Part(
        "3,8! 2,22 6,40 4,60 3,76! 12,74 26,73 40,76! 39,60 43,46 55,36 72,30 88,25 97,16 98,5! "
        "60,2! 38,2! 34,4! 30,6!",
        Ink.MAIN,
        name="upper",
        roundness=10,
    ),
    Part("14,80 15,58 21,42 28,40 33,58 34,80", Ink.SECOND, inside="upper", roundness=2),
    *(
        stroke(f"{x},80 {x + 0.4},58 {23 + (x - 23) * 0.5},42", Ink.LINING, 0.7, inside="upper")
        for x in (17, 20, 23, 26, 29, 32)
    ),
    stitches("28,38 40,22 48,6", inside="upper"),
    stitches("15,39 8,28 2,24", inside="upper"),
    stroke("1,72 -3,82 3,84 5,74", Ink.DETAIL, 2.2, lift=0.6),
    *_SOLE,
)
_TALL: Drawing = (
    Part("2,95 14,98 32,98 44,95 38,90 8,90", Ink.LINING, shade=0.6),
    Part(
        "6,12! 4,24 8,40 6,60 2,78 1,96! 20,93 45,96! 44,78 40,60 39,48 46,38 60,31 78,26 "
        "92,20 99,11 98,5! 60,2! 42,3! 34,7! 28,9!",
        Ink.MAIN,
        name="upper",
        roundness=11,
    ),
    stroke("20,96 22,66 22,40 26,12", Ink.METAL, 1.2, inside="upper"),
    stitches("24,96 26,66 26,44 30,12", inside="upper"),
    Part("-6,4 -6,34 8,32 22,20 26,4", Ink.SECOND, inside="upper", roundness=1.5),
    stroke("-2,90 20,88 50,90", Ink.SECOND, 6, inside="upper", lift=0.5),
    stroke("4,44 20,39 40,46", Ink.SECOND, 4, inside="upper", lift=0.6),
    Part("26,39! 33,40! 34,46! 27,45!", Ink.METAL, roundness=1, lift=0.5),
    Part(
        "4,0! 3,13! 14,15 30,13 38,7 50,4 70,4 97,5! 101,4 99,1 88,0! 52,0 38,3 28,10 24,0!",
        Ink.SOLE,
        roundness=2.5,
        lift=0.4,
    ),
)
_LACED: Drawing = (
    Part("4,83 14,87 26,88 36,85 34,76 8,76", Ink.LINING, shade=0.6),
    Part("30,70 33,90 40,93 46,84 52,52 44,44", Ink.SECOND),
    Part(
        "4,10! 3,24 7,42 5,66 3,84! 14,83 34,86! 41,76 43,56 50,44 62,36 76,33 90,27 98,17 98,8!",
        Ink.MAIN,
        name="upper",
        roundness=10,
    ),
    Part(
        "27,90 29,64 34,46 46,32 60,28 66,36 52,50 48,90", Ink.SECOND, inside="upper", roundness=1.5
    ),
    stitches("25,84 27,62 32,44 46,29 60,25", inside="upper"),
    stitches("72,8 70,20 74,34", inside="upper"),
    stitches("4,28 18,24 26,8", inside="upper"),
    stroke("-2,80 16,79 28,80", Ink.SECOND, 5, inside="upper"),
    *laces("39,80 40,68 42,56 49,45 58,37", 8, across=(-9, -2), width=2.2),
    Part(
        "1,0! 0,11! 30,11 40,8 60,8 98,10! 103,8 102,3 100,0! 92,0! 91,3! 86,3! 85,0! 76,0! "
        "75,3! 70,3! 69,0! 60,0! 59,3! 54,3! 53,0! 46,0! 40,3 31,5! 30,0!",
        Ink.SOLE,
        name="sole",
        roundness=2.5,
        lift=0.4,
    ),
    stitches("2,9 30,9 40,6.5 100,8", inside="sole"),
)
_STRAPPED: Drawing = (
    Part("3,71 14,74 32,74 41,71 36,65 8,65", Ink.LINING, shade=0.6),
    Part(
        "3,10! 2,24 6,40 4,56 2,72! 14,69 28,69 42,73! 40,58 44,45 58,34 74,29 90,24 98,15 98,6! "
        "60,3! 42,3! 34,6! 30,8!",
        Ink.MAIN,
        name="upper",
        roundness=10,
    ),
    stitches("46,42 42,26 52,6", inside="upper"),
    Part("-6,4 -6,32 10,30 20,20 24,4", Ink.SECOND, inside="upper", roundness=1.5),
    stroke("-2,34 18,30 34,34 50,44", Ink.SECOND, 5, inside="upper", lift=0.7),
    stroke("-2,58 20,55 48,59", Ink.SECOND, 5, inside="upper", lift=0.7),
    *(
        stroke(
            f"{x},{y} {x + 7},{y + 1} {x + 6},{y + 8} {x - 1},{y + 7} {x},{y}",
            Ink.METAL,
            1.4,
            lift=0.5,
        )
        for x, y in ((24, 27), (24, 52))
    ),
    Part(
        "2,0! 1,11! 14,13 30,11 38,6 50,5 70,5 97,6! 101,5 99,1 88,0! 48,0 38,3 30,9 28,0!",
        Ink.SOLE,
        roundness=2.5,
        lift=0.4,
    ),
)
BOOTS: tuple[Drawing, ...] = (_CHELSEA, _TALL, _LACED, _STRAPPED)
