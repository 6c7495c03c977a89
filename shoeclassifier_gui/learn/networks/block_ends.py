"""Where blocks of networks end, so that nobody need make a network to know it."""

# Convolution layers up to and including each block; networks that are not named have a block for
# each layer.
_ENDS: dict[str, tuple[int, ...]] = {
    "googlenet": (
        1, 2, 3, 9, 15, 21, 27, 33, 39, 45, 51, 57,
    ),
    "inception_v3": (
        1, 2, 3, 4, 5, 12, 19, 26, 30, 40, 50, 60, 70, 76, 85, 94,
    ),
    "resnet18": (
        1, 3, 5, 8, 10, 13, 15, 18, 20,
    ),
    "resnet50": (
        1, 5, 8, 11, 15, 18, 21, 24, 28, 31, 34, 37, 40, 43, 47, 50, 53,
    ),
    "resnet152": (
        1, 5, 8, 11, 15, 18, 21, 24, 27, 30, 33, 36, 40, 43, 46, 49, 52, 55, 58, 61, 64,
        67, 70, 73, 76, 79, 82, 85, 88, 91, 94, 97, 100, 103, 106, 109, 112, 115, 118,
        121, 124, 127, 130, 133, 136, 139, 142, 145, 149, 152, 155,
    ),
    "squeezenet1_1": (
        1, 4, 7, 10, 13, 16, 19, 22, 25,
    ),
    "mobilenet_v2": (
        1, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 52,
    ),
    "mobilenet_v3_small": (
        1, 5, 8, 11, 16, 21, 26, 31, 36, 41, 46, 51, 52,
    ),
    "densenet121": (
        1, 13, 14, 38, 39, 87, 88, 120,
    ),
    "efficientnet_b0": (
        1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 81,
    ),
}  # fmt: skip


def block_ends(name: str) -> tuple[int, ...]:
    """After how many layers the frozen part of a network may end; () is after each."""
    return _ENDS.get(name, ())
