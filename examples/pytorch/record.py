"""
Records tallies and forks of any PyTorch model and writes them as a run that “Attribution: Open Run…” opens; see
README.md. Needs nothing but PyTorch.
"""

import copy
import itertools
import json
import os
import struct
import sys
import tempfile
from array import array

import torch

WINDOWS = 100  # Points of a network's history, at most.


def layers_of(model):
    """Modules with a weight of two axes or more, by name: its parameters of that weight and, where there is one, bias."""
    layers, seen = {}, set()
    for name, module in model.named_modules():
        weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
        if not isinstance(weight, torch.nn.Parameter) or weight.dim() < 2 or id(weight) in seen:
            continue
        seen.add(id(weight))  # A weight that two modules share is one.
        layers[name or "layer"] = {"weight": weight} | ({} if bias is None else {"bias": bias})
    return layers


def parameters_of(model):
    """The recorded tensors by name: `conv1.weight`, `conv1.bias`, …"""
    return {f"{name}.{kind}": tensor for name, layer in layers_of(model).items() for kind, tensor in layer.items()}


def snapshot(model):
    return {name: tensor.detach().clone() for name, tensor in parameters_of(model).items()}


@torch.no_grad()
def changes(model, optimiser, exact):
    """
    Takes a step and returns what it added to each recorded parameter. `exact` has the optimiser step from zero, so that
    nothing of the change is lost to the digits of the parameter that it is added to.
    """
    before, tensors = snapshot(model), parameters_of(model)
    if exact:
        for tensor in tensors.values():
            tensor.zero_()
    optimiser.step()
    if not exact:
        return {name: tensor - before[name] for name, tensor in tensors.items()}
    added = snapshot(model)
    for name, tensor in tensors.items():
        tensor.copy_(before[name] + added[name])
    return added


