"""What findings are called on the screen."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from shoeclassifier_gui.core.doctor.findings import Diagnosis, Finding, FindingKind, Suggestion
from shoeclassifier_gui.core.doctor.labels import Label
from shoeclassifier_gui.ui.widgets.counts import number, pictures

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.

_ICONS = {
    FindingKind.UNREADABLE: "bad",
    FindingKind.SPLIT_LEAK: "warning",
    FindingKind.LABEL_CONFLICT: "warning",
    FindingKind.LABEL_SUSPECT: "unknown",
    FindingKind.EXACT_DUPLICATE: "copy",
    FindingKind.NEAR_DUPLICATE: "copy",
    FindingKind.TINY_CLASS: "info",
    FindingKind.IMBALANCE: "info",
}


def icon_name(kind: FindingKind) -> str:
    """The sign of a kind."""
    return _ICONS.get(kind, "image")


def title(kind: FindingKind) -> str:
    """A kind in a word or two."""
    return {
        FindingKind.UNREADABLE: translate("doctor", "Unreadable files"),
        FindingKind.SPLIT_LEAK: translate("doctor", "Leaks between the parts"),
        FindingKind.LABEL_CONFLICT: translate("doctor", "Label conflicts"),
        FindingKind.LABEL_SUSPECT: translate("doctor", "Label suspects"),
        FindingKind.EXACT_DUPLICATE: translate("doctor", "Exact duplicates"),
        FindingKind.NEAR_DUPLICATE: translate("doctor", "Near-duplicates"),
        FindingKind.PLACEHOLDER: translate("doctor", "Placeholders and screenshots"),
        FindingKind.OUTLIER: translate("doctor", "Outliers"),
        FindingKind.BLURRED: translate("doctor", "Blurred pictures"),
        FindingKind.DARK: translate("doctor", "Dark pictures"),
        FindingKind.BRIGHT: translate("doctor", "Washed-out pictures"),
        FindingKind.LOW_INFORMATION: translate("doctor", "Empty pictures"),
        FindingKind.GREYSCALE: translate("doctor", "Pictures without colour"),
        FindingKind.ODD_SHAPE: translate("doctor", "Odd shapes"),
        FindingKind.ODD_SIZE: translate("doctor", "Odd sizes"),
        FindingKind.EXIF_TURNED: translate("doctor", "Turned when read"),
        FindingKind.TINY_CLASS: translate("doctor", "Tiny classes"),
        FindingKind.IMBALANCE: translate("doctor", "Unbalanced classes"),
    }[kind]


def explanation(kind: FindingKind) -> str:
    """Why it matters."""
    return (_about_copies_and_labels() | _about_pictures_and_classes())[kind]


def _about_copies_and_labels() -> dict[FindingKind, str]:
    return {
        FindingKind.UNREADABLE: translate(
            "doctor", "These files are damaged or no pictures; nothing is learned from them."
        ),
        FindingKind.SPLIT_LEAK: translate(
            "doctor",
            "Look-alikes, or pictures of one session, stand in training and in validation or "
            "test. Scores become better than the model is.",
        ),
        FindingKind.LABEL_CONFLICT: translate(
            "doctor", "The same picture, or nearly the same, stands in several classes."
        ),
        FindingKind.LABEL_SUSPECT: translate(
            "doctor", "A network that did not see these pictures puts them into another class."
        ),
        FindingKind.EXACT_DUPLICATE: translate(
            "doctor", "These files are the same to the last byte."
        ),
        FindingKind.NEAR_DUPLICATE: translate(
            "doctor", "These pictures show nearly the same; more of them teach nothing."
        ),
        FindingKind.PLACEHOLDER: translate(
            "doctor", "Texts, screens, or a note that a picture is not available."
        ),
    }


def _about_pictures_and_classes() -> dict[FindingKind, str]:
    return {
        FindingKind.OUTLIER: translate(
            "doctor", "These pictures look like nothing else in the data set."
        ),
        FindingKind.BLURRED: translate("doctor", "These pictures are not sharp."),
        FindingKind.DARK: translate("doctor", "Nothing in these pictures is light."),
        FindingKind.BRIGHT: translate("doctor", "Even the darkest parts are light."),
        FindingKind.LOW_INFORMATION: translate("doctor", "These pictures show nearly nothing."),
        FindingKind.GREYSCALE: translate(
            "doctor", "These pictures are grey, and most others are coloured."
        ),
        FindingKind.ODD_SHAPE: translate(
            "doctor", "A network sees the central square, a small part of these pictures."
        ),
        FindingKind.ODD_SIZE: translate(
            "doctor", "These pictures are much smaller or larger than the others."
        ),
        FindingKind.EXIF_TURNED: translate(
            "doctor", "They are stored lying. This program turns them; others may not."
        ),
        FindingKind.TINY_CLASS: translate(
            "doctor", "There are too few pictures to learn the class and to measure it."
        ),
        FindingKind.IMBALANCE: translate(
            "doctor", "The class is much smaller than the largest and will be answered too seldom."
        ),
    }


def advice(findings: Sequence[Finding]) -> str:
    """What the click on the button does to findings of one kind, which may differ."""
    known = _advice()
    if findings[0].kind is FindingKind.LABEL_CONFLICT:
        known |= _advice_on_conflicts()
    suggestions = dict.fromkeys(finding.suggestion for finding in findings)
    return " ".join(known[suggestion] for suggestion in suggestions)


def _advice() -> dict[Suggestion, str]:
    return {
        Suggestion.KEEP_BEST: translate(
            "doctor", "Mending keeps the largest and sharpest; the others go to the trash."
        ),
        Suggestion.TRASH: translate("doctor", "Mending moves them to the trash."),
        Suggestion.MOVE: translate(
            "doctor", "Mending moves them to the class that they look like."
        ),
        Suggestion.ONE_SIDE: translate("doctor", "Mending brings each group to one part."),
        Suggestion.LEAVE_OUT: translate(
            "doctor",
            "Mending leaves them out of training; they stay in their folder, and in the grid.",
        ),
        Suggestion.UPRIGHT: translate(
            "doctor",
            "Mending writes them upright: JPEGs are packed once more at high quality, other "
            "files lose nothing. The originals go to the trash.",
        ),
        Suggestion.BALANCE: translate(
            "doctor",
            "Mending lets the next training show every class equally often; on the Train page "
            "the balance of classes can be chosen otherwise.",
        ),
        Suggestion.COLLECT: translate(
            "doctor", "Record more pictures of the class with the camera."
        ),
    }


def _advice_on_conflicts() -> dict[Suggestion, str]:
    return {
        Suggestion.MOVE: translate(
            "doctor",
            "Where most copies are in one class, mending moves the others to it.",
        ),
        Suggestion.LEAVE_OUT: translate(
            "doctor",
            "Where no class has most copies, mending leaves all of them out of training until "
            "you decide: show them in the grid, and move them to the right class.",
        ),
    }


def label_lines(label: Label) -> tuple[str, str]:
    """What a picture is, and what else it may be, in two short lines."""
    own = translate("doctor", "is {name}").format(name=label.own)
    if not label.proposed:
        others = QLocale().createSeparatedList(list(label.others))
        return own, translate("doctor", "also in {names}").format(names=others)
    if label.proposed == label.own:
        return own, translate("doctor", "stays there")
    return own, translate("doctor", "looks like {name}").format(name=label.proposed)


def label_sentence(file: str, label: Label) -> str:
    """The same of one file."""
    own, other = label_lines(label)
    return translate("doctor", "{file} {is_class}, {looks_like}").format(
        file=file, is_class=own, looks_like=other
    )


def something_wrong(diagnosis: Diagnosis) -> str:
    """With how much something may be wrong; classes are not counted as pictures."""
    sick = diagnosis.sick
    things = []
    if sick.pictures:
        things.append(
            translate("doctor", "{found} of {all}").format(
                found=number(sick.pictures), all=pictures(diagnosis.count)
            )
        )
    if sick.files:
        one, many = (
            translate("doctor", "1 file that cannot be read"),
            translate("doctor", "{n} files that cannot be read"),
        )
        things.append(one if sick.files == 1 else many.format(n=number(sick.files)))
    if sick.classes:
        one, many = translate("doctor", "1 class"), translate("doctor", "{n} classes")
        things.append(one if sick.classes == 1 else many.format(n=number(sick.classes)))
    return translate("doctor", "Something may be wrong with {things}.").format(
        things=QLocale().createSeparatedList(things)
    )


def nothing_found(count: int) -> str:
    """The good news."""
    if count == 1:
        return translate("doctor", "Nothing found in 1 picture.")
    return translate("doctor", "Nothing found in {n} pictures.").format(n=number(count))


def not_looked_for(kind: FindingKind, reason: str) -> str:
    """A check that was not made."""
    return translate("doctor", "Not looked for: {what}. {reason}").format(
        what=title(kind), reason=reason
    )
