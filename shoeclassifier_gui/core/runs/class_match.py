"""Finds the classes of a data set again in a model, by stable id, then by name."""

from shoeclassifier_gui.core.dataset.items import Dataset
from shoeclassifier_gui.core.runs.model_card import ModelCard


def match_classes(card: ModelCard, dataset: Dataset) -> list[int | None]:
    """The model's index of each class of a data set; None for one that it does not know."""
    by_id = {class_id: index for index, class_id in enumerate(card.class_ids) if class_id}
    taken = by_id.keys() & set(dataset.class_ids)
    # A name counts only where it is not the old name of a class that is called otherwise now.
    by_name = {
        name: index
        for index, name in enumerate(card.classes)
        if not card.class_ids or card.class_ids[index] not in taken
    }
    ids = dataset.class_ids or ("",) * len(dataset.classes)
    return [
        by_id.get(class_id, by_name.get(name))
        for name, class_id in zip(dataset.classes, ids, strict=True)
    ]
