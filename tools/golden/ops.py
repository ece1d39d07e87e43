#!/usr/bin/env python3
"""Golden values of single ops, computed by PyTorch in double precision.

    python3 tools/golden/ops.py tensor/src/test/resources/golden

The inputs are random numbers that are exact in single precision; the results are rounded to it. Gradients come from
autograd, so none of the hand-written gradient formulas of this project is behind them. PyTorch's NCHW and OIHW are
turned into NHWC and HWIO here. Each case is a group of tensors `case/letter`, its parameters are the metadata `case`.
"""

import sys

import numpy as np
import torch
import torch.nn.functional as F

import safetensors_file

torch.set_default_dtype(torch.float64)
random = np.random.RandomState(20150312)
tensors = {}
metadata = {"made by": "tools/golden/ops.py", "torch": torch.__version__.split("+")[0]}


def single(value):
    """A parameter as the Java side has it: a float."""
    return float(np.float32(value))


def values(*shape, low=-1.0, high=1.0):
    array = random.uniform(low, high, shape).astype(np.float32).astype(np.float64)
    return torch.tensor(array, requires_grad=True)


def keep(case, **group):
    for letter, tensor in group.items():
        array = tensor.detach().numpy() if isinstance(tensor, torch.Tensor) else np.asarray(tensor)
        tensors[f"{case}/{letter}"] = array


def parameters(case, **given):
    metadata[case] = " ".join(f"{name}={value}" for name, value in given.items())


def nhwc(tensor):
    return tensor.permute(0, 2, 3, 1)


def hwio(tensor):
    return tensor.permute(2, 3, 1, 0)


def conv(case, n, h, w, c, o, kh, kw, stride, ph, pw, groups=1):
    x = values(n, c, h, w)
    weight = values(o, c // groups, kh, kw)
    bias = values(o)
    y = F.conv2d(x, weight, bias, stride, (ph, pw), 1, groups)
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, stride=stride, padHeight=ph, padWidth=pw, groups=groups)
    keep(case, x=nhwc(x), w=hwio(weight), bias=bias, y=nhwc(y), dy=nhwc(dy))
    keep(case, dx=nhwc(x.grad), dw=hwio(weight.grad), dbias=bias.grad)


conv("conv/3x3", 2, 5, 6, 3, 4, 3, 3, 1, 1, 1)
conv("conv/7x7 stride 2", 1, 9, 8, 3, 2, 7, 7, 2, 3, 3)
conv("conv/1x7", 1, 3, 9, 2, 3, 1, 7, 1, 0, 3)
conv("conv/2x4 stride 3", 2, 7, 9, 2, 2, 2, 4, 3, 1, 2)
conv("conv/1x1", 2, 3, 3, 5, 4, 1, 1, 1, 0, 0)
conv("conv/depthwise", 2, 6, 5, 4, 4, 3, 3, 1, 1, 1, groups=4)
conv("conv/depthwise stride 2", 1, 7, 6, 3, 3, 5, 5, 2, 2, 2, groups=3)


def pool(case, kind, n, h, w, c, kernel, stride, pad, ceil):
    x = values(n, c, h, w)
    if kind == "MAX":
        y = F.max_pool2d(x, kernel, stride, pad, 1, ceil)
    elif kind == "AVERAGE":
        y = F.avg_pool2d(x, kernel, stride, pad, ceil, count_include_pad=False)
    else:
        y = F.lp_pool2d(x, 2, kernel, stride, ceil)
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, kind=kind, kernel=kernel, stride=stride, pad=pad, rounding="CEILING" if ceil else "FLOOR")
    keep(case, x=nhwc(x), y=nhwc(y), dy=nhwc(dy), dx=nhwc(x.grad))


pool("pool/max", "MAX", 2, 6, 7, 3, 3, 2, 1, False)
pool("pool/max ceil", "MAX", 1, 8, 6, 2, 3, 2, 0, True)
pool("pool/average", "AVERAGE", 2, 5, 5, 2, 3, 2, 1, False)
pool("pool/average ceil", "AVERAGE", 1, 6, 8, 3, 3, 2, 1, True)
pool("pool/l2", "L2", 2, 6, 6, 2, 3, 3, 0, False)
pool("pool/l2 overlapping", "L2", 1, 5, 6, 3, 3, 1, 0, False)


def batch_norm(case, n, h, w, c):
    x = values(n, c, h, w, low=-2, high=3)
    gamma, beta = values(c), values(c)
    mean, variance = values(c).detach(), values(c, low=0.5, high=2).detach()
    momentum, epsilon = single(0.1), single(1e-3)
    keep(case, **{"running mean before": mean.clone(), "running variance before": variance.clone()})
    infer = F.batch_norm(x, mean, variance, gamma, beta, False, momentum, epsilon)
    keep(case, infer=nhwc(infer))
    y = F.batch_norm(x, mean, variance, gamma, beta, True, momentum, epsilon)
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, epsilon=1e-3, momentum=0.1)
    keep(case, x=nhwc(x), gamma=gamma, beta=beta, y=nhwc(y), dy=nhwc(dy), dx=nhwc(x.grad))
    keep(case, dgamma=gamma.grad, dbeta=beta.grad)
    keep(case, **{"running mean after": mean, "running variance after": variance})


batch_norm("batch norm/map", 3, 4, 2, 5)
batch_norm("batch norm/vector", 6, 1, 1, 3)


