"""The plain PyTorch loop in the style of torchvision's references: workers, transforms, SGD."""

import copy
from collections.abc import Callable

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader

from benchmarks.peers.task import Task, asked, tell_answers, tell_epoch
from shoeclassifier_gui.learn.networks.vision import make_network

# Behind `vision`, which makes torchvision importable beside every torch.
from torchvision import datasets, transforms  # isort: skip

_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_RATE, _PRETRAINED_SHARE = 0.01, 0.1

Transform = Callable[[object], torch.Tensor]


def network(task: Task, classes: int) -> nn.Sequential:
    """The convolution layers with the shared weights, and a new head."""
    layers: nn.Module = make_network(task.backbone).features  # type: ignore[assignment]
    with np.load(task.weights) as values:
        state = {name.removeprefix("features."): torch.from_numpy(values[name]) for name in values}
    layers.load_state_dict(state)
    convolutions = [module for module in layers.modules() if isinstance(module, nn.Conv2d)]
    for convolution in convolutions[: task.frozen]:
        convolution.requires_grad_(False)
    width = convolutions[-1].out_channels
    if task.backbone == "squeezenet1_1":
        width = 512  # Its last two convolutions stand side by side.
    return nn.Sequential(layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), *head(task, width, classes))


def head(task: Task, width: int, classes: int) -> list[nn.Module]:
    """Batch normalisation, dropout and a linear layer, with or without a dense one before."""
    if task.head == "pool":
        return [nn.BatchNorm1d(width), nn.Dropout(0.5), nn.Linear(width, classes)]
    return [
        nn.Linear(width, 256),
        nn.BatchNorm1d(256),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(256, classes),
    ]


def loader(task: Task, part: str) -> DataLoader[tuple[torch.Tensor, torch.Tensor]]:
    """Pictures of a part; those of `train` are shuffled and changed at random."""
    learn, look = changes(task.side)
    pictures = datasets.ImageFolder(str(task.root / part), learn if part == "train" else look)
    return DataLoader(
        pictures,
        batch_size=task.batch,
        shuffle=part == "train",
        num_workers=task.workers,
        pin_memory=torch.cuda.is_available(),
        persistent_workers=task.workers > 0,
        drop_last=part == "train" and len(pictures) % task.batch == 1,
    )


def changes(side: int) -> tuple[Transform, Transform]:
    """Transforms to learn from and to look at."""
    finish = [transforms.ToTensor(), transforms.Normalize(_MEAN, _DEVIATION)]
    learn = [
        transforms.RandomResizedCrop(side, scale=(0.4, 1.0), ratio=(5 / 6, 6 / 5)),
        transforms.RandomHorizontalFlip(),
        transforms.RandomRotation(15),
        transforms.ColorJitter(0.3, 0.3, 0.3),
    ]
    look = [transforms.Resize(round(side * 256 / 224)), transforms.CenterCrop(side)]
    return transforms.Compose([*learn, *finish]), transforms.Compose([*look, *finish])


def answers(
    model: nn.Module, batches: DataLoader[tuple[torch.Tensor, torch.Tensor]], device: torch.device
) -> torch.Tensor:
    """Class indices in the loader's order."""
    model.eval()
    with torch.inference_mode():
        said = [model(pictures.to(device)).argmax(1).cpu() for pictures, _ in batches]
    return torch.cat(said)


def run(task: Task) -> None:
    """Learns, and answers for the test part with the weights that validated best."""
    torch.manual_seed(task.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    train, val = loader(task, "train"), loader(task, "val")
    truths = torch.tensor(val.dataset.targets)  # type: ignore[attr-defined]
    classes = len(val.dataset.classes)  # type: ignore[attr-defined]
    model = network(task, classes).to(device)
    known = [p for p in model[0].parameters() if p.requires_grad]
    groups = [
        {"params": known, "lr": _RATE * _PRETRAINED_SHARE},
        {"params": model[1:].parameters(), "lr": _RATE},
    ]
    optimizer = torch.optim.SGD(groups, momentum=0.9, weight_decay=1e-4)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(1, task.epochs))
    best, kept = -1.0, model.state_dict()
    for epoch in range(1, task.epochs + 1):
        learn(model, train, optimizer, device)
        schedule.step()
        accuracy = float((answers(model, val, device) == truths).float().mean())
        tell_epoch(epoch, accuracy)
        if accuracy > best:
            best, kept = accuracy, copy.deepcopy(model.state_dict())
    if (task.root / "test").is_dir():
        model.load_state_dict(kept)
        tell_test(task, model, device)


def learn(
    model: nn.Module,
    batches: DataLoader[tuple[torch.Tensor, torch.Tensor]],
    optimizer: torch.optim.Optimizer,
    device: torch.device,
) -> None:
    """One epoch."""
    model.train()
    for pictures, labels in batches:
        loss = nn.functional.cross_entropy(model(pictures.to(device)), labels.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def tell_test(task: Task, model: nn.Module, device: torch.device) -> None:
    """Answers for the test part."""
    test = loader(task, "test")
    folder = task.root / "test"
    names = [
        path.removeprefix(f"{folder}/")
        for path, _ in test.dataset.samples  # type: ignore[attr-defined]
    ]
    tell_answers(dict(zip(names, answers(model, test, device).tolist(), strict=True)))


if __name__ == "__main__":
    run(asked())
