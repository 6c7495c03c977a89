"""Which changes can no longer be undone or redone once pictures were removed for good."""

from collections.abc import Mapping

from shoeclassifier_gui.core.dataset.changes import TRASH, Change


def lost_steps(
    removed: frozenset[str],
    done: Mapping[int, Change | None],
    undone: Mapping[int, Change | None],
) -> frozenset[int]:
    """The changes to forget; all others lead where they led, without the removed pictures.

    Args:
        removed: Places in the trash, relative to the project's folder, of what was removed.
        done: What can be undone, by number; None for what cannot be read any more.
        undone: What can be redone, by number.

    Returns:
        Their numbers.
    """
    return frozenset(_not_undoable(removed, done) | _not_redoable(removed, undone))


def _not_undoable(removed: frozenset[str], done: Mapping[int, Change | None]) -> set[int]:
    """Follows the removed pictures back through what was done, the latest first."""
    lost: set[int] = set()
    gone = set(removed)
    for number in sorted(done, reverse=True):
        change = done[number]
        if change is None:
            return lost | {other for other in done if other <= number}
        moves = change.moves
        stopped = [move for move in moves if move.target in gone]
        gone -= {move.target for move in stopped}
        gone |= {move.source for move in stopped}
        if not stopped:
            continue
        is_whole = len(stopped) == len(moves)
        if not is_whole and not any(_is_trashed(move.target) for move in stopped):
            continue  # The other pictures can go back.
        lost.add(number)
        if not is_whole and not all(_is_trashed(move.target) for move in moves):
            # What came into the place of the removed pictures stays there; what was done before
            # that was done to others.
            return lost | {other for other in done if other < number}
    return lost


def _not_redoable(removed: frozenset[str], undone: Mapping[int, Change | None]) -> set[int]:
    """What would bring removed pictures back, and all that came after it."""
    needing = [
        number
        for number, change in undone.items()
        if change is None or any(move.source in removed for move in change.moves)
    ]
    return {number for number in undone if needing and number >= min(needing)}


def _is_trashed(relative: str) -> bool:
    return relative.startswith(f"{TRASH}/")
