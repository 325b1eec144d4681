"""The training step as a PyTorch script has it: modules, autograd, torch.optim.SGD; float64, on one thread."""

import torch
from torch import nn
from work import serve

torch.set_num_threads(1)


def prepare(work, steps, tally):
    net = nn.Sequential(nn.Linear(work.inputs, work.hidden), nn.Softplus(), nn.Linear(work.hidden, 2), nn.Softplus())
    net = net.double()
    parameters = list(net.parameters())
    with torch.no_grad():
        for parameter, initial in zip(parameters, work.layers()):
            parameter.copy_(torch.from_numpy(initial))
    images, targets = torch.from_numpy(work.images(steps)), torch.from_numpy(work.targets(steps))
    labels = work.labels[:steps].tolist()
    sums = [[torch.zeros_like(p) for p in parameters] for _ in range(2)]
    optimiser = torch.optim.SGD(parameters, lr=work.rate)

    def train():
        for n in range(steps):
            optimiser.zero_grad(set_to_none=True)
            loss = 0.5 * (net(images[n]) - targets[n]).square().sum()
            loss.backward()
            optimiser.step()
            if tally:
                with torch.no_grad():
                    for total, parameter in zip(sums[labels[n]], parameters):
                        total.add_(parameter.grad.abs(), alpha=work.rate)

    return train, lambda: [[p.detach() for p in parameters], *[[t.detach() for t in s] for s in sums]]


serve(f"PyTorch {torch.__version__}", prepare)
