"""
The experiment of a run that `attribution run` wrote, from its config and its initial parameters, by PyTorch:

    python3 experiment.py --run RUN --data FOLDER --out FOLDER

FOLDER of the data holds the four IDX files, plain or gzipped, by MNIST's names. x, y and all figures come out as those
of the run itself.
"""

import argparse
import gzip
import json
import os
from functools import partial

import torch
from record import read_safetensors, record, save
from torch import nn

ACTIVATIONS = {
    # PyTorch's own is a straight line above 20, where 2 · 10⁻⁹ would be left.
    "softplus": partial(nn.Softplus, threshold=40),
    "relu": nn.ReLU,
    "leaky relu": nn.LeakyReLU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "identity": nn.Identity,
}


def network(sizes, hidden, output, initial):
    """Fully connected, its layers named as the engine names them."""
    model = nn.Sequential()
    last = len(sizes) - 1
    for layer in range(1, last + 1):
        model.add_module(f"layer{layer}", nn.Linear(sizes[layer - 1], sizes[layer]))
        model.add_module(f"activation{layer}", ACTIVATIONS[output if layer == last else hidden]())
    model = model.double()
    model.load_state_dict({name: initial[f"initial/{name}"] for name in model.state_dict()})
    return model


def optimiser_for(config):
    rate, optimiser = config["learningRate"], dict(config["optimiser"])
    if optimiser["name"] == "adam":
        betas = (optimiser["beta1"], optimiser["beta2"])
        return lambda parameters: torch.optim.Adam(parameters, lr=rate, betas=betas, eps=optimiser["epsilon"])
    return lambda parameters: torch.optim.SGD(parameters, lr=rate, momentum=optimiser.get("momentum", 0))


LOSSES = {
    "squared": lambda output, target: 0.5 * (output - target).square().sum(),
    "cross-entropy": lambda output, target: -torch.log_softmax(output, 0)[target.argmax()],
}


def read(folder, name):
    """Shape and bytes of an IDX file."""
    path = os.path.join(folder, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz") as file:
        content = file.read()
    axes = content[3]
    shape = [int.from_bytes(content[4 + 4 * axis : 8 + 4 * axis], "big") for axis in range(axes)]
    return shape, torch.frombuffer(bytearray(content[4 + 4 * axes :]), dtype=torch.uint8)


def split(folder, prefix, groups, until=None):
    """Rows and examples of both groups: inputs (p + 1) / 256, targets [1, 0] for A and [0, 1] for B."""
    (_, *image), pixels = read(folder, f"{prefix}-images-idx3-ubyte")
    _, labels = read(folder, f"{prefix}-labels-idx1-ubyte")
    images, targets = pixels.reshape(len(labels), -1), torch.eye(2, dtype=torch.float64)
    examples = []
    for row, label in enumerate(labels[:until].tolist()):
        group = next((index for index, name in enumerate("ab") if label in groups[name]), None)
        if group is not None:
            examples.append((row, ((images[row].double() + 1) / 256, targets[group], label)))
    return image, examples


def statistics_of(phase1, later, groups):
    """What the inputs were: which never change, and the tensors `inputs/…` of docs/run-format.md."""
    of = lambda examples, labels: torch.stack([x for x, _, label in examples if label in labels])
    every = phase1 + later
    stacked = of(every, groups["a"] + groups["b"])
    ink = {}
    for name in "ab":
        means = [of(later, [label]).mean(0) for label in groups[name]]
        pairs = [(p - q).abs() for i, p in enumerate(means) for q in means[i + 1 :]]
        ink[f"difference.{name}"] = sum(pairs) / len(pairs)
    constant = (stacked == stacked[0]).all(0).nonzero().flatten().tolist()
    means = {f"mean.{name}": of(every, groups[name]).mean(0) for name in "ab"}
    return constant, means | {"active": (stacked > 1 / 256).sum(0).double()} | ink


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--run", "--data", "--out"):
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    torch.set_num_threads(1)  # With more, these small operations take longer.

    with open(os.path.join(given.run, "run.json"), encoding="utf-8") as file:
        run = json.load(file)
    config, groups = run["config"], run["config"]["groups"]
    if config["order"] != "file" or config["routing"] != "none" or "labelNoise" in config:
        parser.error('only configs with "order": "file", "routing": "none" and no "labelNoise" are understood')
    image, examples = split(given.data, "train", groups, config["forks"]["untilRow"])
    phase1 = [example for row, example in examples if row < config["phase1"]["rows"]]
    later = [example for row, example in examples if row >= config["phase1"]["rows"]]
    held_out = [example for _, example in split(given.data, "t10k", groups)[1]]

    activation = config["network"]["activation"]
    output = config["network"]["outputActivation"]
    initial = read_safetensors(os.path.join(given.run, "tensors.safetensors"))
    # Forks end together when they are to be equally long.
    longest = max(sum(label == one for _, _, label in later) for one in groups["a"] + groups["b"])
    recording = record(
        network(run["sizes"], activation, output, initial),
        LOSSES[config["loss"]],
        optimiser_for(config),
        phase1,
        later,
        groups,
        tally_from=0 if config["phase1"]["tally"] == "whole" else len(phase1) // 2,
        most=len(later) - longest if config["forks"]["equalise"] else None,
        is_right=lambda answer, target: answer.argmax() == target.argmax(),
        held_out=held_out,
    )
    constant, inputs = statistics_of(phase1, later, groups)
    save(
        given.out,
        recording,
        inputs=inputs,
        network=f"{activation.capitalize()} {'–'.join(map(str, run['sizes']))}",
        data={"name": run["data"]["name"]},
        seed=run["seed"],
        learningRate=config["learningRate"],
        gradientAlone=config["optimiser"]["name"] != "adam",
        groupOutputs=True,
        inputShape=image,
        constantInputs=constant,
        settings=config,
    )


if __name__ == "__main__":
    main()
