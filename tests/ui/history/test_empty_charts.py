"""The charts of the history before a run is chosen."""

from pytestqt.qtbot import QtBot

from shoeclassifier_gui.ui.history.overlay_card import OverlayCard
from shoeclassifier_gui.ui.history.overlay_plot import OverlayPlot


def test_the_axes_hold_what_could_be(qtbot: QtBot) -> None:
    card = OverlayCard()
    qtbot.addWidget(card)
    card.resize(600, 260)
    card.show()
    card.show_runs([])
    loss, accuracy = (plot.written() for plot in card.findChildren(OverlayPlot))
    assert (accuracy[0], accuracy[-1]) == ("0", "100")
    assert float(loss[0]) == 0
    assert float(loss[-1]) > 0
