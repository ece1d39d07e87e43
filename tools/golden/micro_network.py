#!/usr/bin/env python3
"""Goldens of nn's micro network: PyTorch's forward, backward and ten training losses per optimizer.

Run with the Python that has torch (Debian: python3-torch), from the repository root:

    python3 tools/golden/micro_network.py

writes nn/src/test/resources/golden/micro_network.txt, one tensor a line: name, dimensions, values.
Activations are NHWC, parameters in PyTorch's order. Inputs, parameters and constants are exact in
single precision; everything is computed in double precision. The twin of this network in Java is
io.github.facenet4j.nn.MicroNetwork.
"""

import copy
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

TARGET = pathlib.Path("nn/src/test/resources/golden/micro_network.txt")
TRIPLETS = torch.tensor([[0, 1, 2], [1, 0, 4], [2, 3, 0], [3, 2, 5], [4, 5, 3], [5, 4, 1]])


def single(value):
    """The nearest single-precision value, as a double."""
    return torch.tensor(value, dtype=torch.float32).double().item()


def pad_to(x, height, width):
    """Zeros around a smaller map: floor(d/2) above and left, the rest below and right."""
    dh, dw = height - x.shape[2], width - x.shape[3]
    return F.pad(x, (dw // 2, dw - dw // 2, dh // 2, dh - dh // 2))


class Mixed(nn.Module):
    """Three branches whose maps are 5x4, 3x2 and 2x1."""

    def __init__(self):
        super().__init__()
        self.a = nn.ModuleDict({"conv": nn.Conv2d(4, 3, 1, bias=False), "bn": nn.BatchNorm2d(3)})
        self.b = nn.ModuleDict({
            "reduce": nn.Conv2d(4, 2, 1),
            "prelu": nn.PReLU(2),
            "conv": nn.Conv2d(2, 4, 3, stride=2, padding=1),
        })
        self.c = nn.ModuleDict({"conv": nn.Conv2d(4, 2, 1)})

    def forward(self, x):
        a = F.relu(self.a["bn"](self.a["conv"](x)))
        b = self.b["conv"](self.b["prelu"](self.b["reduce"](x)))
        squares = F.avg_pool2d(x * x, 3, stride=2) * 9
        # Where a window holds only zeros the root has no slope; both sides call it 0.
        roots = torch.where(squares > 0, torch.where(squares > 0, squares, 1.0).sqrt(), 0.0)
        c = self.c["conv"](roots)
        return torch.cat([pad_to(part, a.shape[2], a.shape[3]) for part in (a, b, c)], dim=1)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise = nn.Conv2d(9, 9, 3, padding=1, groups=9, bias=False)
        self.bn1 = nn.BatchNorm2d(9)
        self.project = nn.Conv2d(9, 9, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(9)

    def forward(self, x):
        return x + self.bn2(self.project(F.relu6(self.bn1(self.depthwise(x)))))


class Micro(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(4)
        self.mixed = Mixed()
        self.residual = Residual()
        self.fc = nn.Linear(18, 5)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.max_pool2d(x, 3, stride=2, padding=1)
        x = F.local_response_norm(x, 5, alpha=0.5, beta=0.75, k=1.0)
        x = self.residual(self.mixed(x))
        return self.fc(F.avg_pool2d(x, 3, stride=2).flatten(1))


def triplet_loss(x, margin=2.0):
    """Mean hinge over the triplets, on rows of unit length."""
    e = F.normalize(x, dim=1)
    a, p, n = (e[TRIPLETS[:, i]] for i in range(3))
    hinge = ((a - p) ** 2).sum(1) - ((a - n) ** 2).sum(1) + margin
    return hinge.clamp(min=0).mean()


def optimizers():
    beta1, beta2 = single(0.9), single(0.999)
    decay = single(0.01)
    return {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.0078125),
        "momentum": lambda p: torch.optim.SGD(p, lr=0.0078125, momentum=beta1, weight_decay=decay),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.001953125, eps=single(1e-10)),
        "adam": lambda p: torch.optim.Adam(
            p, lr=0.001953125, betas=(beta1, beta2), eps=single(1e-8), weight_decay=decay),
        "adamw": lambda p: torch.optim.AdamW(
            p, lr=0.001953125, betas=(beta1, beta2), eps=single(1e-8), weight_decay=decay),
    }


def training_losses(start, x, make_optimizer):
    network = copy.deepcopy(start)
    optimizer = make_optimizer(network.parameters())
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        loss = triplet_loss(network(x))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return torch.tensor(losses, dtype=torch.float64)


def nhwc(x):
    return x.permute(0, 2, 3, 1) if x.dim() == 4 else x


def main():
    torch.manual_seed(20)
    start = Micro()
    for name, parameter in start.named_parameters():
        if parameter.dim() == 1 and name.endswith("bias"):
            nn.init.uniform_(parameter, -0.3, 0.3)
        elif parameter.dim() == 1 and "prelu" not in name:
            nn.init.uniform_(parameter, 0.5, 1.5)
    x = torch.randn(6, 3, 9, 8)
    start, x = start.double(), x.double().requires_grad_()

    lines = []

    def record(name, tensor):
        values = " ".join(f"{value:.9g}" for value in tensor.detach().reshape(-1).tolist())
        lines.append(f"{name} {'x'.join(map(str, tensor.shape))} {values}")

    record("x", nhwc(x))
    for name, parameter in start.named_parameters():
        record(name, parameter)
    losses = {name: training_losses(start, x.detach(), make) for name, make in optimizers().items()}
    network = copy.deepcopy(start)
    y = network(x)
    loss = triplet_loss(y)
    loss.backward()
    record("y", y)
    record("loss", loss.reshape(1))
    record("dx", nhwc(x.grad))
    for name, parameter in network.named_parameters():
        record("grad." + name, parameter.grad)
    for name, buffer in network.named_buffers():
        if "running" in name:
            record("after." + name, buffer)
    network.eval()
    record("y.inference", network(x))
    for name, values in losses.items():
        record("losses." + name, values)
    assert all("nan" not in line for line in lines)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
