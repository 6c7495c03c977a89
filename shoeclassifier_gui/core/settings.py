"""What the program remembers from one start to the next."""

import dataclasses
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shoeclassifier_gui.core.files import write_text
from shoeclassifier_gui.core.paths import user_data_folder
from shoeclassifier_gui.core.runs.model_card import DEFAULT_UNKNOWN_THRESHOLD

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Attributes:
        theme: `system`, `light` or `dark`.
        unknown_threshold: Probability below which the answer is "not a shoe I know".
        mirror: Show live pictures mirrored (never stored so).
        project: The folder that was open last; empty for none.
        all_settings: Show every knob on the Train page.
        knobs: Those of the next run that are not the usual ones (see `TrainConfig.to_dict`).
        plans: The plan that was chosen for each project, by its folder; the newest last.
    """

    theme: str = "system"
    unknown_threshold: float = DEFAULT_UNKNOWN_THRESHOLD
    mirror: bool = False
    project: str = ""
    all_settings: bool = False
    knobs: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)


def settings_file() -> Path:
    """Where the settings are kept."""
    return user_data_folder() / "settings.json"


def load_settings() -> Settings:
    """Reads the settings; what is missing, damaged or of the wrong kind has its default."""
    try:
        values = json.loads(settings_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        _log.info("settings cannot be read: %s", error)
        return Settings()
    if not isinstance(values, dict):
        return Settings()
    defaults = Settings()
    known = {
        entry.name: values[entry.name]
        for entry in dataclasses.fields(Settings)
        if isinstance(values.get(entry.name), type(getattr(defaults, entry.name)))
    }
    return Settings(**known)


def save_settings(settings: Settings) -> None:
    """Writes the settings as a whole.

    Raises:
        StorageError: The disk is full or may not be written to.
    """
    write_text(settings_file(), json.dumps(dataclasses.asdict(settings), indent=2) + "\n")
