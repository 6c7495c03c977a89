"""All that needs torch: networks, weights, training, evaluation, prediction."""

import os

# Read once, when torch loads OpenMP. Threads that spin while they wait for each other keep a busy
# processor from the very thread they wait for: on two cores with other work the linear head took
# 49 s instead of 0.5 s, and changing a picture 150 ms instead of 3.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
