"""What settings are called where runs are compared."""

from dataclasses import fields

from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.ui.history.wording import knob_text


def test_every_setting_has_a_name_of_its_own() -> None:
    knobs = [field.name for field in fields(TrainConfig)]
    names = {knob: knob_text(knob) for knob in knobs}
    assert len(set(names.values())) == len(knobs)
    assert all(name and "_" not in name for name in names.values())
