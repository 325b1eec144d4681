"""
Records tallies and forks of any PyTorch model and writes them as a run that “Attribution: Open Run…” opens; see
README.md. Needs nothing but PyTorch.
"""

import copy
import itertools
import json
import math
import os
import re
import struct
import sys
import tempfile
import warnings
from array import array
from datetime import datetime

import torch

WINDOWS = 100  # Points of a network's history, at most.
LARGEST_FILE = 2**31  # Bytes of tensors.safetensors that are read.


def layers_of(model):
    """Modules with a weight of two axes or more, by name: its parameters of that weight and, where there is one, bias."""
    layers, seen = {}, set()
    for name, module in model.named_modules():
        weight, bias = getattr(module, "weight", None), getattr(module, "bias", None)
        if not isinstance(weight, torch.nn.Parameter) or weight.dim() < 2 or id(weight) in seen:
            continue
        seen.add(id(weight))  # A weight that two modules share is one.
        # A transposed convolution has a bias for each of the second axis: it has no row to stand beside.
        fits = isinstance(bias, torch.nn.Parameter) and bias.shape == weight.shape[:1]
        name = name or "layer"
        while name in layers:
            name += "-"
        layers[name] = {"weight": weight} | ({"bias": bias} if fits else {})
    return layers


def parameters_of(model):
    """The recorded tensors by name: `conv1.weight`, `conv1.bias`, …"""
    return {f"{name}.{kind}": tensor for name, layer in layers_of(model).items() for kind, tensor in layer.items()}


def refuse(found, expected):
    raise ValueError(f"{found}; expected {expected}")


def length(text):
    """As whoever reads the run counts, by UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_layers(model, forks):
    """Refuses, before anything is trained, a model whose run could not be opened."""
    layers = layers_of(model)
    if not 1 <= len(layers) <= 9999:
        refuse(f"{len(layers)} layers with a weight of two axes or more", "1 to 9999")
    for name, layer in layers.items():
        if name != name.strip() or length(name) > 100:
            refuse(f"a layer called {name!r}", "a name of at most 100 characters without spaces around it")
        for kind, tensor in layer.items():
            if not tensor.is_floating_point() or tensor.numel() == 0 or tensor.dim() > 8:
                refuse(
                    f'"{name}.{kind}" of {tensor.dtype} and shape {list(tensor.shape)}',
                    "floating-point numbers, at least one of them, on at most 8 axes",
                )
    count = sum(tensor.numel() for layer in layers.values() for tensor in layer.values())
    size = 8 * count * (12 + forks) + 2**24  # Sets of numbers beside those of the forks, and the header.
    if size > LARGEST_FILE:
        refuse(f"a run of {size} bytes, for {count} parameters and {forks} forks", f"at most {LARGEST_FILE}: a smaller model")


def plain(value):
    """A number of NumPy or PyTorch as one of Python's own."""
    return value.item() if hasattr(value, "item") else value


def is_number(value, least=-math.inf):
    largest = sys.float_info.max
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -largest <= value <= largest and value >= least


def is_count(value, least=0):
    return isinstance(value, int) and is_number(value, least) and value < 2**53


def checked_groups(groups):
    """The two groups of classes with the names of their forks; refuses what could not be trained, saved or opened."""
    if not isinstance(groups, dict) or set(groups) != {"a", "b"}:
        refuse(f"groups {groups!r}", 'a dictionary of "a" and "b"')
    groups = {group: [plain(label) for label in groups[group]] for group in "ab"}
    forks, texts = {}, set()
    for group, labels in groups.items():
        if len(labels) < 2:
            refuse(f'{len(labels)} classes in group "{group}"', "two or more, which are held against each other")
        for label in labels:
            is_text = isinstance(label, str) and 1 <= length(label) <= 100
            if not is_text and not (is_number(label) and abs(label) < 2**53):
                refuse(f"{label!r} as a class", "a number, or a text of 1 to 100 characters")
            text = label if is_text else str(int(label) if label == int(label) else label)
            if text in texts:
                refuse(f"the class {text!r} a second time", "every class once, in one of the groups")
            texts.add(text)
            forks[label] = fork_name(text, forks.values())
    return groups, forks


