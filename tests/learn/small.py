"""A run that takes seconds."""

from shoeclassifier_gui.core.runs.config import TrainConfig

SMALL = TrainConfig(
    backbone="squeezenet1_1", weights="none", image_size=32, epochs=3, batch_size=16, patience=0
)
