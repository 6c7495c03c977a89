"""The one place that imports OpenCV, and puts the environment back afterwards.

The Linux wheel points Qt at its own plugins and fonts and changes LD_LIBRARY_PATH on import
(opencv-python#736); child processes and the window would inherit both.
"""

import os

_TOUCHED = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
_before = {name: os.environ.get(name) for name in _TOUCHED}
# Hardware transforms make opening a camera through Media Foundation take 4-20 s (opencv#17687).
os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

import cv2  # noqa: E402

for _name, _value in _before.items():
    if _value is None:
        os.environ.pop(_name, None)
    else:
        os.environ[_name] = _value

# Training needs the cores; pictures here are small.
cv2.setNumThreads(1)

__all__ = ["cv2"]