def train(model, loss, take_step, examples, is_right=None):
    """
    One step an example (input, target, class): `take_step(step, class)`. Returns the number of examples and the means of
    loss and accuracy over windows, each judged before its own step.
    """
    losses, rights = [], []
    for step, (x, target, label) in enumerate(examples):
        model.zero_grad(set_to_none=True)
        output = model(x)
        error = loss(output, target)
        error.backward()
        take_step(step, label)
        losses.append(error.item())
        if is_right:
            rights.append(float(is_right(output.detach(), target)))
    ends = sorted({len(losses) * window // WINDOWS for window in range(1, WINDOWS + 1)} - {0})
    mean = lambda values, start, end: sum(values[start:end]) / (end - start)
    spans = zip([0, *ends], ends) if is_right else []
    history = [{"step": e, "loss": mean(losses, s, e), "accuracy": mean(rights, s, e)} for s, e in spans]
    return {"examples": len(losses), "history": history}


@torch.no_grad()
def accuracy(model, examples, is_right):
    rights = [float(is_right(model(x), target)) for x, target, _ in examples]
    return {"accuracy": sum(rights) / len(rights) if rights else None}


def mean_difference(models):
    """For each parameter the mean of |w_p − w_q| over all pairs of models."""
    pairs = list(itertools.combinations([snapshot(model) for model in models], 2))
    return {name: sum((p[name] - q[name]).abs() for p, q in pairs) / len(pairs) for name in pairs[0][0]}


def record(
    model, loss, make_optimiser, phase1, later, groups, *, tally_from=None, most=None, is_right=None, held_out=(), exact=True
):
    """
    Trains the model on `phase1`, adding up the sizes of its updates from example `tally_from` on (the middle, when it is
    left out), and then, for every class, a copy of it and of its optimiser on `later` without that class.

    model           a torch.nn.Module
    loss            loss(output, target), a scalar
    make_optimiser  make_optimiser(parameters), a torch.optim.Optimizer
    phase1, later   examples (input, target, class), each of one class; `later` is gone through once for each class
    groups          {"a": [1, 7], "b": [6, 8]}, two classes or more in each
    most            how many examples of `later` a copy is trained on, at most
    is_right        is_right(output, target), for accuracy and histories; there are none without it
    held_out        examples to judge every network on
    exact           False for an optimiser whose step depends on the parameter itself, as weight decay does
    """
    group_of = {label: group for group, labels in groups.items() for label in labels}
    tally_from = len(phase1) // 2 if tally_from is None else tally_from
    judged = lambda network: {"heldOut": accuracy(network, held_out, is_right)} if is_right else {}
    initial = snapshot(model)
    zeros = lambda: {group: {name: torch.zeros_like(tensor) for name, tensor in initial.items()} for group in "ab"}
    tally, squares, gain = zeros(), zeros(), zeros()

    optimiser = make_optimiser(model.parameters())

    def tallied_step(step, label):
        if step < tally_from:
            optimiser.step()
            return
        group, tensors = group_of[label], parameters_of(model)
        for name, change in changes(model, optimiser, exact).items():
            tally[group][name] += change.abs()
            if tensors[name].grad is not None:
                squares[group][name] += tensors[name].grad.square()
                gain[group][name] -= tensors[name].grad * change

    trained = train(model, loss, tallied_step, phase1, is_right)
    sets = {"initial": initial, "phase1": snapshot(model), "tally/a": tally["a"], "tally/b": tally["b"]}
    for group in "ab":
        sets[f"measures/root-fisher/{group}"] = {name: total.sqrt() for name, total in squares[group].items()}
        sets[f"measures/synaptic-intelligence/{group}"] = {name: total.clamp(min=0) for name, total in gain[group].items()}
    sets["measures/weight"] = {name: tensor.abs() for name, tensor in sets["phase1"].items()}
    sets["measures/weight-change"] = {name: (tensor - initial[name]).abs() for name, tensor in sets["phase1"].items()}
    said = {"phase1": {"tallyFrom": tally_from} | trained | judged(model), "forks": []}

    forks = {"a": [], "b": []}
    for label, group in group_of.items():
        fork = copy.deepcopy(model)
        own = make_optimiser(fork.parameters())
        own.load_state_dict(copy.deepcopy(optimiser.state_dict()))
        others = itertools.islice((example for example in later if example[2] != label), most)
        trained = train(fork, loss, lambda step, label: own.step(), others, is_right)
        said["forks"].append({"name": f"without-{label}", "group": group} | trained | judged(fork))
        sets[f"fork/without-{label}"] = snapshot(fork)
        forks[group].append(fork)
    sets["difference/c"], sets["difference/d"] = mean_difference(forks["a"]), mean_difference(forks["b"])

    layers = [
        {"name": name, "weight": list(layer["weight"].shape), "bias": "bias" in layer}
        for name, layer in layers_of(model).items()
    ]
    return {"layers": layers, "groups": groups} | said, sets


def save(folder, recording, inputs=None, **said):
    """
    Writes a recording as the two files of a run, whole or not at all.

    inputs  tensors of one number an input of the first layer, by their names in docs/run-format.md: {"mean.a": …}
    said    whatever else run.json may say: data={"name": "MNIST"}, seed=1, learningRate=0.01, inputShape=[28, 28], …
    """
    recorded, sets = recording
    source = {"name": "PyTorch", "version": torch.__version__}
    run = {"format": "attribution-run", "formatVersion": 1, "source": source} | recorded | said
    tensors = {f"{set_name}/{name}": tensor for set_name, named in sets.items() for name, tensor in named.items()}
    tensors |= {f"inputs/{name}": tensor for name, tensor in (inputs or {}).items()}
    if os.path.exists(folder):
        raise FileExistsError(f"{folder} is there already.")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(folder))) as scratch:
        whole = os.path.join(scratch, "run")
        os.mkdir(whole)
        write_safetensors(os.path.join(whole, "tensors.safetensors"), tensors)
        with open(os.path.join(whole, "run.json"), "w", encoding="utf-8") as file:
            json.dump(run, file, indent=2, allow_nan=False)
        os.rename(whole, folder)


def write_safetensors(path, tensors):
    """The format of https://github.com/huggingface/safetensors: length of the header, header, numbers as float64."""
    header, end = {}, 0
    for name, tensor in tensors.items():
        size = 8 * tensor.numel()
        header[name] = {"dtype": "F64", "shape": list(tensor.shape), "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            numbers = array("d", tensor.detach().flatten().tolist())
            if sys.byteorder == "big":
                numbers.byteswap()
            numbers.tofile(file)


def read_safetensors(path):
    """The float64 tensors of a file, by name."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    tensors = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        if name == "__metadata__" or entry["dtype"] != "F64":
            continue
        start, end = (8 + length + offset for offset in entry["data_offsets"])
        numbers = array("d", content[start:end])
        if sys.byteorder == "big":
            numbers.byteswap()
        tensors[name] = torch.tensor(numbers, dtype=torch.float64).reshape(entry["shape"])
    return tensors
