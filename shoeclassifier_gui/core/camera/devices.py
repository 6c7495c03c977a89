"""Lists the cameras of this machine by name, without opening them."""

import logging
import sys

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
    return tuple(
        SourceChoice(SourceKind.CAMERA, str(camera.index % 100), camera.name) for camera in found
    )
