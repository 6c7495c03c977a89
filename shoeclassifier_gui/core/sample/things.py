"""Things that are no shoes, to try what the program says of a stranger."""

from shoeclassifier_gui.core.sample.parts import Drawing, Ink, Part, stroke

_MUG: Drawing = (
    stroke("70,66 92,64 95,40 84,22 68,24", Ink.MAIN, 8),
    Part("14,76 16,82 44,86 70,82 73,76 44,70", Ink.LINING, shade=0.7),
    Part(
        "14,77! 15,40 18,10 22,2! 44,0 66,2! 70,10 73,40 74,77! 60,71 44,69 28,71",
        Ink.MAIN,
        name="mug",
        roundness=12,
    ),
    stroke("8,58 44,52 80,58", Ink.SECOND, 9, inside="mug"),
    stroke("8,22 44,16 80,22", Ink.DETAIL, 3, inside="mug"),
)
_BOTTLE: Drawing = (
    Part(
        "28,4! 40,0 60,0 72,4! 72,56 70,66 60,76 58,98! 42,98! 40,76 30,66 28,56",
        Ink.MAIN,
        name="bottle",
        roundness=10,
    ),
    Part("41,97! 59,97! 59,108! 41,108!", Ink.SECOND, roundness=4, lift=0.5),
    Part("20,18! 50,14 80,18! 80,52! 50,48 20,52!", Ink.DETAIL, inside="bottle", roundness=1.5),
    stroke("34,38 50,36 66,38", Ink.LINING, 5, inside="bottle"),
    stroke("34,27 50,25 62,26", Ink.LINING, 2, inside="bottle"),
)
_BALL: Drawing = (
    Part("50,0 85,15 100,50 85,85 50,100 15,85 0,50 15,15", Ink.MAIN, name="ball", roundness=30),
    stroke("20,110 44,70 40,30 16,-6", Ink.DETAIL, 2.5, inside="ball"),
    stroke("84,110 66,70 68,30 88,-6", Ink.DETAIL, 2.5, inside="ball"),
    stroke("-8,56 30,46 70,46 108,58", Ink.DETAIL, 2.5, inside="ball"),
)
_BOOK: Drawing = (
    Part("6,2! 96,2! 98,16! 98,24! 6,24!", Ink.SOLE, roundness=2),
    stroke("8,8 96,8", Ink.LINING, 0.6),
    stroke("8,13 96,13", Ink.LINING, 0.6),
    stroke("8,18 96,18", Ink.LINING, 0.6),
    Part("2,0! 100,0! 100,4! 8,5 8,21 100,22! 100,26! 2,26! -1,13", Ink.MAIN, roundness=2.5),
    Part("6,26! 100,26! 82,60! -10,60!", Ink.MAIN, name="cover", roundness=3),
    Part("20,34! 76,34! 68,52! 12,52!", Ink.DETAIL, inside="cover", roundness=1.5),
    stroke("26,45 62,45", Ink.SECOND, 3, inside="cover"),
    stroke("26,39 56,39", Ink.SECOND, 2, inside="cover"),
)
_PLANT: Drawing = (
    *(
        Part(path, Ink.SECOND, roundness=4, lift=0.6)
        for path in (
            "50,36! 30,60 8,70 2,88! 24,82 44,66",
            "50,36! 70,58 94,66 102,84! 78,80 58,66",
            "50,36! 34,66 26,90 34,110! 48,92 54,64",
            "50,36! 64,66 76,88 70,108! 54,92 48,64",
            "50,34! 30,46 6,46 -6,56! 14,62 40,54",
            "50,34! 70,46 92,44 106,52! 86,60 60,54",
        )
    ),
    Part("24,40! 76,40! 68,2! 50,0 32,2!", Ink.MAIN, name="pot", roundness=9),
    Part("20,34! 80,34! 79,44! 21,44!", Ink.MAIN, roundness=4, lift=0.8),
)
_BANANA: Drawing = (
    Part(
        "-2,62! 4,64! 16,40 40,24 70,24 94,36! 102,30! 100,22! 80,6 46,0 16,14 2,38",
        Ink.MAIN,
        name="banana",
        roundness=9,
    ),
    stroke("2,56 16,30 44,12 74,13 98,28", Ink.SECOND, 1.6, inside="banana"),
    Part("-10,52 -10,70 8,70 4,54", Ink.LINING, inside="banana", roundness=2, shade=0.7),
    Part("96,20 96,40 110,36 108,20", Ink.LINING, inside="banana", roundness=2, shade=0.7),
)
_KEY: Drawing = (
    stroke("16,22 30,32 28,50 14,56 0,48 0,30 16,22", Ink.METAL, 9),
    stroke("28,39 98,39", Ink.METAL, 7),
    Part("72,38! 72,20! 80,20! 80,26! 84,26! 84,20! 92,20! 92,38!", Ink.METAL, roundness=2),
    stroke("4,46 -6,58 2,68 10,56", Ink.DETAIL, 2, lift=0.6),
)
_CHAIR: Drawing = (
    stroke("34,50 32,4", Ink.LINING, 5),
    stroke("84,50 86,4", Ink.LINING, 5),
    stroke("16,110 18,48 14,0", Ink.SECOND, 6),
    Part("12,110! 22,112! 26,74! 15,72!", Ink.MAIN, roundness=3, lift=0.4),
    stroke("20,26 80,26", Ink.SECOND, 3),
    stroke("76,46 78,0", Ink.SECOND, 6),
    Part("12,54 16,44! 84,44! 90,52 84,58 18,60", Ink.MAIN, roundness=4, lift=0.6),
)
_APPLE: Drawing = (
    Part(
        "50,84 30,92 6,80 2,48 16,14 36,0 50,5 64,0 84,14 98,48 94,80 70,92", Ink.MAIN, roundness=24
    ),
    stroke("50,82 52,96 60,108", Ink.LINING, 4),
    Part("54,94! 66,108 90,108! 80,92 64,88", Ink.SECOND, roundness=4, lift=0.6),
)
_CLOCK: Drawing = (
    stroke("24,14 16,0", Ink.SECOND, 6),
    stroke("76,14 84,0", Ink.SECOND, 6),
    Part("16,88 8,104 28,110 40,98", Ink.SECOND, roundness=5),
    Part("84,88 92,104 72,110 60,98", Ink.SECOND, roundness=5),
    Part("50,4 82,18 96,50 82,84 50,98 18,84 4,50 18,18", Ink.MAIN, roundness=6),
    Part("50,14 75,25 86,50 75,76 50,88 25,76 14,50 25,25", Ink.SOLE, roundness=2),
    stroke("50,50 50,78", Ink.DETAIL, 3, lift=0.4),
    stroke("50,50 70,40", Ink.DETAIL, 4, lift=0.4),
)
THINGS: tuple[Drawing, ...] = (
    _MUG,
    _BOTTLE,
    _BALL,
    _BOOK,
    _PLANT,
    _BANANA,
    _KEY,
    _CHAIR,
    _APPLE,
    _CLOCK,
)