def lrn(case, channels, size, alpha, beta, k):
    x = values(2, channels, 2, 3, low=-3, high=3)
    y = F.local_response_norm(x, size, single(alpha), single(beta), single(k))
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, size=size, alpha=alpha, beta=beta, k=k)
    keep(case, x=nhwc(x), y=nhwc(y), dy=nhwc(dy), dx=nhwc(x.grad))


lrn("lrn/openface", 8, 5, 1e-4, 0.75, 1)
lrn("lrn/strong", 7, 3, 2, 0.5, 0.5)


def activation(case, name, function, with_slopes=False):
    x = values(4, 5, low=-9, high=9)
    slopes = values(5)
    y = function(x, slopes) if with_slopes else function(x)
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, activation=name)
    keep(case, x=x, y=y, dy=dy, dx=x.grad)
    if with_slopes:
        keep(case, slopes=slopes, dslopes=slopes.grad)


activation("activation/relu", "RELU", F.relu)
activation("activation/relu6", "RELU6", F.relu6)
activation("activation/prelu", "PRELU", F.prelu, with_slopes=True)


def linear(case, n, inputs, outputs):
    x, weight, bias = values(n, inputs), values(outputs, inputs), values(outputs)
    y = F.linear(x, weight, bias)
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case)
    keep(case, x=x, w=weight, bias=bias, y=y, dy=dy, dx=x.grad, dw=weight.grad, dbias=bias.grad)


linear("linear/7 to 5", 3, 7, 5)


def l2_normalize(case, epsilon):
    x = values(4, 6)
    x.data[2] *= 2.0**-6  # shorter than a large epsilon
    y = F.normalize(x, eps=single(epsilon))
    dy = values(*y.shape)
    y.backward(dy)
    parameters(case, epsilon=epsilon)
    keep(case, x=x, y=y, dy=dy, dx=x.grad)


l2_normalize("l2 normalize/usual", 1e-10)
l2_normalize("l2 normalize/clamped", 0.125)


def triplet(case, reduction):
    labels = [0, 0, 0, 1, 1, 2, 2]
    x = values(len(labels), 5)
    anchors, positives, negatives, starts = [], [], [], [0]
    for a, label in enumerate(labels):
        for p, other in enumerate(labels):
            if p != a and other == label:
                n = random.randint(len(labels))
                anchors.append(a)
                positives.append(p)
                negatives.append(n if labels[n] != label else -1)
        starts.append(len(anchors))
    e = F.normalize(x, eps=single(1e-10))
    filled = [i for i, n in enumerate(negatives) if n >= 0]
    anchor = e[[anchors[i] for i in filled]]
    to_positive = ((anchor - e[[positives[i] for i in filled]]) ** 2).sum(1)
    to_negative = ((anchor - e[[negatives[i] for i in filled]]) ** 2).sum(1)
    hinges = F.relu(to_positive - to_negative + single(0.2))
    active = int((hinges > 0).sum())
    assert 0 < active < len(filled) < len(anchors), "the case must have every kind of slot"
    divisor = {"SUM": 1, "MEAN_SELECTED": len(filled), "MEAN_ACTIVE": active}[reduction]
    loss = hinges.sum() / divisor
    loss.backward()
    parameters(case, reduction=reduction, margin=0.2, epsilon=1e-10)
    keep(case, x=x, starts=starts, positives=positives, negatives=negatives, dx=x.grad)
    statistics = [loss.item(), len(filled), active, divisor, to_positive.mean().item(), to_negative.mean().item()]
    keep(case, statistics=np.array(statistics, dtype=np.float64))


for reduction in ("SUM", "MEAN_SELECTED", "MEAN_ACTIVE"):
    triplet("triplet/" + reduction, reduction)


def optimizer(case, rule, decay, make, **given):
    """Three steps; the gradient of each is kept beside the weights after it."""
    w = values(9)
    keep(case, w=w.clone())
    optim = make([w], {name: single(value) for name, value in given.items()})
    for step in (1, 2, 3):
        w.grad = values(9).detach()
        keep(case, **{f"dw {step}": w.grad.clone()})
        optim.step()
        keep(case, **{f"w {step}": w.clone()})
    parameters(case, rule=rule, decay=decay, **given)


def sgd(w, p):
    return torch.optim.SGD(w, p["lr"], p.get("momentum", 0), 0, p.get("lambda", 0))


def adagrad(w, p):
    return torch.optim.Adagrad(w, p["lr"], 0, p["lambda"], 0, p["epsilon"])


def adam(w, p, kind=torch.optim.Adam):
    return kind(w, p["lr"], (p["beta1"], p["beta2"]), p["epsilon"], p["lambda"])


def adamw(w, p):
    return adam(w, p, torch.optim.AdamW)


optimizer("optim/sgd", "SGD", "COUPLED", sgd, lr=0.1)
optimizer("optim/sgd decay", "SGD", "COUPLED", sgd, **{"lr": 0.1, "lambda": 0.03})
optimizer("optim/momentum", "MOMENTUM", "COUPLED", sgd, **{"lr": 0.05, "momentum": 0.9, "lambda": 0.03})
optimizer("optim/adagrad", "ADAGRAD", "COUPLED", adagrad, **{"lr": 0.05, "lambda": 0.03, "epsilon": 1e-6})
optimizer(
    "optim/adam", "ADAM", "COUPLED", adam, **{"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "lambda": 0.03}
)
optimizer(
    "optim/adamw", "ADAM", "DECOUPLED", adamw, **{"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "lambda": 0.3}
)

safetensors_file.write(sys.argv[1] + "/ops.safetensors", tensors, metadata)
print(len(tensors), "tensors in", len(metadata) - 2, "cases")