def fork_name(label, taken):
    """A name of letters, digits, _ and - alone, of its own: "T-shirt/top" is left out by `without-T-shirt-top`."""
    name = "without-" + (re.sub("[^A-Za-z0-9_-]+", "-", label)[:80].strip("-") or "class")
    # A class that begins with a sign or a digit is called as it is.
    if re.fullmatch("[A-Za-z0-9_-]{1,80}", label):
        name = f"without-{label}"
    numbered = (f"{name}-{number}" for number in itertools.count(2))
    return next(one for one in itertools.chain([name], numbered) if one not in taken)


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
        losses.append(error.item())
        if not math.isfinite(losses[-1]):
            refuse(f"a loss of {losses[-1]} in step {step}: the training diverged", "a finite number")
        error.backward()
        take_step(step, label)
        if is_right:
            rights.append(share_right(is_right, output.detach(), target))
    ends = sorted({len(losses) * window // WINDOWS for window in range(1, WINDOWS + 1)} - {0})
    mean = lambda values, start, end: sum(values[start:end]) / (end - start)
    spans = zip([0, *ends], ends) if is_right else []
    history = [{"step": e, "loss": mean(losses, s, e), "accuracy": mean(rights, s, e)} for s, e in spans]
    return {"examples": len(losses), "history": history}


def share_right(is_right, output, target):
    right = float(is_right(output, target))
    return right if 0 <= right <= 1 else refuse(f"{right} from is_right", "true or false, or a share from 0 to 1")


@torch.no_grad()
def accuracy(model, examples, is_right):
    rights = [share_right(is_right, model(x), target) for x, target, _ in examples]
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
    groups          {"a": [1, 7], "b": [6, 8]}, two classes or more in each, numbers or texts
    most            how many examples of `later` a copy is trained on, at most
    is_right        is_right(output, target), for accuracy and histories; there are none without it
    held_out        examples to judge every network on
    exact           False for an optimiser whose step depends on the parameter itself, as weight decay does

    Raises ValueError before anything is trained where the run could not be opened afterwards.
    """
    groups, fork_names = checked_groups(groups)
    check_layers(model, len(fork_names))
    group_of = {label: group for group, labels in groups.items() for label in labels}
    tally_from = len(phase1) // 2 if tally_from is None else plain(tally_from)
    if not is_count(tally_from):
        refuse(f"tally_from {tally_from!r}", "a number of examples")
    judged = lambda network: {"heldOut": accuracy(network, held_out, is_right)} if is_right else {}
    initial = snapshot(model)
    zeros = lambda: {group: {name: torch.zeros_like(tensor) for name, tensor in initial.items()} for group in "ab"}
    tally, squares, gain = zeros(), zeros(), zeros()

    optimiser = make_optimiser(model.parameters())

    def tallied_step(step, label):
        if plain(label) not in group_of:
            refuse(f"class {label!r} in example {step} of phase1", f"one of {list(group_of)}")
        if step < tally_from:
            optimiser.step()
            return
        group, tensors = group_of[plain(label)], parameters_of(model)
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
        others = itertools.islice((example for example in later if plain(example[2]) != label), most)
        trained = train(fork, loss, lambda step, label: own.step(), others, is_right)
        said["forks"].append({"name": fork_names[label], "group": group} | trained | judged(fork))
        sets[f"fork/{fork_names[label]}"] = snapshot(fork)
        forks[group].append(fork)
    sets["difference/c"], sets["difference/d"] = mean_difference(forks["a"]), mean_difference(forks["b"])

    for name in ("tally/a", "tally/b", "difference/c", "difference/d"):
        if not all(tensor.isfinite().all() for tensor in sets[name].values()):
            refuse(f"numbers in {name} that are not finite: the training diverged", "finite numbers")

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

    What of these two could not be read again is left out with a warning: what was trained is worth more.
    """
    recorded, sets = recording
    source = {"name": "PyTorch", "version": str(torch.__version__)[:100]}
    run = {"format": "attribution-run", "formatVersion": 1, "source": source} | readable(said, recorded["layers"]) | recorded
    tensors = {f"{set_name}/{name}": tensor for set_name, named in sets.items() for name, tensor in named.items()}
    tensors |= readable_inputs(inputs or {}, inputs_of(recorded["layers"]))
    if os.path.exists(folder):
        raise FileExistsError(f"{folder} is there already.")
    with tempfile.TemporaryDirectory(dir=os.path.dirname(os.path.abspath(folder))) as scratch:
        whole = os.path.join(scratch, "run")
        os.mkdir(whole)
        write_safetensors(os.path.join(whole, "tensors.safetensors"), tensors)
        with open(os.path.join(whole, "run.json"), "w", encoding="utf-8") as file:
            json.dump(run, file, indent=2, allow_nan=False)
        os.rename(whole, folder)


def inputs_of(layers):
    return math.prod(layers[0]["weight"][1:])


def is_name(value):
    return isinstance(value, str) and 1 <= length(value.strip()) <= 100


def is_date(value):
    """ISO 8601 with date and time, with or without a zone, as `datetime.now().isoformat()` gives it."""
    try:
        datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return False
    return re.fullmatch(r"[\d-]{10}T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", value) is not None


def is_settings(value, depth=1):
    """JSON as a reader takes it: finite numbers, keys that are texts and none of JavaScript's own, not too deep."""
    if isinstance(value, dict):
        keys = all(isinstance(key, str) and key not in ("__proto__", "constructor", "prototype") for key in value)
        return keys and depth < 50 and all(is_settings(item, depth + 1) for item in value.values())
    if isinstance(value, (list, tuple)):
        return depth < 50 and all(is_settings(item, depth + 1) for item in value)
    return value is None or isinstance(value, (str, bool)) or is_number(value)


def readable(said, layers):
    """What of it docs/run-format.md has a place for."""
    lists = lambda value, is_item: isinstance(value, (list, tuple)) and all(is_item(item) for item in value)
    can_be = {
        "network": is_name,
        "data": lambda value: isinstance(value, dict) and set(value) == {"name"} and is_name(value["name"]),
        "seed": is_count,
        "learningRate": is_number,
        "started": is_date,
        "seconds": lambda value: is_number(value, 0),
        "settings": lambda value: isinstance(value, dict) and is_settings(value),
        "inputShape": lambda value: lists(value, lambda axis: is_count(axis, 1)) and 1 <= len(value) <= 8,
        "constantInputs": lambda value: lists(value, lambda one: is_count(one) and one < inputs_of(layers)),
        "gradientAlone": lambda value: isinstance(value, bool),
        "groupOutputs": lambda value: isinstance(value, bool) and (not value or layers[-1]["weight"][0] == 2),
    }
    kept = {}
    for key, value in said.items():
        value = value.isoformat() if isinstance(value, datetime) else value
        value = [plain(item) for item in value] if isinstance(value, (list, tuple)) else plain(value)
        if value is not None and not (key in can_be and can_be[key](value)):
            warnings.warn(f"{key}={value!r} has no place in run.json and is left out", stacklevel=3)
        elif value is not None:
            kept[key] = value
    return kept


def readable_inputs(inputs, count):
    """The tensors that belong together, where all of them are there and have one finite number an input."""
    fits = lambda tensor: list(tensor.shape) == [count] and bool(torch.isfinite(tensor).all())
    kept = {}
    for names in (("mean.a", "mean.b", "active"), ("difference.a", "difference.b")):
        if all(name in inputs and fits(inputs[name]) for name in names):
            kept |= {f"inputs/{name}": inputs[name] for name in names}
    for name in inputs:
        if f"inputs/{name}" not in kept:
            warnings.warn(f"input tensor {name!r} has no place in the run, or not alone, and is left out", stacklevel=3)
    return kept


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
