"""The licences of what is shipped, in a checkout and in a frozen program."""

import sys
from importlib import metadata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.licences import Licence, _parse, installed_licences, write_licences

SHIPPED = {
    "shoeclassifier-gui",
    "Python",
    "PySide6_Essentials",
    "shiboken6",
    "torch",
    "torchvision",
    "opencv-python",
    "numpy",
    "pillow",
    "pyqtgraph",
    "safetensors",
    "platformdirs",
    "tqdm",
}


@pytest.fixture
def by_name() -> dict[str, Licence]:
    return {licence.name: licence for licence in installed_licences()}


def test_everything_that_is_shipped_is_listed_with_its_terms(by_name: dict[str, Licence]) -> None:
    assert set(by_name) >= SHIPPED
    for name in SHIPPED:
        assert by_name[name].version
        assert by_name[name].licence
        assert len(by_name[name].text) > 400


def test_what_the_needed_packages_need_is_listed_too(by_name: dict[str, Licence]) -> None:
    assert {"sympy", "mpmath"} <= set(by_name)  # mpmath is needed by sympy, which torch needs.


def test_tools_of_development_are_not_listed(by_name: dict[str, Licence]) -> None:
    assert not {"pytest", "ruff", "scikit-learn", "scipy", "pyinstaller"} & set(by_name)


def test_the_program_comes_first_and_the_others_by_name() -> None:
    names = [licence.name for licence in installed_licences()]
    assert names[0] == "shoeclassifier-gui"
    assert names[1:] == sorted(names[1:], key=str.casefold)


def test_versions_are_those_of_the_installed_packages(by_name: dict[str, Licence]) -> None:
    assert by_name["numpy"].version == metadata.version("numpy")
    assert by_name["Python"].version == ".".join(str(part) for part in sys.version_info[:3])


def test_the_texts_that_qt_refers_to_are_in_the_list(by_name: dict[str, Licence]) -> None:
    """Qt's own packages bring no licence text; the notice says where in the list it stands."""
    for name in ("PySide6_Essentials", "shiboken6"):
        assert "replace" in by_name[name].text
        assert "opencv-python" in by_name[name].text
    lesser = " ".join(by_name["opencv-python"].text.split())
    assert "GNU LESSER GENERAL PUBLIC LICENSE Version 3, 29 June 2007" in lesser
    assert "GNU LESSER GENERAL PUBLIC LICENSE Version 2.1, February 1999" in lesser
    general = " ".join(by_name["numpy"].text.split())
    assert "GNU GENERAL PUBLIC LICENSE Version 3, 29 June 2007" in general


def test_a_frozen_program_reads_what_was_written_when_it_was_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_checkout = installed_licences()
    write_licences(tmp_path / "licenses")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)

    def no_metadata(_name: str) -> None:
        raise AssertionError("a frozen program has no metadata")

    monkeypatch.setattr(metadata, "distribution", no_metadata)
    assert installed_licences() == in_the_checkout


def test_a_package_that_is_not_installed_here_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requirements of other operating systems are named in the metadata all the same."""
    really = metadata.distribution

    def without_tqdm(name: str) -> metadata.Distribution:
        if name == "tqdm":
            raise metadata.PackageNotFoundError(name)
        return really(name)

    monkeypatch.setattr(metadata, "distribution", without_tqdm)
    assert "tqdm" not in {licence.name for licence in installed_licences()}


line = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1)


@given(name=line, version=line, short=line, text=st.text())
def test_a_written_licence_reads_back_as_it_was(
    name: str, version: str, short: str, text: str
) -> None:
    written = f"{name} {version}\n{short}\n\n{text}"
    assert _parse(written) == Licence(name, version, short, text)
