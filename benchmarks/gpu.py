"""Full fine-tuning of VGG16 on a graphics card, from JPEG files on disk; runs without Qt.

    .venv/bin/python -m benchmarks.gpu [--pictures 8000] [--batches 64 128 256] [--epochs 3]

The ceiling is a large bf16 matrix product, timed in the same run; a network's share of it counts
two operations for each multiplication of its convolutions, three times for a training step. "Data
hidden" is the speed of the program's own training, with pictures from disk, divided by that of the
same steps over one batch that lies on the card: 1 means that nothing waits for pictures. The
script itself can be tried without a card:

    .venv/bin/python -m benchmarks.gpu --device cpu --backbone squeezenet1_1 --side 64 \
        --pictures 60 --batches 8 --epochs 2
"""

import argparse
import statistics
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn

from benchmarks.common import open_dataset, use_private_home
from benchmarks.material import generated, random_weights
from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.config import TrainConfig
from shoeclassifier_gui.core.runs.events import RunFinished, StepsFinished
from shoeclassifier_gui.core.runs.folder import RunFolder
from shoeclassifier_gui.learn.computing.device import choose_device, release_memory
from shoeclassifier_gui.learn.computing.execution import Execution, fastest_execution
from shoeclassifier_gui.learn.models.evaluation import classify_files
from shoeclassifier_gui.learn.models.predictor import Predictor
from shoeclassifier_gui.learn.networks.backbones import build_backbone
from shoeclassifier_gui.learn.networks.classifier import Classifier
from shoeclassifier_gui.learn.networks.heads import pool_head
from shoeclassifier_gui.learn.training.run import train

AIM_SHARE = 0.5
AIM_IMAGES = 4000.0
AIM_HIDDEN = 0.95
_ROUNDS = 10


def main() -> None:
    """Measures and prints Markdown tables."""
    options = _parse()
    if options.device == "cuda" and not torch.cuda.is_available():
        raise SystemExit("There is no CUDA device here: nothing was measured.")
    with use_private_home() as home, tempfile.TemporaryDirectory() as folder:
        pictures = generated(Path(folder), options.pictures)
        options.weights = random_weights(options.backbone, Path(folder)).ours
        dataset = open_dataset(pictures, home)
        ceiling = _ceiling(choose_device(options.device).torch_device)
        macs = _multiplications(options.backbone, options.side)
        print(f"{choose_device(options.device).label}; bf16 product: {ceiling / 1e12:.1f} TFLOP/s")
        print(
            f"{options.backbone} at {options.side} px: {macs / 1e9:.2f} G multiplications; "
            f"{len(dataset.items)} pictures\n"
        )
        print("| work | batch | images/s | of 4,000 | share of ceiling (aim 0.5) | data hidden |")
        print("|---|---|---|---|---|---|")
        for batch in options.batches:
            _measure(options, batch, dataset, ceiling / (2 * macs))
        _measure_files(options, dataset, home, ceiling / (2 * macs))


def _measure(options: Namespace, batch: int, dataset: Dataset, most: float) -> None:
    """One line for learning and one for answering.

    Args:
        options: Of the command.
        batch: Pictures a step.
        dataset: The pictures.
        most: Images/s at the ceiling, one way.
    """
    learning, answering = _resident_speeds(options, batch)
    release_memory()
    real = _training_speed(options, batch, dataset)
    hidden = f"{real / learning:.2f} (aim {AIM_HIDDEN})"
    _print("full fine-tuning", batch, real, (3 * real / most, hidden))
    _print("the same steps, pictures on the card", batch, learning, (3 * learning / most, ""))
    _print("answering, pictures on the card", batch, answering, (answering / most, ""))


def _print(what: str, batch: int, speed: float, rest: tuple[float, str]) -> None:
    share, hidden = rest
    print(
        f"| {what} | {batch} | {speed:.1f} | {speed / AIM_IMAGES:.2f} | {share:.3f} | {hidden} |",
        flush=True,
    )


