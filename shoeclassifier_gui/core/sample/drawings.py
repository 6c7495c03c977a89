"""The classes of the sample and the kinds of shoe in each."""

from shoeclassifier_gui.core.sample.boots import BOOTS
from shoeclassifier_gui.core.sample.high_heels import HIGH_HEELS
from shoeclassifier_gui.core.sample.loafers import LOAFERS
from shoeclassifier_gui.core.sample.parts import Drawing
from shoeclassifier_gui.core.sample.sandals import SANDALS
from shoeclassifier_gui.core.sample.sneakers import SNEAKERS

SHOES: dict[str, tuple[Drawing, ...]] = {
    "sneaker": SNEAKERS,
    "boot": BOOTS,
    "high heel": HIGH_HEELS,
    "loafer": LOAFERS,
    "sandal": SANDALS,
}
CLASS_NAMES: tuple[str, ...] = tuple(SHOES)
