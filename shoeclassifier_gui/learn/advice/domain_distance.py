"""How far pictures are from those that a network learned from, told without any of these.

The last layers of a network respond to things. Pictures whose phases were drawn at random keep
about their colours and how fine they are grained, but show no thing any more (phase randomisation:
Oppenheim and Lim 1981, "The importance of phase in signals"). How many times as strongly the layers
respond to a picture as to its remains is this project's own measure. What is strong differs from
network to network, so the same is asked of pictures that surely show things: drawn ones.
"""

import numpy as np
import numpy.typing as npt
import torch

from shoeclassifier_gui.core.pictures import Picture
from shoeclassifier_gui.core.preprocessing import Preprocessing
from shoeclassifier_gui.core.sample.drawings import SHOES
from shoeclassifier_gui.core.sample.things import THINGS
from shoeclassifier_gui.core.sample.writer import draw_session

Responses = npt.NDArray[np.float32]
_EPS = 1e-6


def phase_randomised(squares: Picture) -> Picture:
    """The same pictures with random phases; always the same ones.

    Values beyond those of a picture are cut off, which takes contrast from things on white grounds.

    Args:
        squares: uint8 (n, side, side, 3).
    """
    values = torch.from_numpy(squares).movedim(-1, 1).float()
    # The phases of real noise, so that the result is real; all colours of a picture share them.
    noise = torch.rand(values[:, :1].shape, generator=torch.Generator().manual_seed(0))
    phases = torch.fft.rfft2(noise)
    phases /= phases.abs().clamp_min(_EPS)
    mixed = torch.fft.irfft2(torch.fft.rfft2(values) * phases, s=values.shape[-2:])
    result: Picture = mixed.round().clamp(0, 255).to(torch.uint8).movedim(1, -1).numpy()
    return np.ascontiguousarray(result)


def drawn_things(preprocessing: Preprocessing) -> Picture:
    """Pictures of things, shoes among them, drawn as for the sample; always the same ones.

    Args:
        preprocessing: Of the network that will see them.

    Returns:
        uint8 (n, side, side, 3).
    """
    drawings = [*(kinds[0] for kinds in SHOES.values()), *THINGS]
    pictures = (
        next(draw_session(np.random.default_rng([0, number]), drawing, 1))
        for number, drawing in enumerate(drawings)
    )
    return np.stack([preprocessing.square(picture) for picture in pictures])


def responses(activations: torch.Tensor) -> Responses:
    """How strongly a layer responds to each picture: its channels' strongest places, on average.

    Args:
        activations: (n, channels, height, width).

    Returns:
        (n,).
    """
    return activations.float().amax(dim=(2, 3)).mean(dim=1).cpu().numpy()


def response_ratio(pictures: Responses, remains: Responses) -> float:
    """How many times as strongly a layer responds to pictures as to the same without shapes.

    Args:
        pictures: (n,).
        remains: (n,), of the same pictures.
    """
    return float(pictures.mean() / max(float(remains.mean()), _EPS))
