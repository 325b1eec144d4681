import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A layer as the `run.json` of a run recorded elsewhere has it. */
interface LayerSaid {
  readonly name: string;
  readonly weight: readonly number[];
  readonly bias: boolean;
}

/** A network whose shapes are known, with numbers that mean nothing. */
export interface MadeNetwork {
  readonly title: string;
  readonly layers: readonly LayerSaid[];
  /** Files that its tensors are spread over. */
  readonly shards: number;
}

const SETS = ['tally/a', 'tally/b', 'difference/c', 'difference/d'] as const;

/** ResNet-18 for ImageNet (He et al. 2016): 20 convolutions, one linear layer, without its normalisations. */
export function resnet18(): MadeNetwork {
  const convolution = (name: string, out: number, into: number, side: number): LayerSaid => ({
    name,
    weight: [out, into, side, side],
    bias: false,
  });
  const stages = [64, 128, 256, 512].flatMap((width, stage) =>
    [0, 1].flatMap((block) => {
      const into = block === 1 ? width : stage === 0 ? 64 : width / 2;
      const name = `layer${stage + 1}.${block}`;
      return [
        convolution(`${name}.conv1`, width, into, 3),
        convolution(`${name}.conv2`, width, width, 3),
        ...(stage > 0 && block === 0 ? [convolution(`${name}.downsample.0`, width, into, 1)] : []),
      ];
    }),
  );
  const layers = [convolution('conv1', 64, 3, 7), ...stages, { name: 'fc', weight: [1000, 512], bias: true }];
  return { title: 'ResNet-18', layers, shards: 1 };
}

/** GPT-2 small (Radford et al. 2019): embeddings, twelve blocks; a normalisation's gains are [768, 1]. */
export function gpt2(): MadeNetwork {
  const width = 768;
  const layer = (name: string, out: number, into: number): LayerSaid => ({ name, weight: [out, into], bias: true });
  const blocks = Array.from({ length: 12 }, (_, block) => [
    layer(`h.${block}.ln_1`, width, 1),
    layer(`h.${block}.attn.c_attn`, 3 * width, width),
    layer(`h.${block}.attn.c_proj`, width, width),
    layer(`h.${block}.ln_2`, width, 1),
    layer(`h.${block}.mlp.c_fc`, 4 * width, width),
    layer(`h.${block}.mlp.c_proj`, width, 4 * width),
  ]);
  const embedding = (name: string, rows: number) => ({ name, weight: [rows, width], bias: false });
  const layers = [embedding('wte', 50_257), embedding('wpe', 1024), ...blocks.flat()];
  return { title: 'GPT-2 small', layers, shards: 4 };
}

export function parametersOf({ layers }: MadeNetwork): number {
  return layers.reduce((sum, { weight, bias }) => sum + countOf(weight) + (bias ? (weight[0] ?? 0) : 0), 0);
}

/** Writes its folder: float32, every number drawn from a fixed seed. */
export async function writeMade(network: MadeNetwork, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const said = {
    format: 'attribution-run',
    formatVersion: 1,
    source: { name: 'made numbers', version: '1' },
    layers: network.layers,
  };
  await writeFile(join(folder, 'run.json'), JSON.stringify(said));
  const tensors = SETS.flatMap((set) =>
    network.layers.flatMap(({ name, weight, bias }) => [
      { name: `${set}/${name}.weight`, shape: weight },
      ...(bias ? [{ name: `${set}/${name}.bias`, shape: [weight[0] ?? 0] }] : []),
    ]),
  );
  const { shards } = network;
  const draws = new Draws(1);
  if (shards === 1) return writeFileOf(tensors, join(folder, 'tensors.safetensors'), draws);
  const inShard = (shard: number) => tensors.filter((_, index) => index % shards === shard);
  const fileOf = (shard: number) => `model-${String(shard + 1).padStart(5, '0')}-of-${String(shards).padStart(5, '0')}`;
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const name = `${fileOf(shard)}.safetensors`;
    for (const tensor of inShard(shard)) weightMap[tensor.name] = name;
    await writeFileOf(inShard(shard), join(folder, name), draws);
  }
  await writeFile(
    join(folder, 'model.safetensors.index.json'),
    JSON.stringify({ metadata: {}, weight_map: weightMap }),
  );
}

interface Shape {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Numbers that are written at a time. */
const PIECE = 2 ** 21;

async function writeFileOf(tensors: readonly Shape[], path: string, draws: Draws): Promise<void> {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + 4 * countOf(shape)] };
    end += 4 * countOf(shape);
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = createWriteStream(path);
  file.write(length);
  file.write(json);
  for (const { shape } of tensors) {
    for (let left = countOf(shape); left > 0; left -= PIECE) {
      const values = new Float32Array(Math.min(PIECE, left));
      for (let index = 0; index < values.length; index++) values[index] = draws.next();
      if (!file.write(Buffer.from(values.buffer))) await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'finish');
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/** Numbers between 0 and 1 that spread evenly: xorshift32 (Marsaglia 2003), for bulk and not for statistics. */
class Draws {
  constructor(private state: number) {}

  next(): number {
    let state = this.state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.state = state >>> 0;
    return this.state / 2 ** 32;
  }
}
