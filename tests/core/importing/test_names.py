"""Names from elsewhere become names that every file system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.importing.names import safe_class_name, safe_file_name

NAMES = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=' ./\\:*?"<>|conauxlpt1\ud800é👟', max_size=40),
)


@given(NAMES)
def test_every_name_becomes_one_that_a_class_can_have(name: str) -> None:
    assert require_class_name(safe_class_name(name)) == safe_class_name(name)


@given(NAMES)
def test_every_name_becomes_one_that_a_file_can_have(name: str) -> None:
    safe = safe_file_name(name)
    assert 0 < len(safe.encode()) <= 200
    assert not set(safe) & set('<>:"/\\|?*\0')
    assert not safe.startswith((".", " "))
    assert not safe.endswith((".", " "))
    assert safe.split(".")[0].strip().lower() not in {"con", "aux", "lpt1", "nul"}
    assert safe_file_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("boot.jpg", "boot.jpg"),
        ("0..:", "0._"),
        ("👟 운동화.JPG", "👟 운동화.JPG"),
        ("CON.png", "_CON.png"),
        ("what?.jpg", "what_.jpg"),
        ("..jpg", "picture.jpg"),
        ("dots...jpg", "dots.jpg"),
        ("end.", "end"),
        ("x" * 255 + ".jpg", "x" * 196 + ".jpg"),
        ("👟" * 60 + ".jpg", "👟" * 49 + ".jpg"),
    ],
)
def test_a_good_name_stays_and_a_bad_one_changes_little(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
