"""How the window says how much of what is measured with is known from training."""

from PySide6.QtCore import QCoreApplication

from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.leaks import Leak
from shoeclassifier_gui.core.dataset.near_duplicates import LARGEST_COUNT, LARGEST_SHARE
from shoeclassifier_gui.ui.widgets.counts import number
from shoeclassifier_gui.ui.widgets.percent import percent_text


def leak_sentences(leak: Leak) -> list[str]:
    """One sentence on the leak, one on supplied folders, one on groups that were cut."""
    if not leak.held_out:
        return []
    sentences = [_leak_sentence(leak)]
    if leak.supplied == 1:
        sentences.append(_tr("1 of these lies in a folder that was divided by hand."))
    elif leak.supplied:
        text = _tr("{n} of these lie in folders that were divided by hand.")
        sentences.append(text.format(n=number(leak.supplied)))
    if leak.cut:
        sentences.append(_cut_sentence(leak.cut))
    return sentences


def share_name(split: Split) -> str:
    """What the number in a box means."""
    match split:
        case Split.TRAIN:
            return _tr("Share for training")
        case Split.VAL:
            return _tr("Share for validation")
        case Split.TEST:
            return _tr("Share for testing")


def _cut_sentence(cut: int) -> str:
    text = (
        _tr(
            "1 group of look-alikes was too large (over {share} of its class and over {count} "
            "pictures) and was cut: some of it may stand on two sides."
        )
        if cut == 1
        else _tr(
            "{n} groups of look-alikes were too large (over {share} of their class and over "
            "{count} pictures) and were cut: some of them may stand on two sides."
        )
    )
    share = percent_text(LARGEST_SHARE)
    return text.format(n=number(cut), share=share, count=number(LARGEST_COUNT))


def _leak_sentence(leak: Leak) -> str:
    text = (
        _tr(
            "No picture of validation and test has a look-alike in training; "
            "dealt out at random it would be {before}."
        )
        if leak.leaked == 0
        else _tr(
            "{after} of validation and test have a look-alike in training; "
            "dealt out at random it would be {before}."
        )
    )
    return text.format(after=percent_text(leak.after), before=percent_text(leak.before))


def _tr(text: str) -> str:
    return QCoreApplication.translate("leak", text)
