"""
Any layers, any shapes: two convolutions, the second without a bias, and a linear layer, by Adam with cross-entropy.

    python3 convolution.py --data FOLDER --out FOLDER [--rows ROWS]

FOLDER of the data holds the four IDX files of 28 × 28 images, plain or gzipped, by MNIST's names.
"""

import argparse

import torch
from experiment import split
from record import record, save
from torch import nn

GROUPS = {"a": [1, 7], "b": [6, 8]}


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 5, stride=2)
        self.conv2 = nn.Conv2d(8, 12, 5, stride=2, bias=False)
        self.classes = nn.Linear(12 * 4 * 4, 10)

    def forward(self, x):
        hidden = torch.relu(self.conv2(torch.relu(self.conv1(x.reshape(1, 1, 28, 28)))))
        return self.classes(hidden.reshape(1, -1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--rows", type=int, default=6000, help="rows of the training file; the first half is phase 1")
    given = parser.parse_args()
    torch.manual_seed(1)
    image, examples = split(given.data, "train", GROUPS, given.rows)
    examples = [(row, (x, torch.tensor([label]), label)) for row, (x, _, label) in examples]
    recording = record(
        Convolution().double(),
        nn.functional.cross_entropy,
        lambda parameters: torch.optim.Adam(parameters, lr=0.001),
        [example for row, example in examples if row < given.rows // 2],
        [example for row, example in examples if row >= given.rows // 2],
        GROUPS,
        is_right=lambda output, target: output.argmax() == target,
    )
    save(
        given.out,
        recording,
        network="Two convolutions, ReLU",
        data={"name": "MNIST"},
        seed=1,
        learningRate=0.001,
        inputShape=image,
        settings={"optimiser": "Adam", "loss": "cross-entropy"},
    )


if __name__ == "__main__":
    main()
