/** How it was measured: the end of the results. */
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
each round after waiting a while for the machine to be idle.`;
