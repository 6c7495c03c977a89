"""Archives give their pictures, and nothing else."""

import bz2
import gzip
import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from shoeclassifier_gui.core.control import Control
from shoeclassifier_gui.core.importing.archives import (
    ArchiveMember,
    ArchiveRefused,
    Limits,
    read_archive,
)
from shoeclassifier_gui.core.importing.findings import Refused

DATA = os.urandom(3000)
Read = tuple[list[str], dict[str, str]]


def read(path: Path, limits: Limits | None = None) -> Read:
    taken, refused = [], {}
    for member in read_archive(path, Control(), limits or Limits()):
        if isinstance(member, Refused):
            refused[member.name] = member.sentence
        else:
            assert isinstance(member, ArchiveMember)
            taken.append(member.name)
    return taken, refused


def make_zip(path: Path, names: list[str], data: bytes = DATA) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def make_tar(path: Path, names: list[str], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(DATA)
            archive.addfile(info, io.BytesIO(os.urandom(len(DATA))))
    return path


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.tar", "w"), ("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar.bz2", "w:bz2"),
     ("a.tar.xz", "w:xz")],
)  # fmt: skip
def test_pictures_of_tar_files_are_read_however_they_are_packed(
    tmp_path: Path, name: str, mode: str
) -> None:
    path = make_tar(tmp_path / name, ["./boot/1.jpg", "boot/readme.txt", "boot/.hidden.jpg"], mode)
    assert read(path) == (["boot/1.jpg"], {})


def test_members_that_lead_out_of_the_archive_are_refused_by_name(tmp_path: Path) -> None:
    names = ["../evil.jpg", "/etc/evil.jpg", "a/../../b.jpg", "C:\\evil.jpg", "..\\up.jpg"]
    for path in (
        make_zip(tmp_path / "a.zip", [*names, "boot/good.jpg"]),
        make_tar(tmp_path / "a.tar", [*names, "boot/good.jpg"]),
    ):
        taken, refused = read(path)
        assert taken == ["boot/good.jpg"]
        assert len(refused) == 5
        assert all("outside" in sentence for sentence in refused.values())


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    tar = tmp_path / "a.tar"
    with tarfile.open(tar, "w") as archive:
        for name, kind in (("s.jpg", tarfile.SYMTYPE), ("h.jpg", tarfile.LNKTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("d.jpg")
        info.type = tarfile.CHRTYPE
        archive.addfile(info)
    taken, refused = read(tar)
    assert taken == []
    assert ["link" in refused[name] for name in ("s.jpg", "h.jpg", "d.jpg")] == [True, True, False]
    assert "device" in refused["d.jpg"]
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        link = zipfile.ZipInfo("s.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        packed.writestr(link, "/etc/passwd")
    assert "link" in read(path)[1]["s.jpg"]


def test_a_member_that_is_too_large_or_a_bomb_is_refused_and_the_others_are_read(
    tmp_path: Path,
) -> None:
    path = make_zip(tmp_path / "a.zip", ["bomb.jpg"], bytes(8 << 20))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("large.jpg", os.urandom(3 << 20))
        archive.writestr("good.jpg", DATA)
    taken, refused = read(path, Limits(member_bytes=2 << 20))
    assert taken == ["good.jpg"]
    assert refused.keys() == {"bomb.jpg", "large.jpg"}
    taken, refused = read(path)
    assert taken == ["large.jpg", "good.jpg"]
    assert "bomb" in refused["bomb.jpg"]


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress])
def test_a_tar_bomb_is_refused_as_a_whole(tmp_path: Path, packer: object) -> None:
    tar = make_tar(tmp_path / "a.tar", ["boot/1.jpg"]).read_bytes()
    path = tmp_path / "bomb.tar.gz"
    info = tarfile.TarInfo("zeros.bin")
    info.size = 24 << 20
    path.write_bytes(packer(info.tobuf() + bytes(info.size) + tar))  # type: ignore[operator]
    with pytest.raises(ArchiveRefused, match="far more"):
        read(path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    names = [f"{number}.jpg" for number in range(20)]
    for path in (make_zip(tmp_path / "a.zip", names), make_tar(tmp_path / "a.tar", names)):
        with pytest.raises(ArchiveRefused):
            read(path, Limits(members=10))
    with pytest.raises(ArchiveRefused):
        read(tmp_path / "a.zip", Limits(total_bytes=10_000))
    with pytest.raises(ArchiveRefused):
        read(tmp_path / "a.tar", Limits(total_bytes=10_000))


def test_archives_in_archives_and_videos_are_not_opened(tmp_path: Path) -> None:
    taken, refused = read(make_zip(tmp_path / "a.zip", ["in.zip", "clip.mp4", "1.jpg"]))
    assert taken == ["1.jpg"]
    assert refused.keys() == {"in.zip", "clip.mp4"}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_of_a_truncated_tar_the_whole_pictures_are_read(tmp_path: Path, mode: str) -> None:
    path = make_tar(tmp_path / "a.tar", [f"boot/{number}.jpg" for number in range(9)], mode)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    taken, refused = read(path)
    assert len(taken) < 9
    assert "cut off" in refused["a.tar"]


def test_a_truncated_zip_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", ["1.jpg", "2.jpg"])
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ArchiveRefused, match="damaged"):
        read(path)
    for name in ("b.zip", "b.tar", "b.tar.gz"):
        (tmp_path / name).write_bytes(os.urandom(4000))
        with pytest.raises(ArchiveRefused):
            read(tmp_path / name)


def test_one_damaged_member_of_a_zip_says_nothing_of_the_others(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", ["1.jpg", "2.jpg"])
    data = bytearray(path.read_bytes())
    data[100:140] = bytes(40)
    path.write_bytes(data)
    taken, refused = read(path)
    assert taken == ["2.jpg"]
    assert "damaged" in refused["1.jpg"]


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_dots_and_spaces_at_the_end_of_a_name_lose_no_picture(
    tmp_path: Path, make: Callable[[Path, list[str]], Path]
) -> None:
    path = make(tmp_path / ("a.zip" if make is make_zip else "a.tar"), ["boot/x.jpg. ", "../.. "])
    taken, refused = read(path)
    assert taken == ["boot/x.jpg"]
    assert "../.. " in refused
