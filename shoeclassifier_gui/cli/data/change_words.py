"""How the command line calls a change of a data set."""

from shoeclassifier_gui.core.dataset.changes import Change, Kind

_DONE = {
    Kind.ASSIGN: "given their split",
    Kind.CAPTURE: "recorded",
    Kind.IMPORT: "imported",
    Kind.COLLECT: "collected from the web",
    Kind.MOVE: "moved",
    Kind.DELETE: "moved to the trash",
    Kind.RESTORE: "put back",
    Kind.MERGE: "merged",
    Kind.SPLIT: "divided anew",
    Kind.PIN: "pinned or unpinned",
    Kind.SESSION: "given another session",
    Kind.TAG: "tagged or untagged",
    Kind.DISMISS: "called no problem",
    Kind.LEAVE_OUT: "left out of training or used again",
    Kind.MEND: "mended",
    Kind.EMPTY: "removed from the trash for good",
}
_TO_CLASS = frozenset((Kind.MOVE, Kind.MERGE))


def change_words(change: Change) -> str:
    """What was done, such as `20 pictures of daisy imported`."""
    words = change.words
    if change.kind is Kind.RENAME:
        return f"the class {words.get('before', '')} renamed to {words.get('class', '')}"
    if change.kind is Kind.BALANCE:
        return "whether training shows all classes equally often"
    count, name = words.get("count"), words.get("class", "")
    pictures = "1 picture" if count == 1 else f"{count} pictures" if count else "pictures"
    done = _DONE[change.kind]
    if not name:
        return f"{pictures} {done}"
    into = change.kind in _TO_CLASS
    return f"{pictures} {done} to {name}" if into else f"{pictures} of {name} {done}"
