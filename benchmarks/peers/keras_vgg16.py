"""The source project's recipe as people write it in Keras: VGG16, a dense head, augmentation."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import tensorflow as tf

from benchmarks.peers.task import Task, asked, tell_epoch


class Teller(keras.callbacks.Callback):
    """Tells of every epoch."""

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras after the epoch's validation."""
        tell_epoch(epoch + 1, float((logs or {})["val_accuracy"]))


def network(task: Task, classes: int) -> keras.Model:
    """VGG16 with the shared weights, its first layers frozen, and a dense head."""
    layers = keras.applications.VGG16(
        include_top=False, weights=None, input_shape=(task.side, task.side, 3)
    )
    convolutions = [layer for layer in layers.layers if layer.weights]
    with np.load(task.weights) as values:
        kernels = [values[name] for name in values if name.endswith("weight")]
        biases = [values[name] for name in values if name.endswith("bias")]
    for layer, kernel, bias in zip(convolutions, kernels, biases, strict=True):
        layer.set_weights([kernel.transpose(2, 3, 1, 0), bias])
    for layer in convolutions[: task.frozen]:
        layer.trainable = False
    seen = keras.layers.GlobalAveragePooling2D()(layers.output)
    dense = keras.layers.Dense(256)(seen)
    active = keras.layers.ReLU()(keras.layers.BatchNormalization()(dense))
    scores = keras.layers.Dense(classes, activation="softmax")(keras.layers.Dropout(0.5)(active))
    model = keras.Model(layers.input, scores)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-4),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def pictures(task: Task, part: str) -> tuple[tf.data.Dataset, int]:
    """Batches of a part, prepared in threads, and the number of classes."""
    found = keras.utils.image_dataset_from_directory(
        str(task.root / part),
        image_size=(task.side, task.side),
        batch_size=task.batch,
        shuffle=part == "train",
        seed=task.seed,
        crop_to_aspect_ratio=True,
        verbose=False,
    )
    classes, batches = len(found.class_names), found
    if part == "train":
        change = keras.Sequential(
            [
                keras.layers.RandomFlip("horizontal"),
                keras.layers.RandomRotation(15 / 360),
                keras.layers.RandomZoom((-0.35, 0.0)),
                keras.layers.RandomContrast(0.3),
                keras.layers.RandomBrightness(0.3),
            ]
        )
        batches = batches.map(
            lambda values, labels: (change(values, training=True), labels), tf.data.AUTOTUNE
        )
    prepare = keras.applications.vgg16.preprocess_input
    batches = batches.map(lambda values, labels: (prepare(values), labels), tf.data.AUTOTUNE)
    return batches.prefetch(tf.data.AUTOTUNE), classes


def run(task: Task) -> None:
    """Learns."""
    keras.utils.set_random_seed(task.seed)
    train, classes = pictures(task, "train")
    val, _ = pictures(task, "val")
    model = network(task, classes)
    model.fit(train, validation_data=val, epochs=task.epochs, verbose=0, callbacks=[Teller()])


if __name__ == "__main__":
    run(asked())
