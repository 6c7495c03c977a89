"""The field that says what the layers of a network start from."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from shoeclassifier_gui.core.runs.config import IMAGENET, SCRATCH
from shoeclassifier_gui.core.runs.defaults import has_published_weights
from shoeclassifier_gui.ui.train.knobs import ChoiceKnob

_FILE = "file"
_MODEL = "model"


class StartKnob(ChoiceKnob):
    """ImageNet weights, nothing, a file, or another model; the last two ask for their place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("weights", parent=parent)
        self._shown = IMAGENET
        self._models = ""

    def look_for_models_in(self, folder: Path | None) -> None:
        """Where the search for another model begins: run folders lie hidden in the data set."""
        self._models = str(folder) if folder else ""

    def show_start(self, weights: str, backbone: str) -> None:
        """Show what is chosen, and what else can be chosen for a network."""
        named = weights not in {IMAGENET, SCRATCH}
        folder = named and Path(weights).is_dir()
        file_text = Path(weights).name if named and not folder else self.tr("A file…")
        model_text = _folder_text(Path(weights)) if folder else self.tr("Another model…")
        choices = [
            (self.tr("ImageNet weights"), IMAGENET),
            (self.tr("From scratch"), SCRATCH),
            (file_text, _FILE),
            (model_text, _MODEL),
        ]
        self.offer(choices if has_published_weights(backbone) else choices[1:])
        self._shown = (_MODEL if folder else _FILE) if named else weights
        self.show_value(self._shown)

    def _tell(self) -> None:
        value = self.currentData()
        if value == _FILE:
            value = ask_for_weights(self)
        elif value == _MODEL:
            value = self._ask_for_model()
        self.show_value(self._shown)  # They may have changed their mind, or it may be refused.
        if value:
            self.edited.emit("weights", value)

    def _ask_for_model(self) -> str:
        return QFileDialog.getExistingDirectory(
            self, self.tr("Choose the folder of a run or of a model"), self._models
        )


def ask_for_weights(parent: QWidget) -> str:
    """Lets the user choose a weights file; empty when they change their mind."""
    file, _ = QFileDialog.getOpenFileName(
        parent,
        parent.tr("Choose a weights file"),
        "",
        parent.tr("Weights (*.pth *.pt *.safetensors)"),
    )
    return file


def _folder_text(folder: Path) -> str:
    return folder.parent.name if folder.name == "model" else folder.name
