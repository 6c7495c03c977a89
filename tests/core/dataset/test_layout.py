"""Where a picture lies tells its class and its supplied split."""

import pytest

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.layout import Place, read_layout


@pytest.mark.parametrize(
    ("relatives", "expected"),
    [
        (["boot/1.jpg", "sandal/2.jpg"], [("boot", None), ("sandal", None)]),
        (["train/boot/1.jpg", "test/boot/2.jpg"], [("boot", Split.TRAIN), ("boot", Split.TEST)]),
        (["boot/train/1.jpg", "boot/Validation/2.jpg"],
         [("boot", Split.TRAIN), ("boot", Split.VAL)]),
        (["a/images/train/boot/1.jpg", "a/images/val/sandal/2.jpg"],
         [("boot", Split.TRAIN), ("sandal", Split.VAL)]),
        (["data/boot/1.jpg", "data/sandal/2.jpg"], [("boot", None), ("sandal", None)]),
        (["boot/left/1.jpg", "boot/right/2.jpg", "sandal/3.jpg"],
         [("boot", None), ("boot", None), ("sandal", None)]),
        (["train/boot/red/1.jpg"], [("boot", Split.TRAIN)]),
        (["boot/1.jpg", "2.jpg"], [("boot", None), (None, None)]),
        (["test/1.jpg", "boot/2.jpg"], [("test", None), ("boot", None)]),
        (["data/boot/1.jpg", "data/sandal/2.jpg", "stray.jpg"],
         [("boot", None), ("sandal", None), (None, None)]),
        ([], []),
    ],
)  # fmt: skip
def test_layout(relatives: list[str], expected: list[tuple[str | None, Split | None]]) -> None:
    assert read_layout(relatives) == [Place(*each) for each in expected]
