import pytest

from shoeclassifier_gui.core.dataset.sides import names_of_a_side


@pytest.mark.parametrize(
    "name",
    ["left", "Right shoe", "boot_left", "LeftShoe", "links", "Rechter Schuh", "zapato derecho",
     "izquierda-2", "왼쪽 신발", "오른발", "우측"],
)  # fmt: skip
def test_a_name_with_a_side_is_found(name: str) -> None:
    assert names_of_a_side(["boot", name]) == (name,)


@pytest.mark.parametrize(
    "name", ["bright boots", "cleft", "copyright", "우산", "boot", "Recht", ""]
)
def test_other_names_are_not(name: str) -> None:
    assert names_of_a_side([name]) == ()
