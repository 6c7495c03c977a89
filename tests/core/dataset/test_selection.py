"""Filtering, sorting and following pictures over whole columns."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoeclassifier_gui.core.dataset.facts import Facts, Origin
from shoeclassifier_gui.core.dataset.items import Dataset, Item, Split
from shoeclassifier_gui.core.dataset.measures import DTYPE, MeasureTable
from shoeclassifier_gui.core.dataset.selection import (
    Chosen,
    Columns,
    Order,
    OriginKind,
    Query,
    follow,
    select,
)
from shoeclassifier_gui.core.dataset.summary import summarise

FOLDER = Path("/photos")
CLASSES = ("boot", "loafer")


def an_item(relative: str, **parts: object) -> Item:
    name = relative.split("/", maxsplit=1)[0]
    known: dict[str, object] = {
        "class_index": CLASSES.index(name),
        "session": relative,
        "digest": f"d-{relative}",
    }
    return Item(FOLDER, relative, **(known | parts))  # type: ignore[arg-type]


def a_dataset(*items: Item, **parts: object) -> Dataset:
    return Dataset(FOLDER, CLASSES, items, **parts)  # type: ignore[arg-type]


def names(dataset: Dataset, query: Query) -> list[str]:
    rows = select(Columns.of(dataset), query)
    return [dataset.items[row].relative for row in rows]


def test_each_filter_keeps_its_own() -> None:
    facts = {
        "d-boot/a.jpg": Facts(origin=Origin("camera", "Demo camera").as_text()),
        "d-boot/b.jpg": Facts(origin=Origin("web", url="http://x").as_text()),
        "d-loafer/c.jpg": Facts(origin="nonsense"),
    }
    dataset = a_dataset(
        an_item("boot/a.jpg", session="monday"),
        an_item("boot/b.jpg", split=Split.TEST),
        an_item("loafer/c.jpg", split=Split.VAL),
        facts=facts,
    )
    assert names(dataset, Query()) == ["boot/a.jpg", "boot/b.jpg", "loafer/c.jpg"]
    assert names(dataset, Query(class_index=1)) == ["loafer/c.jpg"]
    assert names(dataset, Query(split=Split.TEST)) == ["boot/b.jpg"]
    assert names(dataset, Query(session="monday")) == ["boot/a.jpg"]
    assert names(dataset, Query(session="")) == ["boot/b.jpg", "loafer/c.jpg"]
    assert names(dataset, Query(session="sunday")) == []
    assert names(dataset, Query(origin=OriginKind.CAMERA)) == ["boot/a.jpg"]
    assert names(dataset, Query(origin=OriginKind.WEB)) == ["boot/b.jpg"]
    assert names(dataset, Query(origin=OriginKind.UNKNOWN)) == ["loafer/c.jpg"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.PLACE, ["boot/B.jpg", "boot/c.jpg", "loafer/a.jpg"]),
        (Order.NAME, ["loafer/a.jpg", "boot/B.jpg", "boot/c.jpg"]),
        (Order.TIME, ["boot/c.jpg", "loafer/a.jpg", "boot/B.jpg"]),
        (Order.SIZE, ["loafer/a.jpg", "boot/c.jpg", "boot/B.jpg"]),
        (Order.SHARPNESS, ["boot/B.jpg", "loafer/a.jpg", "boot/c.jpg"]),
    ],
)
def test_each_order_sorts_both_ways(order: Order, expected: list[str]) -> None:
    measures = np.zeros(3, DTYPE)
    measures["sharpness"] = [1.0, 9.0, 4.0]
    digests = ["d-boot/B.jpg", "d-boot/c.jpg", "d-loafer/a.jpg"]
    dataset = a_dataset(
        an_item("boot/B.jpg", modified_ns=30, size=3),
        an_item("boot/c.jpg", modified_ns=10, size=2),
        an_item("loafer/a.jpg", modified_ns=20, size=1),
        measures=MeasureTable(digests, measures),
    )
    assert names(dataset, Query(order=order)) == expected
    assert names(dataset, Query(order=order, descending=True)) == expected[::-1]


def test_a_data_set_without_pictures_has_columns() -> None:
    columns = Columns.of(Dataset(FOLDER, (), ()))
    assert len(select(columns, Query(order=Order.NAME))) == 0
    assert columns.summary() == summarise(columns.dataset)


many_items = st.lists(
    st.builds(
        an_item,
        st.builds("{}/{}.jpg".format, st.sampled_from(CLASSES), st.integers(0, 999)),
        split=st.sampled_from(Split),
        size=st.integers(0, 5),
        modified_ns=st.integers(0, 2**62),
        digest=st.sampled_from("abcdefgh"),
    ),
    unique_by=lambda item: item.relative,
    max_size=40,
).map(lambda items: a_dataset(*sorted(items, key=lambda item: item.relative)))
queries = st.builds(
    Query,
    class_index=st.none() | st.integers(0, 1),
    split=st.none() | st.sampled_from(Split),
    order=st.sampled_from(Order),
    descending=st.booleans(),
)


@given(many_items, queries)
def test_a_selection_is_what_going_through_the_items_would_give(
    dataset: Dataset, query: Query
) -> None:
    columns = Columns.of(dataset)
    rows = select(columns, query).tolist()
    expected = {
        row
        for row, item in enumerate(dataset.items)
        if query.class_index in {None, item.class_index} and query.split in {None, item.split}
    }
    assert len(rows) == len(expected)
    assert set(rows) == expected
    if query.order is Order.SIZE:
        sizes = [dataset.items[row].size for row in rows]
        assert sizes == sorted(sizes, reverse=query.descending)
    assert columns.summary() == summarise(dataset)


@given(many_items, many_items, st.data())
def test_followed_pictures_have_their_content_and_are_each_there_once(
    before: Dataset, after: Dataset, data: st.DataObject
) -> None:
    some = data.draw(
        st.sets(st.sampled_from(range(len(before.items)))) if before.items else st.just(set())
    )
    chosen = Chosen(before, np.array(sorted(some), np.intp))
    rows = follow(chosen, after).tolist()
    assert len(rows) == len(set(rows)) <= len(some)
    wanted = sorted(item.digest for item in chosen.items())
    for row in rows:
        wanted.remove(after.items[row].digest)
    stayed = {(i.relative, i.digest) for i in chosen.items()}
    stayed &= {(i.relative, i.digest) for i in after.items}
    assert stayed <= {(after.items[row].relative, after.items[row].digest) for row in rows}


def test_a_moved_picture_is_followed_and_a_copy_of_a_deleted_one_is_not() -> None:
    copy = an_item("loafer/copy.jpg", digest="same")
    original = an_item("boot/a.jpg", digest="same")
    other = an_item("boot/b.jpg")
    before = a_dataset(original, other, copy)
    chosen = Chosen(before, np.array([0, 1], np.intp))
    deleted = a_dataset(other, copy)
    assert [item.relative for item in chosen.now(deleted)] == ["boot/b.jpg"]
    moved = a_dataset(an_item("loafer/a.jpg", digest="same"), an_item("loafer/b.jpg"), copy)
    assert [item.relative for item in chosen.now(moved)] == ["loafer/a.jpg"]


def test_the_hardest_come_first_and_those_that_nobody_asked_about_last() -> None:
    dataset = a_dataset(*(an_item(f"boot/{name}.jpg") for name in "abcde"))
    columns = Columns.of(dataset)
    losses = np.array([0.5, np.nan, 3.0, 0.5, np.nan], np.float32)
    by_loss = Query(order=Order.LOSS)
    assert select(columns, by_loss, losses).tolist() == [2, 0, 3, 1, 4]
    some = Query(order=Order.LOSS, only=frozenset({"boot/a.jpg", "boot/b.jpg", "boot/c.jpg"}))
    assert select(columns, some, losses).tolist() == [2, 0, 1]
    assert select(columns, by_loss).tolist() == [0, 1, 2, 3, 4]
