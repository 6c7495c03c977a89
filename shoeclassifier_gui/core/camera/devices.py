"""Lists the cameras of this machine by name, without opening them."""

import logging
import sys
from collections import Counter

from shoeclassifier_gui.core.camera.sources import SourceChoice, SourceKind
from shoeclassifier_gui.core.opencv import cv2

_log = logging.getLogger(__name__)


def list_cameras() -> tuple[SourceChoice, ...]:
    """The cameras that the system knows; opening numbers at random would freeze some devices."""
    from cv2_enumerate_cameras import enumerate_cameras

    backends = {"win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION}
    try:
        found = enumerate_cameras(backends.get(sys.platform, cv2.CAP_V4L2))
    except (OSError, ValueError, RuntimeError) as error:
        _log.info("cameras cannot be listed: %s", error)
        return ()
    ordered = sorted(found, key=lambda camera: int(camera.index))
    names = _distinct([camera.name or f"Camera {camera.index % 100}" for camera in ordered])
    return tuple(
        SourceChoice(SourceKind.CAMERA, str(camera.index % 100), name)
        for camera, name in zip(ordered, names, strict=True)
    )


def _distinct(names: list[str]) -> list[str]:
    """Numbers the second and later bearers of a name."""
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
