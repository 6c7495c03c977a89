"""The main job, step by step: open the sample, look at it, train, see results, ask the camera."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from shoeclassifier_gui.core.runs.answers import Evaluated, LiveAnswer
from shoeclassifier_gui.core.runs.events import RunFinished
from shoeclassifier_gui.ui.application import Application
from shoeclassifier_gui.ui.theme.theme import current_theme
from shoeclassifier_gui.ui.theme.tokens import class_colour
from shoeclassifier_gui.ui.walk.driver import Driver, WalkFailed
from shoeclassifier_gui.ui.widgets.percent import percent_text

_SIZE = (1280, 800)
# A page without pictures shows fewer colours than this (measured: up to 40 with all its text).
_PICTURE_COLOURS = 150
# A matrix has several shades of two colours, and smoothed digits; an empty one has two.
_CHART_COLOURS = 6
# A curve of two points is a few hundred of a card's 100,000 pixels; the legend's line is fewer.
_LINE_SHARE = 0.001
_TRIES = 5
DEMO_CAMERA = "Demo camera"


@dataclass(frozen=True, slots=True)
class CameraTally:
    """How the demo camera's shoes were named.

    Attributes:
        right: Shoe frames named rightly.
        shoes: Shoe frames that were answered.
        frames: All frames that were answered.
    """

    right: int
    shoes: int
    frames: int

    @property
    def share(self) -> float:
        """Share of the shoe frames that were named rightly."""
        return self.right / max(1, self.shoes)


def _keep_silent(_sentence: str) -> None:
    """What a walk does that nobody watches."""


class Walk:
    """One walk through a running application; each step fails when its page shows nothing.

    Args:
        application: The program.
        tell: Is told what is under way.
    """

    def __init__(
        self, application: Application, tell: Callable[[str], None] = _keep_silent
    ) -> None:
        self._services = application.services
        self._tell = tell
        self._told = 0
        self._answers: list[LiveAnswer] = []
        self._evaluated: list[Evaluated] = []
        self._errors: list[Exception] = []
        self.driver = Driver(application.window)
        application.window.resize(*_SIZE)
        self._services.prediction.answered.connect(self._answers.append)
        self._services.results.evaluated.connect(self._evaluated.append)
        for service in (
            self._services.training,
            self._services.library,
            self._services.results,
            self._services.prediction,
        ):
            service.failed.connect(self._errors.append)
        self._services.training.changed.connect(self._tell_epochs)

    def open_sample(self) -> int:
        """Goes through the third door; the number of pictures that are shown then."""
        self._tell("Drawing the sample ...")
        self.driver.click("door_sample")
        library = self._services.library
        self._wait("The sample", lambda: library.state.dataset and not library.state.busy, 180)
        dataset = library.state.dataset
        assert dataset is not None
        self._expect_picture("item_grid")
        return len(dataset.items)

    def train(self, *, seconds: float, epochs: int | None = None) -> RunFinished:
        """Trains from scratch, as there are no weights, and waits for the end.

        Args:
            seconds: How long the first epoch, and then the rest, may take.
            epochs: Typed into the form; None leaves what the program recommends.
        """
        training = self._services.training
        self.driver.click("nav_train")
        self._wait("The engine", lambda: bool(self._services.engine.device), 120)
        if self.driver.find("weights_scratch") is not None or not self._has_weights():
            self.driver.click("weights_scratch", seconds=30)
        if epochs is not None:
            self.driver.click("all_settings")
            self.driver.type_number("train_epochs", epochs)
        self._tell("Training ...")
        self.driver.click("start_training")
        self._wait("The first epoch", lambda: len(training.state.epochs) > 0, seconds)
        self._wait("The end of the training", lambda: training.state.finished is not None, seconds)
        finished = training.state.finished
        if finished is None or finished.scores is None:
            raise WalkFailed("The training brought no model.")
        if len(training.state.epochs) > 1:
            self._expect_colour("loss_curves", 0, "A curve of the loss")
            self._expect_colour("accuracy_curves", 0, "A curve of the accuracy")
        return finished

    def see_results(self) -> Evaluated:
        """Opens the results and waits for the answers on the validation part."""
        self._tell("Looking at the results ...")
        self.driver.click("nav_results")
        self._wait("The answers on the validation part", lambda: bool(self._evaluated), 60)
        self._expect_words("accuracy", percent_text(self._evaluated[-1].scores.accuracy))
        self._expect_picture("confusion_matrix", _CHART_COLOURS)
        return self._evaluated[-1]

    def measure_test_part(self) -> Evaluated:
        """Asks for the untouched part on the results page."""
        count = len(self._evaluated)
        self.driver.press("split_picker", Qt.Key.Key_Down)
        self.driver.click("evaluate_now")
        self._wait("The answers on the test part", lambda: len(self._evaluated) > count, 60)
        evaluated = self._evaluated[-1]
        if evaluated.scores.split != "test":
            raise WalkFailed("The results page measured another part than was asked for.")
        return evaluated

    def ask_camera(self, seconds: float) -> CameraTally:
        """Points the demo camera at its shoes for a while and counts right answers."""
        self._tell(f"Asking the demo camera for {seconds:.0f} s ...")
        self.driver.click("nav_camera")
        self._choose_demo_camera()
        self._wait("The model", lambda: self._services.prediction.ready, 60)
        self._answers.clear()
        self._wait("An answer", lambda: bool(self._answers), 30)
        self.driver.rest(seconds)
        self._expect_picture("preview")
        if not self.driver.words_in("answer").strip():
            raise WalkFailed("The Camera page shows no answer.")
        shoes = [answer for answer in self._answers if answer.shown is not None]
        right = sum(answer.answers[0].name == answer.shown for answer in shoes)
        return CameraTally(right, len(shoes), len(self._answers))

    def capture(self) -> None:
        """Freezes a frame that shows a shoe and waits for its own answer."""
        for _ in range(_TRIES):
            self._wait("A shoe", lambda: self._answers[-1].shown is not None, 30)
            self.driver.click("capture")
            self.driver.find_ready("add_to_class")
            self.driver.rest(1)
            if self._answers[-1].answers[0].name in self.driver.words_in("answer"):
                return
            self.driver.click("back_to_live")  # The shoe had gone meanwhile, or is not known.
        raise WalkFailed("No captured shoe was named.")

    def photograph(self, path: Path) -> None:
        """Saves what the window shows."""
        self.driver.photograph(path)

    def _tell_epochs(self) -> None:
        state = self._services.training.state
        for epoch in state.epochs[self._told :]:
            self._tell(f"  epoch {epoch.epoch}: {epoch.val_accuracy:.0%} right on validation")
        self._told = len(state.epochs)

    def _choose_demo_camera(self) -> None:
        picker = self.driver.find("source_picker")
        if not isinstance(picker, QComboBox):
            raise WalkFailed("There is no source picker.")
        for _ in range(picker.count()):
            if picker.currentText() == DEMO_CAMERA:
                return
            self.driver.press("source_picker", Qt.Key.Key_Down)
        if picker.currentText() != DEMO_CAMERA:
            raise WalkFailed("The demo camera cannot be chosen.")

    def _has_weights(self) -> bool:
        known = self._services.weights.known.get("vgg16")
        return known is not None and known.path is not None

    def _expect_picture(self, name: str, colours: int = _PICTURE_COLOURS) -> None:
        self._wait(f"A picture in {name}", lambda: self.driver.colours_in(name) >= colours, 30)

    def _expect_colour(self, name: str, place: int, what: str) -> None:
        """Something is painted in a colour of the classes and curves."""
        colour = class_colour(current_theme().palette, place)
        self._wait(what, lambda: self.driver.share_of_colour(name, colour) >= _LINE_SHARE, 10)

    def _expect_words(self, name: str, words: str) -> None:
        self._wait(f"“{words}” in {name}", lambda: words in self.driver.words_in(name), 10)

    def _wait(self, what: str, condition: object, seconds: float) -> None:
        def done() -> bool:
            return bool(self._errors) or bool(condition())  # type: ignore[operator]

        self.driver.wait(what, done, seconds)
        if self._errors:
            raise WalkFailed(f"{what}: {self._errors[0]}")


@contextmanager
def walking(app: QApplication, tell: Callable[[str], None] = _keep_silent) -> Iterator[Walk]:
    """A running application to walk through; closed, with all its work ended, afterwards."""
    application = Application.create(app)
    walk = Walk(application, tell)
    closed: list[bool] = []
    application.closed.connect(lambda: closed.append(True))
    try:
        yield walk
    except WalkFailed:
        application.close()
        with suppress(WalkFailed):  # Why it failed matters more than how it ends.
            walk.driver.wait("The end of all work", lambda: bool(closed), 30)
        raise
    application.close()
    walk.driver.wait("The end of all work", lambda: bool(closed), 30)
