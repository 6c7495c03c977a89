"""What the camera page says of a model that answers with several views of each picture."""

from dataclasses import replace

from shoeclassifier_gui.core.preprocessing import answer_views
from tests.ui.camera.bench import Bench


def test_a_model_that_looks_once_to_be_fast_says_so(bench: Bench) -> None:
    bench.begin()
    card = bench.prediction.card
    assert card is not None
    bench.prediction._card = replace(card, views=answer_views(10, mirrored=True))
    bench.prediction.answer(bench.see().number, 0.02, 0.97, 0.01)
    assert bench.text("latency").endswith("looks once instead of 10 times, to be fast")


def test_a_model_with_one_view_says_nothing_of_it(bench: Bench) -> None:
    bench.begin()
    bench.prediction.answer(bench.see().number, 0.02, 0.97, 0.01)
    assert bench.text("latency").endswith("answers a second")
