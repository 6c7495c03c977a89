"""Settings survive a restart and any damage."""

from pathlib import Path

import pytest

from shoeclassifier_gui.core.settings import Settings, load_settings, save_settings, settings_file


def test_settings_come_back() -> None:
    wanted = Settings(
        theme="dark",
        unknown_threshold=0.7,
        mirror=True,
        project="/x/신발",
        plans={"/x/신발": "best"},
    )
    save_settings(wanted)
    assert load_settings() == wanted


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"theme": 3}', '{"new": 1}', "\x00"],
)
def test_damaged_settings_fall_back(home: Path, content: str) -> None:
    settings_file().write_text(content)
    assert load_settings() == Settings()


def test_missing_settings_are_the_defaults() -> None:
    assert load_settings() == Settings()
