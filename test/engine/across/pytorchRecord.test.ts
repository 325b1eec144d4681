import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { isForeign } from '../../../src/engine/runs/foreignFormat';
import { foreignMetrics } from '../../../src/engine/runs/foreignMetrics';
import type { ForeignRun } from '../../../src/engine/runs/foreignRun';
import { readAnyRun } from '../../../src/engine/runs/runStore';
import { temporaryFolders } from '../support';

const PYTHON = '/usr/bin/python3';
const EXAMPLES = join('examples', 'pytorch');

const BEGINNING = `
import json, sys, warnings
from datetime import datetime
import torch
from record import record, save
from torch import nn

torch.manual_seed(1)
loss, sgd = nn.functional.cross_entropy, lambda parameters: torch.optim.SGD(parameters, lr=0.01)
def examples(classes, count=16, size=6):
    return [(torch.rand(size), torch.tensor(i % 2), classes[i % len(classes)]) for i in range(count)]
def recorded(model, groups, loss=loss, **more):
    of = examples([*groups.get("a", []), *groups.get("b", [])] or [0])
    return record(model, loss, sgd, of, of, groups, **more)
`;

/** Of everything that is refused before training: model, groups and what the message has to say. */
const REFUSED = `
class Trained(Exception): pass
def untrainable(output, target): raise Trained()
four = {"a": [1, 7], "b": [6, 8]}
def named(name):
    model = nn.Sequential(nn.Linear(6, 2))
    model.add_module(name, nn.Linear(2, 2))
    return model
ok = nn.Linear(6, 2)
class Large(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(1, 1)
        self.inner.weight = nn.Parameter(torch.zeros(1).expand(10**4, 10**4))
told = []
for model, groups in [
    (ok, {"a": [1, 7]}), (ok, {"a": [1], "b": [6, 8]}), (ok, {"a": [1, 1], "b": [6, 8]}), (ok, {"a": [1, "1"], "b": [6, 8]}),
    (ok, {"a": [1, 7], "b": [7, 8]}), (ok, {"a": [(1, 2), 7], "b": [6, 8]}), (ok, {"a": [True, 7], "b": [6, 8]}),
    (ok, {"a": ["", 7], "b": [6, 8]}), (ok, {"a": ["n" * 101, 7], "b": [6, 8]}), (ok, {"a": [float("nan"), 7], "b": [6, 8]}),
    (nn.ReLU(), four), (named("n" * 101), four), (named(" n"), four), (nn.Linear(6, 2).to(torch.complex64), four),
    (Large(), four),
]:
    try:
        recorded(model, groups, loss=untrainable)
        told.append("recorded")
    except ValueError as error:
        told.append(str(error))
    except Trained:
        told.append("trained")
print(json.dumps(told))
`;

const MESSAGES = [
  /^groups .*; expected a dictionary of "a" and "b"$/,
  /^1 classes in group "a"; expected two or more/,
  /^the class '1' a second time; expected every class once/,
  /^the class '1' a second time/,
  /^the class '7' a second time/,
  /^\(1, 2\) as a class; expected a number, or a text/,
  /^True as a class/,
  /^'' as a class/,
  /^'n{101}' as a class/,
  /^nan as a class/,
  /^0 layers with a weight of two axes or more/,
  /^a layer called 'n{101}'/,
  /^a layer called ' n'/,
  /^"layer.weight" of torch.complex64 and shape \[2, 6\]; expected floating-point numbers/,
  /^a run of \d+ bytes, for 1000000\d\d parameters and 4 forks; expected at most 2147483648/,
];

