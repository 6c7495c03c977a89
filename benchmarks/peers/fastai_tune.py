"""fastai's `fine_tune`, as its own course writes it."""

import numpy as np
import torch

from benchmarks.peers.task import Task, asked, tell_answers, tell_epoch
from shoeclassifier_gui.learn.networks import vision  # noqa: F401 - makes torchvision importable

from fastai.vision.all import (  # isort: skip
    Callback,
    ImageDataLoaders,
    Learner,
    Normalize,
    Resize,
    SaveModelCallback,
    accuracy,
    aug_transforms,
    get_image_files,
    imagenet_stats,
    vision_learner,
)
from torchvision import models  # isort: skip


class Teller(Callback):
    """Tells of every epoch."""

    order = 60  # Behind the recorder.

    def before_fit(self) -> None:
        """`fine_tune` fits twice: the head alone, then all layers."""
        self.told = getattr(self, "told", 0)

    def after_epoch(self) -> None:
        """Called by fastai after the epoch's validation."""
        self.told += 1
        tell_epoch(self.told, float(self.learn.recorder.values[-1][-1]))


def learner(task: Task) -> Learner:
    """The convolution layers with the shared weights, fastai's own head."""
    pictures = ImageDataLoaders.from_folder(
        task.root,
        train="train",
        valid="val",
        bs=task.batch,
        num_workers=task.workers,
        item_tfms=Resize(round(task.side * 256 / 224)),
        batch_tfms=[*aug_transforms(size=task.side), Normalize.from_stats(*imagenet_stats)],
    )
    made = vision_learner(
        pictures, getattr(models, task.backbone), pretrained=False, metrics=accuracy
    )
    with np.load(task.weights) as values:
        state = {name.removeprefix("features."): torch.from_numpy(values[name]) for name in values}
    made.model[0][0].load_state_dict(state)
    return made


def run(task: Task) -> None:
    """Learns, and answers for the test part with the weights that validated best."""
    torch.manual_seed(task.seed)
    made = learner(task)
    made.path = task.root.parent
    callbacks = [Teller(), SaveModelCallback(monitor="accuracy", fname=f"fastai-{task.seed}")]
    with made.no_bar(), made.no_logging():
        made.fine_tune(max(1, task.epochs - 1), cbs=callbacks)
        folder = task.root / "test"
        if folder.is_dir():
            files = sorted(get_image_files(folder))
            scores, _ = made.get_preds(dl=made.dls.test_dl(files))
            names = [path.relative_to(folder).as_posix() for path in files]
            tell_answers(dict(zip(names, scores.argmax(1).tolist(), strict=True)))


if __name__ == "__main__":
    run(asked())
