"""What a run, and a search for its rate, do before steps: pictures, computing, feed, first head."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial

import torch

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Item
from shoeclassifier_gui.core.errors import StorageError
from shoeclassifier_gui.core.runs.events import NoticeGiven, Preparation, Preparing
from shoeclassifier_gui.learn.computing.device import Device, choose_device
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.computing.world import World
from shoeclassifier_gui.learn.pictures.augmentation import Augmentation
from shoeclassifier_gui.learn.pictures.pixels import Squares, prepare_squares
from shoeclassifier_gui.learn.remembering.feeding import Feed, choose_feed
from shoeclassifier_gui.learn.remembering.sources import FreshPictures, Pictures
from shoeclassifier_gui.learn.training.checkpoints import Start
from shoeclassifier_gui.learn.training.clock import Clock
from shoeclassifier_gui.learn.training.first_model import features, fit
from shoeclassifier_gui.learn.training.linear_head import Examples, install
from shoeclassifier_gui.learn.training.material import Material
from shoeclassifier_gui.learn.training.plan import Plan
from shoeclassifier_gui.learn.training.training import Training


class SetUp:
    """Makes a settled plan ready to learn: first `begin`, then `enter` a stage.

    Args:
        plan: Settled.
        train: Items to learn from.
        val: Items to validate with.
        control: Asked between pieces of work.
        world: The processes that train together.

    Attributes:
        material: What the pictures show.
        clock: Of the run; it goes already.
        pictures: Prepared; known after `begin`, like the following.
        execution: How to compute.
        training: The run while it works.
    """

    pictures: Pictures
    execution: Execution
    training: Training

    def __init__(
        self,
        plan: Plan,
        train: Sequence[Item],
        val: Sequence[Item],
        control: Control,
        *,
        world: World | None = None,
    ) -> None:
        self.material = Material.of(train, val)
        self.clock = Clock(control)
        self._plan = plan
        self._items = (*train, *val)
        self._control = control
        self._world = world or World()
        self._fresh_head: dict[str, torch.Tensor] = {}

    def begin(self, start: Start | None = None) -> Iterator[Preparing]:
        """Reads the pictures and chooses how to compute: as before, where there is a `start`.

        Raises:
            BrokenPicture: A picture was changed or removed after the folder was read.
            RunError: This machine has not the device.
            StorageError: The disk is full.
            Stopped: `control` asked for it.
        """
        yield from self._read_pictures()
        yield Preparing(Preparation.EXECUTION, 0, 0)
        device = choose_device(self._world.device(self._plan.config.device))
        first = self._world.once(partial(self._choose_execution, device, start))
        self.execution = replace(first, device=device)
        places = self._plan, self.material, self.execution, self._control, self._world
        self.training = Training(*places, clock=self.clock)

    def enter(self, stage: int) -> Iterator[NoticeGiven | Preparing]:
        """Lets the blocks of a stage learn, and looks at the validation pictures."""
        self.training.thaw(stage)
        if hasattr(self.training, "source"):
            del self.training.source  # What the last stage remembered may make room.
        feed = self._feed(self._plan.basics.views)
        if feed.notice:
            yield NoticeGiven(feed.notice)
        views = self._world.least(feed.views)
        self.training.source = (feed if views == feed.views else self._feed(views)).source
        yield from self._look(self.material.val)
        self.training.enter(stage, self.training.source)

    def prepare_epoch(self) -> Iterator[NoticeGiven | Preparing]:
        """Does what the epoch needs before its first step."""
        yield from self._or_anew(self.training.prepare_epoch())

    def fit_head(self) -> Generator[NoticeGiven | Preparing, None, tuple[float, float]]:
        """Fits the linear head to what the network sees.

        Returns:
            Its mean loss and share of right answers on the training pictures.
        """
        yield from self._look(self.material.train)
        head = self.training.network.head
        self._fresh_head = {name: value.clone() for name, value in head.state_dict().items()}
        learned = 0.0, 0.0
        with self._world.together():
            if self._world.writes:
                learned = yield from self._first_head()
        self._world.copy(head)
        self._begin_average()
        return learned

    def begin_to_learn(self) -> None:
        """Gives a head that does not go on from the fitted one its random start again."""
        if self._fresh_head and not self._plan.goes_on_from_fit:
            self.training.network.head.load_state_dict(self._fresh_head)
            self._begin_average()
        self._fresh_head = {}

    def examine_start(self) -> Generator[NoticeGiven | Preparing, None, tuple[float, float]]:
        """Asks the network what it knows already.

        Returns:
            Its mean loss and share of right answers on the training pictures.
        """
        yield from self._look(self.material.train)
        loss, answers = self.training.examine(self.material.train)
        right = torch.tensor(answers) == self.material.train_labels
        return loss, float(right.float().mean())

    def _begin_average(self) -> None:
        if self.training.average is not None:
            self.training.average.restart()

    def _read_pictures(self) -> Iterator[Preparing]:
        # The first process of each machine decodes; the others then find it done.
        for turn in range(2):
            with self._world.together():
                if turn == min(1, self._world.local_rank):
                    yield from self._prepare_pictures()

    def _prepare_pictures(self) -> Iterator[Preparing]:
        for event in prepare_squares(self._items, self._plan.preprocessing, self._control):
            if isinstance(event, Preparing):
                yield event
            else:
                self.pictures = self._as_pictures(event)

    def _as_pictures(self, squares: Squares) -> Pictures:
        augment = Augmentation.of(self._plan.config)
        digests = tuple(item.digest for item in self._items)
        return Pictures(squares, digests, self._plan.preprocessing, augment)

    def _choose_execution(self, device: Device, start: Start | None) -> Execution:
        if start is not None and start.device == str(device.torch_device):
            return Execution(device, start.number_format, start.channels_last)
        return choose_execution(self._plan, device)

    def _feed(self, views: int) -> Feed:
        counts = len(self.material.train), len(self.material.val)
        return choose_feed(self.pictures, self._plan.classifier, self.execution, views, counts)

    def _look(self, positions: Sequence[int]) -> Iterator[NoticeGiven | Preparing]:
        yield from self._or_anew(self.training.look(positions, None))

    def _or_anew(self, preparing: Iterator[Preparing]) -> Iterator[NoticeGiven | Preparing]:
        """Goes on without remembering when the disk is full."""
        try:
            yield from preparing
        except StorageError as error:
            yield NoticeGiven(
                f"{error.sentence} The frozen layers look at every picture again in every epoch, "
                f"which takes longer."
            )
            fresh = FreshPictures(self.pictures, self.execution)
            self.training.enter(self.training.progress.stage, fresh)

    def _first_head(self) -> Generator[Preparing, None, tuple[float, float]]:
        train = yield from self._examples(self.material.train)
        val = yield from self._examples(self.material.val)
        fitted, loss, right = fit(train, val, self._plan.classes, self._plan.config)
        install(self.training.network.head, fitted, train.features)
        return loss, right

    def _examples(self, positions: Sequence[int]) -> Generator[Preparing, None, Examples]:
        training = self.training
        seen = yield from features(
            training.network, training.source, positions, self.execution, self._control
        )
        return Examples(seen, self.material.labels[list(positions)])


def choose_execution(plan: Plan, device: Device) -> Execution:
    """How a new run of a plan computes."""
    if plan.config.reproducible and device.torch_device.type == "cpu":
        # What is fastest depends on what else the machine does just then.
        return Execution(device, "float32", channels_last=True)
    network, size = plan.classifier, plan.preprocessing.image_size
    return fastest_execution(network, device, size, name=plan.shape, learning=True)
