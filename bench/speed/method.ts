/** How it was measured, and what another benchmark found: the end of the results. */
export const METHOD = `## How it was measured

Every candidate is a process of its own that stays up for all rounds: our kernels too, so that none changes what the
compiler knows of another. All read the same file: images, targets, initial network. Before it is timed, each trains that
network on its first examples, with tally, and its parameters and both tallies are held against those of the reference
kernel after the same steps: relative L2 distance at most 10⁻¹⁰, for TensorFlow.js, which has no float64, at most 10⁻⁴. A
candidate that is further off, or fails, gets no time. Then the rounds: in each, every candidate in turn, with the fast
kernel just before it; a ratio is that of two neighbours, and what the table shows is the median over the rounds. Machines
change their speed from one second to the next, so that a time alone says little and a ratio of neighbours much. A first
round, which warms up compilers and caches, does not count. Only the loop over the examples is timed, by the processor time
of the process, which on a quiet machine is the time by the clock and on a busy one leaves out what other programs took.
Lists of active pixels (ours, C) and float64 images (Python, TensorFlow.js) are made ahead. PyTorch, NumPy and
TensorFlow.js run on one thread; with more, steps this small take longer. Forks and whole command are timed by the clock,
each round after waiting a while for the machine to be idle.

## Drawn digits

From \`npm run bench -- drawn-digits\`: how near the drawn digits come to handwriting. A 3-nearest-neighbour classifier that
knows drawn digits only is asked about MNIST’s test images.

| | |
| --- | --- |
| digits 1, 7, 6, 8 | 97.75 % of 4,095 (1: 99.47 %, 7: 97.18 %, 6: 99.16 %, 8: 94.97 %) |
| all ten digits | 95.20 % of 10,000 (0: 98.98 %, 1: 99.21 %, 2: 93.12 %, 3: 92.87 %, 4: 94.81 %, 5: 94.84 %, 6: 97.49 %, 7: 95.43 %, 8: 91.79 %, 9: 93.06 %) |
| ink: mean share of pixels that are not 0, default rows | 0.1750 |
| constant pixels, default rows | 112 of 784 |
| time an image | about 17 µs |
`;
