import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The repository; this runs from out/bench. */
export const ROOT = join(__dirname, '../..');
const PEERS = join(ROOT, 'bench/peers');

/** What has to be reached: their time divided by ours at least, or ours divided by theirs at most. */
export type Goal =
  | { readonly kind: 'at least'; readonly plain: number; readonly tally: number }
  | { readonly kind: 'at most'; readonly plain: number; readonly tally: number }
  | { readonly kind: 'none' };

export interface Candidate {
  readonly id: string;
  readonly title: string;
  /** Whether its row says our time divided by its, where all others say its divided by ours. */
  readonly oursOverIts?: true;
  readonly goal: Goal;
  /** Examples a time is taken over: fewer for the slow ones. */
  readonly steps: number;
  /** Which reference its results are held against, and how far they may be off (relative L2). */
  readonly reference: 'reference' | 'reference-momentum' | 'reference-adam';
  readonly tolerance: number;
  /** The command that starts it, after whatever it needs has been compiled. Throws when something is not installed. */
  command(work: string): readonly string[];
  /** How to install what it needs; empty for our own. */
  readonly install: string;
}

const EXACT = 1e-10;
/** float32 has 24 bits, and a step at η = 0.0001 moves a weight by few of them. */
const SINGLE = 1e-4;

const atLeast = (plain: number, tally: number): Goal => ({ kind: 'at least', plain, tally });
const atMost = (plain: number, tally: number): Goal => ({ kind: 'at most', plain, tally });

export function ownCommand(name: string, work: string): readonly string[] {
  return [process.execPath, join(__dirname, 'candidate.program.js'), work, name];
}

export function python(script: string): readonly string[] {
  return [process.env['ATTRIBUTION_PYTHON'] ?? '/usr/bin/python3', join(PEERS, script)];
}

/** @throws Error when there is no compiler */
function compiled(source: string, ...flags: string[]): string {
  const program = join(__dirname, [source.replace('.c', ''), ...flags].join(''));
  const options = ['-O3', '-march=native', ...flags, '-o', program, join(PEERS, source)];
  execFileSync('gcc', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  return program;
}

const GCC = 'apt-get install gcc libc6-dev';
const TORCH = 'apt-get install python3-torch python3-numpy libopenblas0-pthread';
const NUMPY = 'apt-get install python3-numpy libopenblas0-pthread';
const TFJS = 'npm install --no-package-lock --prefix bench/peers/tfjs';

function tfjs(work: string, variant: string): readonly string[] {
  if (!existsSync(join(PEERS, 'tfjs/node_modules'))) throw new Error('bench/peers/tfjs/node_modules is not there');
  return [process.execPath, join(PEERS, 'tfjs/sgd.mjs'), work, variant];
}

/** All that the fast kernel is compared with, in the order of the table. */
export const CANDIDATES: readonly Candidate[] = [
  {
    id: 'reference',
    title: 'plain float64 TypeScript (the reference kernel), same Node',
    goal: atLeast(20, 15),
    steps: 2000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => ownCommand('reference', work),
    install: '',
  },
  {
    id: 'torch-by-hand',
    title: 'PyTorch, float64, no-grad by hand, 1 thread',
    goal: atLeast(12, 11),
    steps: 5000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [...python('torch_by_hand.py'), work],
    install: TORCH,
  },
  {
    id: 'torch-autograd',
    title: 'PyTorch autograd + SGD, float64, 1 thread',
    goal: atLeast(33, 28),
    steps: 2000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [...python('torch_autograd.py'), work],
    install: TORCH,
  },
  {
    id: 'numpy',
    title: 'NumPy float64 by hand',
    goal: atLeast(19, 15),
    steps: 3000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [...python('numpy_by_hand.py'), work],
    install: NUMPY,
  },
  {
    id: 'tfjs',
    title: 'TensorFlow.js, WASM backend, its best variant (float32): single operations, outer products by broadcasting',
    goal: atLeast(115, 80),
    steps: 1000,
    reference: 'reference',
    tolerance: SINGLE,
    command: (work) => tfjs(work, 'broadcast'),
    install: TFJS,
  },
  {
    id: 'tfjs-matmul',
    title: 'TensorFlow.js, the same with outer products by matMul (float32)',
    goal: { kind: 'none' },
    steps: 500,
    reference: 'reference',
    tolerance: SINGLE,
    command: (work) => tfjs(work, 'matmul'),
    install: TFJS,
  },
  {
    id: 'tfjs-minimize',
    title: 'TensorFlow.js, autograd + Optimizer (float32)',
    goal: { kind: 'none' },
    steps: 500,
    reference: 'reference',
    tolerance: SINGLE,
    command: (work) => tfjs(work, 'minimize'),
    install: TFJS,
  },
  {
    id: 'c',
    oursOverIts: true,
    title: 'C, same sparse form, plain loops, float64, gcc -O3 -march=native (time of ours / its)',
    goal: atMost(1.2, 1.4),
    steps: 20_000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [compiled('sparse.c'), work],
    install: GCC,
  },
  {
    id: 'c-four-rows',
    oursOverIts: true,
    title: 'C, same again, four rows at a time by hand (ours / its)',
    goal: { kind: 'none' },
    steps: 20_000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [compiled('sparse.c', '-DFOUR_ROWS'), work],
    install: GCC,
  },
  {
    id: 'c-simd',
    oursOverIts: true,
    title: 'C, same form, AVX-512 or AVX2 intrinsics by hand (ours / its)',
    goal: atMost(2.2, 2.2),
    steps: 20_000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [compiled('sparse_simd.c'), work],
    install: GCC,
  },
  {
    id: 'c-narrow',
    oursOverIts: true,
    title: 'C, same form, 128-bit intrinsics without fused multiply-add, what WebAssembly has (ours / its)',
    goal: { kind: 'none' },
    steps: 20_000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => [compiled('sparse_simd.c', '-DNARROW', '-ffp-contract=off'), work],
    install: GCC,
  },
  {
    id: 'measures',
    title: 'own kernel, recording Σ g² beside the tally, as the default measures need',
    goal: { kind: 'none' },
    steps: 20_000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => ownCommand('measures', work),
    install: '',
  },
  {
    id: 'dense',
    title: 'own dense path, the same plain gradient descent',
    goal: atLeast(4, 4),
    steps: 5000,
    reference: 'reference',
    tolerance: EXACT,
    command: (work) => ownCommand('dense', work),
    install: '',
  },
  {
    id: 'momentum',
    title: 'own dense path, momentum',
    goal: { kind: 'none' },
    steps: 3000,
    reference: 'reference-momentum',
    tolerance: EXACT,
    command: (work) => ownCommand('momentum', work),
    install: '',
  },
  {
    id: 'adam',
    title: 'own dense path, Adam',
    goal: { kind: 'none' },
    steps: 1000,
    reference: 'reference-adam',
    tolerance: EXACT,
    command: (work) => ownCommand('adam', work),
    install: '',
  },
];
