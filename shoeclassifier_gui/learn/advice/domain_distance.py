"""How far pictures are from those that a network learned from, told without any of these.

The last layers of a network respond to things. Pictures whose phases were drawn at random keep
their colours and how fine they are grained, but show no thing any more (Oppenheim and Lim 1981,
"The importance of phase in signals"). Where the layers respond hardly more strongly to pictures
than to such remains of them, the pictures show nothing of what the network learned.
"""

import numpy as np
import numpy.typing as npt
import torch

from shoeclassifier_gui.core.pictures import Picture

Responses = npt.NDArray[np.float32]
_EPS = 1e-6


def without_shapes(squares: Picture) -> Picture:
    """The same pictures with random phases; always the same ones.

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


def responses(activations: torch.Tensor) -> Responses:
    """How strongly a layer responds to each picture: its channels' strongest places, on average.

    Args:
        activations: (n, channels, height, width).

    Returns:
        (n,).
    """
    return activations.float().amax(dim=(2, 3)).mean(dim=1).cpu().numpy()


def response_ratio(pictures: Responses, remains: Responses) -> float:
    """How many times as strongly a layer responds to pictures as to some of them without shapes.

    Args:
        pictures: (n,).
        remains: (m,).
    """
    return float(pictures.mean() / max(float(remains.mean()), _EPS))
