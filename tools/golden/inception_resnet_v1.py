#!/usr/bin/env python3
"""Goldens of Inception-ResNet-v1: PyTorch's inference, layer by layer, with weights made from their names.

Run with the Python that has torch (Debian: python3-torch), from the repository root:

    python3 tools/golden/inception_resnet_v1.py

writes three tables to facenet/src/test/resources/golden/inception_resnet_v1:
    parameters.csv  name and shape of everything in the state_dict but PyTorch's step counters
    layers.csv      of each layer's result for the first image: mean, deviation, range, five values
    embeddings.csv  the unit embedding of two images
The modules are named so that their state_dict has the names of facenet-pytorch's. Weights and
images are exact in single precision, everything is computed in double precision. The generator of
weights has a twin in Java, io.github.facenet4j.facenet.net.NamedNoise.
"""

import csv
import pathlib

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

TARGET = pathlib.Path("facenet/src/test/resources/golden/inception_resnet_v1")
IMAGES = 2


def noise(name, count):
    """SplitMix64 from the FNV-1a hash of a name: count values k * 2**-23 - 1 in [-1, 1)."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float64) * 2.0**-23 - 1


def value(name, shape):
    """Weights scaled by what they sum over, scales around 1, shifts around 0."""
    count = int(np.prod(shape))
    if name.endswith("running_var") or (name.endswith("weight") and len(shape) == 1):
        values = 1 + noise(name, count) / 4
    elif len(shape) > 1:
        values = noise(name, count) * np.sqrt(6 / np.prod(shape[1:]))
    else:
        values = noise(name, count) / 8
    return torch.from_numpy(values.astype(np.float32)).double().reshape(shape)


class Unit(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, channels, out, kernel, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(channels, out, kernel, stride, padding, bias=False)
        self.bn = nn.BatchNorm2d(out, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


def branch(channels, *units):
    made = []
    for out, kernel, stride, padding in units:
        made.append(Unit(channels, out, kernel, stride, padding))
        channels = out
    return made[0] if len(made) == 1 else nn.Sequential(*made)


class Mixed(nn.Module):
    """Branches side by side; pooling beside them, or a 1x1 convolution behind and a scaled sum."""

    def __init__(self, channels, branches, scale=None, relu=True):
        super().__init__()
        self.count = len(branches)
        self.scale = scale
        self.relu = relu
        for i, units in enumerate(branches):
            setattr(self, f"branch{i}", branch(channels, *units))
        if scale is not None:
            self.conv2d = nn.Conv2d(sum(units[-1][0] for units in branches), channels, 1)

    def forward(self, x):
        parts = [getattr(self, f"branch{i}")(x) for i in range(self.count)]
        if self.scale is None:
            return torch.cat(parts + [F.max_pool2d(x, 3, stride=2)], 1)
        y = x + self.scale * self.conv2d(torch.cat(parts, 1))
        return F.relu(y) if self.relu else y


ONE = (1, 1, 0)
SAME = (3, 1, 1)
HALF = (3, 2, 0)
BLOCK_35 = [[(32, *ONE)], [(32, *ONE), (32, *SAME)], [(32, *ONE), (32, *SAME), (32, *SAME)]]
BLOCK_17 = [[(128, *ONE)], [(128, *ONE), (128, (1, 7), 1, (0, 3)), (128, (7, 1), 1, (3, 0))]]
BLOCK_8 = [[(192, *ONE)], [(192, *ONE), (192, (1, 3), 1, (0, 1)), (192, (3, 1), 1, (1, 0))]]
REDUCTION_A = [[(384, *HALF)], [(192, *ONE), (192, *SAME), (256, *HALF)]]
REDUCTION_B = [
    [(256, *ONE), (384, *HALF)],
    [(256, *ONE), (256, *HALF)],
    [(256, *ONE), (256, *SAME), (256, *HALF)],
]


class InceptionResNetV1(nn.Module):
    """Szegedy et al. 2017, as the face networks of that name have it."""

    def __init__(self):
        super().__init__()
        self.conv2d_1a = Unit(3, 32, 3, 2)
        self.conv2d_2a = Unit(32, 32, 3)
        self.conv2d_2b = Unit(32, 64, 3, 1, 1)
        self.maxpool_3a = nn.MaxPool2d(3, 2)
        self.conv2d_3b = Unit(64, 80, 1)
        self.conv2d_4a = Unit(80, 192, 3)
        self.conv2d_4b = Unit(192, 256, 3, 2)
        self.repeat_1 = nn.Sequential(*[Mixed(256, BLOCK_35, 0.17) for _ in range(5)])
        self.mixed_6a = Mixed(256, REDUCTION_A)
        self.repeat_2 = nn.Sequential(*[Mixed(896, BLOCK_17, 0.10) for _ in range(10)])
        self.mixed_7a = Mixed(896, REDUCTION_B)
        self.repeat_3 = nn.Sequential(*[Mixed(1792, BLOCK_8, 0.20) for _ in range(5)])
        self.block8 = Mixed(1792, BLOCK_8, 1.0, relu=False)
        self.avgpool_1a = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.last_linear = nn.Linear(1792, 512, bias=False)
        self.last_bn = nn.BatchNorm1d(512, eps=0.001)

    def forward(self, x):
        results = {}
        for name, module in self.named_children():
            for path, part in module.named_children() if name.startswith("repeat") else [("", module)]:
                x = part(x)
                results[f"{name}.{path}" if path else name] = x
        return results


def numbers(values):
    return [f"{float(number):.12g}" for number in values]


def write(file, header, rows):
    with open(TARGET / file, "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def main():
    net = InceptionResNetV1().double().eval()
    state = {name: tensor for name, tensor in net.state_dict().items() if "num_batches" not in name}
    net.load_state_dict({name: value(name, tuple(t.shape)) for name, t in state.items()}, strict=False)
    shape = (IMAGES, 3, 160, 160)
    images = torch.from_numpy(noise("images", int(np.prod(shape)))).reshape(shape)
    with torch.no_grad():
        results = net(images)
    TARGET.mkdir(parents=True, exist_ok=True)
    write(
        "parameters.csv",
        ["name", "shape"],
        [[name, "x".join(map(str, tensor.shape))] for name, tensor in state.items()],
    )
    layers = []
    for name, result in results.items():
        one = result[0].flatten()
        row = [one.mean(), one.std(unbiased=False), one.min(), one.max(), *one[:5]]
        layers.append([name, "x".join(map(str, result.shape[1:])), *numbers(row)])
    columns = ["mean", "sd", "min", "max", *[f"value{i}" for i in range(5)]]
    write("layers.csv", ["layer", "shape", *columns], layers)
    embeddings = F.normalize(results["last_bn"])
    write(
        "embeddings.csv",
        ["image", *[f"e{i}" for i in range(512)]],
        [[i, *numbers(row)] for i, row in enumerate(embeddings)],
    )


if __name__ == "__main__":
    main()
