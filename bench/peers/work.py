"""What the Python peers have in common: the file with the work, the requests on standard input, the clock."""

import json
import sys
import time

import numpy as np


class Work:
    """See ../README.md for the format."""

    def __init__(self, path):
        data = np.fromfile(path, dtype=np.uint8)
        self.inputs, self.hidden, self.outputs, self.examples = (int(n) for n in data[:16].view(np.uint32))
        self.rate = float(data[16:24].view(np.float64)[0])
        count = (self.inputs + 1) * self.hidden + (self.hidden + 1) * self.outputs
        self.initial = data[32 : 32 + 8 * count].view(np.float64)
        rest = data[32 + 8 * count :]
        self.labels = rest[: self.examples]
        self.pixels = rest[self.examples :].reshape(self.examples, self.inputs)

    def images(self, steps):
        """float64, made ahead: decoding is not what is compared."""
        return (self.pixels[:steps].astype(np.float64) + 1) / 256

    def targets(self, steps):
        return np.eye(2)[self.labels[:steps]]

    def layers(self):
        """Fresh copies of w1, b1, w2, b2."""
        shapes = [(self.hidden, self.inputs), (self.hidden,), (self.outputs, self.hidden), (self.outputs,)]
        tensors, start = [], 0
        for shape in shapes:
            size = int(np.prod(shape))
            tensors.append(self.initial[start : start + size].reshape(shape).copy())
            start += size
        return tensors


def serve(version, prepare):
    """
    Answers one request a line: `<steps> <tally 0|1> <file for the result, or ->`.

    `prepare(work, steps, tally)` sets up a fresh network and returns `(train, result)`: the loop that is timed, and a
    function that returns the parameters and the two tallies as lists of arrays.
    """
    work = Work(sys.argv[1])
    print(json.dumps({"ready": True, "version": version}), flush=True)
    for line in sys.stdin:
        steps, tally, path = line.split()
        train, result = prepare(work, int(steps), tally == "1")
        wall, cpu = time.perf_counter(), time.process_time()
        train()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if path != "-":
            sets = result()
            np.concatenate([np.asarray(t, dtype=np.float64).ravel() for s in sets for t in s]).tofile(path)
        print(json.dumps({"cpu": cpu, "wall": wall}), flush=True)
