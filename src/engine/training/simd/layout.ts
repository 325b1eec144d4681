/**
 * Where the fields of a training job stand in the kernel's memory, in bytes from the job's address. Read by the kernel
 * (AssemblyScript) and written by its caller (TypeScript), so that both mean the same.
 */
export enum JobField {
  /** i32: number of layers with weights. */
  layers = 0,
  /** i32: numbers of an image. */
  inputs = 4,
  /** i32: 1 for the sparse first layer, 0 for the dense one. */
  sparse = 8,
  /** i32: `OptimiserCode`. */
  optimiser = 12,
  /** i32: `ActivationCode` of the hidden layers. */
  activation = 16,
  /** i32: `ActivationCode` of the outputs. */
  outputActivation = 20,
  /** i32: 1 for softmax with cross-entropy, 0 for ½ Σ (y − t)². */
  crossEntropy = 24,
  /** i32: correct predictions since the caller last set it to 0. */
  correct = 28,
  /** f64: Σ loss since the caller last set it to 0. */
  lossSum = 32,
  /** f64: η. */
  learningRate = 40,
  /** f64: μ of momentum, β₁ of Adam. */
  beta1 = 48,
  /** f64: β₂ of Adam. */
  beta2 = 56,
  /** f64: ε of Adam. */
  epsilon = 64,
  /** f64: β₁ᵗ of Adam. */
  power1 = 72,
  /** f64: β₂ᵗ of Adam. */
  power2 = 80,
  /** i32 addresses of sets of parameters, all of one layout: the parameters, Σ|Δ| of A and of B, two moments. */
  parameters = 88,
  tallyA = 92,
  tallyB = 96,
  moment1 = 100,
  moment2 = 104,
  /** i32 addresses of vectors of the first layer's width (sparse only): the offset s, c = Σᵢ wⱼᵢ / 256, and the offsets of both tallies. */
  offset = 108,
  background = 112,
  offsetA = 116,
  offsetB = 120,
  /** i32 address of a vector as wide as the widest layer: e = η δ. */
  step = 124,
  /** i32: examples between two times that the offset is folded into the weights. */
  refresh = 128,
  /** i32 address of one f64 for each input (dense only): the image. */
  factors = 132,
  /** f64: 1. */
  one = 136,
  /** i32: A alone moves the hidden neurons before this one; −1 where nothing is routed. */
  ownEnd = 144,
  /** i32: 1 where a `RecordIndex` is kept. */
  recording = 148,
  /** Two i32 addresses, a set of parameters and (sparse only) the offset of its first layer, for each `RecordIndex` and group; 0 where it is not kept. */
  records = 152,
  /** i32 addresses of the sets of Σ −g Δ and Σ Δ of the group of the example in hand, 0 where they are not kept: for momentum and Adam. */
  gain = 216,
  displacement = 220,
  /** i32 address of a byte for each position of the sequence, the group whose sums it is added to; 0 where that is its target. */
  groups = 224,
  /** i32: B alone moves the hidden neurons from this one on. */
  ownStart = 228,
  /** i32 address of a byte for each position of the sequence, what it is told instead of its target; 0 where that is its target. */
  told = 232,
  /** The first `LayerField`s. */
  firstLayer = 240,
}

/** What may be added up beside |Δ|, in the order of `RECORD_NAMES`. */
export enum RecordIndex {
  squares = 0,
  gain = 1,
  displacement = 2,
  movement = 3,
}

/** Fields of one layer, from its own address on. */
export enum LayerField {
  /** i32: neurons that it reads, and that it has. */
  inputs = 0,
  outputs = 4,
  /** i32: bytes from one row of weights to the next. The first layer has a row a pixel, the others a row a neuron. */
  rowBytes = 8,
  /** i32: bytes from the start of a set to this layer's weights, and to its biases. */
  weight = 12,
  bias = 16,
  /** i32 addresses of vectors of `outputs` numbers, padded to two: z, φ(z), φ′(z), δ. */
  z = 20,
  h = 24,
  derivative = 28,
  delta = 32,
  /** i32: bytes of such a vector. */
  bytes = 36,
  size = 40,
}

/** Where the images of a data split stand, in bytes from the split's address. */
export enum SplitField {
  /** i32 address: for each example the address of its first entry, and one more. */
  starts = 0,
  /** i32 address: for each example Σ p over its pixels. */
  sums = 4,
  /** i32 address: for each example a byte, the index of the output whose target is 1. */
  targets = 8,
  /** i32 address: raw pixels, examples × inputs (dense only). */
  pixels = 12,
  size = 16,
}

export enum OptimiserCode {
  sgd = 0,
  momentum = 1,
  adam = 2,
}

export enum ActivationCode {
  softplus = 0,
  relu = 1,
  leakyRelu = 2,
  gelu = 3,
  silu = 4,
  tanh = 5,
  sigmoid = 6,
  identity = 7,
}
