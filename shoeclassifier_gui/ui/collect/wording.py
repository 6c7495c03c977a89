"""Sentences about collecting: services, licences, what came and what was left out."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from shoeclassifier_gui.core.collect.events import Collected
from shoeclassifier_gui.core.collect.refusals import Reason
from shoeclassifier_gui.core.collect.services import Service
from shoeclassifier_gui.core.collect.terms import Wish
from shoeclassifier_gui.services.collect import ClassProgress
from shoeclassifier_gui.ui.widgets.counts import number

translate = QCoreApplication.translate  # The name that Qt's text collector looks for.


def service_name(service: Service) -> str:
    """What a service is called."""
    names = {
        Service.OPENVERSE: translate("collect", "Openverse"),
        Service.COMMONS: translate("collect", "Wikimedia Commons"),
        Service.NAVER: translate("collect", "Naver image search"),
        Service.URLS: translate("collect", "A list of addresses"),
    }
    return names[service]


def service_text(service: Service) -> str:
    """What a service has, and what using it means."""
    texts = {
        Service.OPENVERSE: translate(
            "collect", "Openly licensed pictures of many collections; 240 for a query at most."
        ),
        Service.COMMONS: translate(
            "collect", "Freely licensed pictures that people gave to Wikipedia's collection."
        ),
        Service.NAVER: translate(
            "collect",
            "Pictures of the Korean web, with a key of your own. Naver tells no licences: find out "
            "yourself what you may do with them.",
        ),
        Service.URLS: translate(
            "collect",
            "A text file with one address a line, or a CSV file with the column url and, if you "
            "like, class, title, author, licence and page.",
        ),
    }
    return texts[service]


def wish_name(wish: Wish) -> str:
    """What a licence must grant."""
    names = {
        Wish.ANY: translate("collect", "Any licence"),
        Wish.COMMERCIAL: translate("collect", "May be used commercially"),
        Wish.CHANGE: translate("collect", "May be changed"),
        Wish.PUBLIC_DOMAIN: translate("collect", "Public domain only"),
    }
    return names[wish]


def progress_text(progress: ClassProgress) -> str:
    """How far one class is."""
    texts = {
        "count": number(progress.kept),
        "wanted": number(progress.wanted),
    }
    if progress.ended and progress.kept < progress.wanted:
        said = translate("collect", "{count} of {wanted}: there are no more")
        if progress.problem:
            said = translate("collect", "{count} of {wanted}: the search ended early")
    else:
        said = translate("collect", "{count} of {wanted}")
        if not progress.wanted:  # A list that is not counted yet.
            return texts["count"]
    return said.format(**texts)


def summary_title(result: Collected) -> str:
    """What came of it, in one sentence."""
    kept = sum(result.kept.values())
    if kept == 0:
        return translate("collect", "No picture was collected.")
    if kept == 1:
        said = translate("collect", "One picture was collected.")
        if result.stopped:
            said = translate("collect", "One picture was collected before you stopped.")
        return said
    said = translate("collect", "{count} pictures were collected.")
    if result.stopped:
        said = translate("collect", "{count} pictures were collected before you stopped.")
    return said.format(count=number(kept))


def summary_hint(result: Collected) -> str:
    """What was left out and why, and what can be done."""
    sentences = [
        refusal_text(reason, count)
        for reason, count in sorted(result.refused.items(), key=_larger_first)
    ]
    sentences += dict.fromkeys(result.problems.values())
    if result.edited is not None:
        sentences.append(
            translate(
                "collect",
                "Undo takes all of them back. ATTRIBUTION.csv beside the pictures names their "
                "authors.",
            )
        )
    return "\n".join(sentences)


def refusal_text(reason: Reason, count: int) -> str:
    """How many pictures were left out for one reason."""
    one, many = _REFUSALS[reason]
    said = translate("collect", str(one if count == 1 else many))
    return said.format(count=number(count))


def _larger_first(pair: tuple[Reason, int]) -> tuple[int, str]:
    return -pair[1], pair[0].value


_REFUSALS = {
    Reason.DUPLICATE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: the project has it already."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: the project has them already."),
    ),
    Reason.TOO_SMALL: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it is too small."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they are too small."),
    ),
    Reason.MISSING: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server does not give it."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers do not give them."),
    ),
    Reason.WEB_PAGE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it is a web page, not a picture."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they are web pages, not pictures."),
    ),
    Reason.NO_PICTURE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it is not a picture."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they are not pictures."),
    ),
    Reason.DAMAGED: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it is damaged."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they are damaged."),
    ),
    Reason.CUT_OFF: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it came cut off."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they came cut off."),
    ),
    Reason.TOO_LARGE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its file is too large."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their files are too large."),
    ),
    Reason.SLOW: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server is too slow."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers are too slow."),
    ),
    Reason.BUSY: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server is too busy."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers are too busy."),
    ),
    Reason.FAULT: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server has a fault."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers have a fault."),
    ),
    Reason.UNREACHABLE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server cannot be reached."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers cannot be reached."),
    ),
    Reason.UNKNOWN_HOST: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its server does not exist."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their servers do not exist."),
    ),
    Reason.REDIRECTS: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its address leads nowhere."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their addresses lead nowhere."),
    ),
    Reason.ADDRESS: (
        QT_TRANSLATE_NOOP("collect", "One was left out: its address is not one of the web."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: their addresses are not of the web."),
    ),
    Reason.PRIVATE: (
        QT_TRANSLATE_NOOP("collect", "One was left out: it lies in a private network."),
        QT_TRANSLATE_NOOP("collect", "{count} were left out: they lie in a private network."),
    ),
    Reason.FORBIDDEN: (
        QT_TRANSLATE_NOOP(
            "collect",
            "One was left out: its site does not allow collecting. Drag it from a browser instead.",
        ),
        QT_TRANSLATE_NOOP(
            "collect",
            "{count} were left out: their sites do not allow collecting. Drag them from a browser "
            "instead.",
        ),
    ),
}