/** Runs with classes of any names, with sayings that fit and that do not. */
const SAVED = `
parent = sys.argv[1]
names = {"a": ["T-shirt/top", "Ankle boot"], "b": ["T-shirt top", "猫", 3]}
save(f"{parent}/names", recorded(nn.Linear(6, 2), names, is_right=lambda output, target: output.argmax() == target),
     started=datetime.now().isoformat(), learningRate=torch.tensor(0.01), inputShape=torch.Size([6]), seed=7,
     settings={"optimiser": "SGD", "betas": (0.9, 0.99)}, data={"name": "Fashion-MNIST"})

class Shapes(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose1d(2, 3, 2)
        self.norm = nn.BatchNorm1d(3)
        self.out = nn.Linear(12, 2)
    def forward(self, x):
        return self.out(self.norm(self.up(x.reshape(1, 2, 3))).flatten())
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    save(f"{parent}/shapes", recorded(Shapes(), {"a": [1, 7], "b": [6, 8]}),
         inputs={"mean.a": torch.zeros(3), "other": torch.zeros(2)}, learningRate=float("nan"), seed=-1, inputShape=[0],
         started="yesterday", constantInputs=[99], groupOutputs=1, data="MNIST", seconds=-1, network="", forks=[], mood="good",
         settings={"threshold": float("inf")})
print(json.dumps([str(warning.message) for warning in caught]))

diverging = []
try:
    recorded(nn.Linear(6, 2), {"a": [1, 7], "b": [6, 8]}, loss=lambda output, target: output.sum() * float("nan"))
except ValueError as error:
    diverging.append(str(error))
print(json.dumps(diverging))
`;

describe('the recorder for PyTorch models', function () {
  this.timeout(300_000);
  const parent = temporaryFolders();

  before(function () {
    if (spawnSync(PYTHON, ['-c', 'import torch']).status !== 0) this.skip();
  });

  it('refuses before it trains what could not be opened after', () => {
    const [told] = python(REFUSED) as [readonly string[]];
    assert.equal(told.length, MESSAGES.length);
    for (const [index, message] of MESSAGES.entries()) assert.match(told[index] ?? '', message);
  });

  it('makes runs that open, whatever classes and layers are called, and leaves out what has no place', async () => {
    const [warned, diverging] = python(SAVED, parent()) as [readonly string[], readonly string[]];
    assert.deepEqual((await readdir(parent())).sort(), ['names', 'shapes']);

    const names = await read('names');
    assert.deepEqual(
      names.file.forks.map(({ name, group }) => [name, group]),
      [
        ['without-T-shirt-top', 'a'],
        ['without-Ankle-boot', 'a'],
        ['without-T-shirt-top-2', 'b'],
        ['without-class', 'b'],
        ['without-3', 'b'],
      ],
    );
    assert.deepEqual(names.file.groups, { a: ['T-shirt/top', 'Ankle boot'], b: ['T-shirt top', '猫', '3'] });
    assert.equal(names.parameters.forks.size, 5);
    assert.match(names.file.started ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+$/);
    assert.deepEqual([names.file.seed, names.file.inputShape, names.file.data?.name], [7, [6], 'Fashion-MNIST']);
    assert.ok(Math.abs((names.file.learningRate ?? 0) - 0.01) < 1e-8);

    const shapes = await read('shapes');
    assert.deepEqual(shapes.file.layers, [
      { name: 'up', weight: [2, 3, 2], bias: false },
      { name: 'out', weight: [2, 12], bias: true },
    ]);
    const { learningRate, seed, inputShape, started, constantInputs, data, seconds, network, settings } = shapes.file;
    for (const value of [learningRate, seed, inputShape, started, constantInputs, data, seconds, network, settings])
      assert.equal(value, null);
    assert.deepEqual([shapes.inputs, shapes.file.forks.length], [null, 4]);
    assert.equal(warned.length, 2 + 12, warned.join('\n'));
    for (const text of warned) assert.match(text, /has no place in .* left out$/);
    assert.match(diverging[0] ?? '', /^a loss of nan in step 0: the training diverged; expected a finite number$/);
  });

  async function read(name: string): Promise<ForeignRun> {
    const run = await readAnyRun(join(parent(), name));
    assert.ok(isForeign(run.file) && 'ink' in run);
    const { pixelCorrelation } = await foreignMetrics(run, new CancelFlag());
    assert.ok(pixelCorrelation.defined >= 0);
    return run;
  }
});

/** What a script prints, one value a line. */
function python(script: string, ...given: string[]): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', BEGINNING + script, ...given], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: EXAMPLES },
  });
  assert.equal(status, 0, stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
