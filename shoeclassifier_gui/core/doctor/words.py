"""What the findings mean, in sentences."""

from shoeclassifier_gui.core.doctor.findings import FindingKind
from shoeclassifier_gui.core.doctor.labels import Label

EXPLANATIONS: dict[FindingKind, str] = {
    FindingKind.UNREADABLE: "These files are damaged or no pictures; nothing is learned from them.",
    FindingKind.SPLIT_LEAK: "Look-alikes or pictures of one session stand in training and in "
    "validation or test: scores become better than the model is.",
    FindingKind.LABEL_CONFLICT: "The same picture, or nearly the same, stands in several classes.",
    FindingKind.LABEL_SUSPECT: "These pictures look like another class than the one they are in.",
    FindingKind.EXACT_DUPLICATE: "These files are the same to the last byte.",
    FindingKind.NEAR_DUPLICATE: "These pictures show nearly the same.",
    FindingKind.PLACEHOLDER: "Screenshots, texts or notes that a picture is not available.",
    FindingKind.OUTLIER: "These pictures look like nothing else in the data set.",
    FindingKind.BLURRED: "These pictures are not sharp.",
    FindingKind.DARK: "Nothing in these pictures is light.",
    FindingKind.BRIGHT: "These pictures are washed out.",
    FindingKind.LOW_INFORMATION: "These pictures show nearly nothing.",
    FindingKind.GREYSCALE: "These pictures have no colour, and most others have.",
    FindingKind.ODD_SHAPE: "These pictures are very long: the central square, which a network "
    "sees, is a small part of them.",
    FindingKind.ODD_SIZE: "These pictures are much smaller or larger than the others.",
    FindingKind.EXIF_TURNED: "These pictures are stored lying and turned when they are read; "
    "this program does so, others may not.",
    FindingKind.TINY_CLASS: "This class has too few pictures to learn it and to measure it.",
    FindingKind.IMBALANCE: "This class is much smaller than the largest; it will be answered "
    "too seldom.",
}


def label_words(label: Label) -> str:
    """What a picture is, and what else it may be."""
    if not label.proposed:
        return f"is {label.own}, stands also in {' and '.join(label.others)}"
    if label.proposed == label.own:
        return f"is {label.own} and stays there"
    return f"is {label.own}, looks like {label.proposed}"