def _training_speed(options: Namespace, batch: int, dataset: Dataset) -> float:
    """Images/s of the program's own steps in its last epoch."""
    config = TrainConfig(
        backbone=options.backbone,
        weights=str(options.weights),
        freeze=0,
        views=0,
        epochs=options.epochs,
        batch_size=batch,
        image_size=options.side,
        patience=0,
        device=options.device,
    )
    marks: list[tuple[float, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        marks.extend(
            (time.perf_counter(), event.step)
            for event in train(config, dataset, RunFolder(Path(folder) / "run"), Control())
            if isinstance(event, StepsFinished) and event.epoch == options.epochs
        )
    if len(marks) < 2:
        raise SystemExit("An epoch is too short to be measured: take more --pictures.")
    (begun, first), (ended, last) = marks[0], marks[-1]
    return (last - first) * batch / (ended - begun)


def _resident_speeds(options: Namespace, batch: int) -> tuple[float, float]:
    """Images/s of learning and of answering over one batch that lies on the device."""
    device = choose_device(options.device)
    built = build_backbone(options.backbone)
    network = Classifier(built.blocks, pool_head(built.channels, 5, 0.5), 0)
    execution = fastest_execution(network, device, options.side, name="gpu", learning=True)
    execution.place(network)
    pictures = torch.rand(batch, 3, options.side, options.side, device=device.torch_device)
    pictures = pictures.contiguous(memory_format=execution.memory_format)
    optimizer = torch.optim.Adam(network.parameters(), 1e-5, fused=device.is_cuda)

    def learn() -> None:
        network.train()
        optimizer.zero_grad(set_to_none=True)
        with execution.precision():
            scores = network(pictures)
        loss = nn.functional.cross_entropy(scores.float(), torch.zeros_like(scores.argmax(dim=1)))
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    def answer() -> None:
        network.eval()
        with torch.inference_mode(), execution.precision():
            network(pictures)

    return batch / _seconds(learn, execution), batch / _seconds(answer, execution)


def _seconds(work: Callable[[], object], execution: Execution) -> float:
    """Of one of several calls in a row, so that the device never waits for the processor."""
    device, times = execution.device, []
    for _ in range(3):
        started = time.perf_counter()
        for _ in range(_ROUNDS if device.is_cuda else 1):
            work()
        if device.is_cuda:
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:]) / (_ROUNDS if device.is_cuda else 1)


def _measure_files(options: Namespace, dataset: Dataset, home: Path, most: float) -> None:
    """Classifying picture files with a model that was trained for one epoch."""
    config = TrainConfig(
        backbone=options.backbone,
        weights=str(options.weights),
        epochs=0,
        image_size=options.side,
        device=options.device,
    )
    *_, last = train(config, dataset, RunFolder(home / "fast-run"), Control())
    assert isinstance(last, RunFinished)
    assert last.model is not None
    predictor = Predictor.load(last.model)
    paths = [item.path for item in dataset.items]
    started = time.perf_counter()
    for _ in classify_files(predictor, paths, Control()):
        pass
    speed = len(paths) / (time.perf_counter() - started)
    _print("classifying JPEG files", 32, speed, (speed / most, ""))


def _ceiling(device: torch.device) -> float:
    """Operations a second of a large bf16 matrix product."""
    side = 8192 if device.type == "cuda" else 1024
    one, other = (torch.rand(side, side, device=device, dtype=torch.bfloat16) for _ in range(2))
    times = []
    for _ in range(20):
        started = time.perf_counter()
        torch.mm(one, other)
        if device.type == "cuda":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return 2 * side**3 / statistics.median(times)


def _multiplications(backbone: str, side: int) -> float:
    """Of all convolutions for one picture, one way."""
    total = 0.0

    def count(module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
        nonlocal total
        assert isinstance(module, nn.Conv2d)
        total += output.numel() * module.weight[0].numel()

    blocks = build_backbone(backbone).blocks.eval()
    for module in blocks.modules():
        if isinstance(module, nn.Conv2d):
            module.register_forward_hook(count)
    with torch.inference_mode():
        blocks(torch.zeros(1, 3, side, side))
    return total


def _parse() -> Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--backbone", default="vgg16")
    parser.add_argument("--side", type=int, default=224)
    parser.add_argument("--pictures", type=int, default=8000)
    parser.add_argument("--batches", nargs="+", type=int, default=[64, 128, 256])
    parser.add_argument("--epochs", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    main()
