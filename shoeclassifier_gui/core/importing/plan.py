"""What an import will do, as a value: shown before it happens, carried out afterwards."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from shoeclassifier_gui.core.dataset.class_folders import require_class_name
from shoeclassifier_gui.core.dataset.items import Split
from shoeclassifier_gui.core.dataset.layout import SPLIT_FOLDERS, Place, read_layout
from shoeclassifier_gui.core.importing.findings import Duplicate, Refused, Unreadable
from shoeclassifier_gui.core.importing.names import safe_class_name, shown_name
from shoeclassifier_gui.core.importing.request import ImportRequest, Source, SourceKind


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A picture or video that will be imported.

    Attributes:
        source: Index into the plan's sources.
        name: Its path below its source, with forward slashes; text.
        size: Bytes.
        digest: Of a picture's bytes; empty for a video.
        path: The file; None for a member of an archive.
        told_session: The recording that a session file beside it names.
        told_origin: How it came into the project that it was exported from, as `Origin.as_text`
            writes it; None when no export tells it.
        class_name: The class that it comes into; None when nothing says it.
        supplied: The held-out part whose folder it lies in, if any.
        recording: The folder, or the video, that stands for one recording; None if not known.
    """

    source: int
    name: str
    size: int
    digest: str = ""
    path: Path | None = None
    told_session: str | None = None
    class_name: str | None = None
    supplied: Split | None = None
    recording: str | None = None
    told_origin: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedVideo:
    """A video whose pictures will be imported.

    Attributes:
        file: Which, and the class of its pictures.
        about: How many pictures at most, as far as the file tells.
        bytes_about: What they take on the disk.
    """

    file: PlannedFile
    about: int
    bytes_about: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What looking at the sources showed; nothing was changed for it.

    Attributes:
        request: What was asked for.
        sources: What the paths are.
        places: What the folders above each file of a source say, by the file's name; also of the
            files that are left out, because a layout is read from all of them.
        pictures: Will be imported, each content once; those without a class only when one is
            named.
        videos: Likewise.
        duplicates: Left out: their bytes are there already.
        unreadable: Left out: no pictures.
        refused: Left out for safety.
        bytes_free: Room on the project's disk.
    """

    request: ImportRequest
    sources: tuple[Source, ...]
    places: tuple[Mapping[str, Place], ...]
    pictures: tuple[PlannedFile, ...]
    videos: tuple[PlannedVideo, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[Unreadable, ...]
    refused: tuple[Refused, ...]
    bytes_free: int

    @property
    def ready(self) -> tuple[PlannedFile, ...]:
        """The pictures that have a class."""
        return tuple(picture for picture in self.pictures if picture.class_name)

    @property
    def ready_videos(self) -> tuple[PlannedVideo, ...]:
        """The videos that have a class."""
        return tuple(video for video in self.videos if video.file.class_name)

    @property
    def classless(self) -> tuple[str, ...]:
        """Names of the pictures and videos that lie in no class folder."""
        files = (*self.pictures, *(video.file for video in self.videos))
        return tuple(file.name for file in files if not file.class_name)

    @property
    def counts(self) -> dict[str, int]:
        """Pictures of each class; those of videos as far as the files tell."""
        counts = Counter(picture.class_name or "" for picture in self.ready)
        for video in self.ready_videos:
            counts[video.file.class_name or ""] += video.about
        return dict(sorted(counts.items(), key=lambda pair: pair[0].casefold()))

    @property
    def total(self) -> int:
        """How many pictures will be imported, as far as is known."""
        return sum(self.counts.values())

    @property
    def bytes_needed(self) -> int:
        """Room that the import takes on the project's disk."""
        copied = (p.size for p in self.ready if p.path is None or not self.request.link)
        return sum(copied) + sum(video.bytes_about for video in self.ready_videos)

    def with_request(self, request: ImportRequest) -> "ImportPlan":
        """The same findings under another class, or left in place.

        Raises:
            DatasetError: The class cannot be called so.
        """
        return arranged(replace(self, request=request))


def arranged(plan: ImportPlan) -> ImportPlan:
    """Fills in class, part and recording of each file from where it lies.

    Raises:
        DatasetError: The class that was named cannot be called so.
    """
    name = plan.request.class_name
    wished = require_class_name(name) if name is not None else None
    files = [*plan.pictures, *(video.file for video in plan.videos)]
    placed: dict[PlannedFile, PlannedFile] = {}
    by_source: dict[int, list[PlannedFile]] = defaultdict(list)
    for file in files:
        by_source[file.source].append(file)
    for index, own in by_source.items():
        places = plan.places[index]
        placed |= zip(own, _placed(places, own, wished), strict=True)
    recorded = _with_recordings(plan.sources, placed, wished)
    return replace(
        plan,
        pictures=tuple(recorded[picture] for picture in plan.pictures),
        videos=tuple(replace(video, file=recorded[video.file]) for video in plan.videos),
    )


def read_places(source: Source, names: Sequence[str]) -> dict[str, Place]:
    """What the folders above the files of a source say, by name."""
    places = read_layout(names)
    has_folders = source.kind in {SourceKind.FOLDER, SourceKind.ARCHIVE}
    if has_folders and not any(place.class_name for place in places):
        # A folder of nothing but pictures is a class itself.
        places = [Place(source.title, None)] * len(names)
    return dict(zip(names, places, strict=True))


def _placed(
    places: Mapping[str, Place], files: Sequence[PlannedFile], wished: str | None
) -> list[PlannedFile]:
    if wished is not None:
        return [replace(file, class_name=wished, supplied=None) for file in files]
    held_out = {Split.VAL, Split.TEST}
    return [
        replace(
            file,
            class_name=safe_class_name(place.class_name) if place.class_name else None,
            supplied=place.supplied if place.supplied in held_out else None,
        )
        for file, place in ((file, places[file.name]) for file in files)
    ]


def _with_recordings(
    sources: Sequence[Source], placed: Mapping[PlannedFile, PlannedFile], wished: str | None
) -> dict[PlannedFile, PlannedFile]:
    """A folder is taken for a recording where its class comes from several folders.

    The only folder of a class says nothing of how its pictures were taken.
    """
    labels = {before: _label(sources[file.source], file, wished) for before, file in placed.items()}
    of_class: dict[str, set[str]] = defaultdict(set)
    for before, label in labels.items():
        if label is not None:
            of_class[placed[before].class_name or ""].add(label)
    result = {}
    for before, file in placed.items():
        label = labels[before]
        is_video = not file.digest
        several = len(of_class[file.class_name or ""]) > 1
        told = _in_source(sources[file.source], file.told_session)
        recording = label if is_video or several else None
        result[before] = replace(file, recording=told or recording)
    return result


def _label(source: Source, file: PlannedFile, wished: str | None) -> str | None:
    """Names the folder below the class, or the source whose class was named."""
    if not file.digest:
        return _in_source(source, file.name)
    if source.kind is SourceKind.PICTURE:
        return None
    folders = PurePosixPath(file.name).parts[:-1]
    if wished is not None:
        return _in_source(source, "/".join(folders) or ".")
    names = [safe_class_name(folder) for folder in folders]
    start = names.index(file.class_name) + 1 if file.class_name in names else 0
    below = [folder for folder in folders[start:] if folder.lower() not in SPLIT_FOLDERS]
    return _in_source(source, "/".join(folders)) if below else None


def _in_source(source: Source, name: str | None) -> str | None:
    """Names of folders in different sources may be the same."""
    if name is None:
        return None
    title = shown_name(source.path.name)
    return title if name in {".", title} else f"{title}/{name}"
