import { ParameterOrder } from '../../model/parameterOrder';
import type { LayerMetrics } from '../../model/runView';
import { CancelFlag, TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { type AnyRunFile, isForeign, layersOf } from '../runs/foreignFormat';
import { type AnyRun, openTensors, readAnyRunFile, readForeignLayer, readRun, type StoredRun } from '../runs/runStore';
import type { TensorFiles } from '../runs/tensorFiles';
import { type Clusters, coincidentClustersInChunks } from '../statistics/clusters';

/** A layer in memory. */
export interface LayerInMemory {
  /** The run, with this layer and perhaps others. */
  readonly run: AnyRun;
  /** Which of `run.parameters`' layers it is. */
  readonly at: number;
  /** The number, in the network's order, of the parameter that is the first one of `run.parameters`. */
  readonly first: number;
  /** Which of its points coincide, once that has been asked. */
  clusters?: Promise<Clusters>;
}

/** Bytes of layers that are kept in memory, as float64; the one that was asked for last is kept however large it is. */
const LAYER_MEMORY = 2 ** 30;

/**
 * A run that is looked at. One of this engine is read whole; of one that another system recorded, each layer is read when
 * it is first asked for, and those not asked for longest are forgotten again.
 */
export class OpenedRun {
  readonly order: ParameterOrder;
  /** By their index, the latest used last. */
  private readonly layers = new Map<number, Promise<LayerInMemory>>();
  /** Of layers by their index: made once, since they are few bytes. */
  private readonly metrics = new Map<number, Promise<LayerMetrics>>();

  private constructor(
    readonly folder: string,
    readonly file: AnyRunFile,
    private readonly source: AnyRun | TensorFiles,
    private readonly memory: number,
  ) {
    this.order = new ParameterOrder(layersOf(file));
  }

  /**
   * @param mayWrite whether what its maker left to do in the folder may be done
   * @throws DataError when the folder holds no run, or a damaged one
   */
  static async open(folder: string, mayWrite: boolean, memory = LAYER_MEMORY): Promise<OpenedRun> {
    const file = await readAnyRunFile(folder);
    const source = isForeign(file) ? await openTensors(folder, file) : await readRun(folder, mayWrite);
    return new OpenedRun(folder, file, source, memory);
  }

  /** A run that is in memory whole. */
  static of(run: AnyRun): OpenedRun {
    return new OpenedRun(run.folder, run.file, run, LAYER_MEMORY);
  }

  /** The run whole, where it is one of this engine. */
  get whole(): StoredRun | undefined {
    return 'parameters' in this.source && !('ink' in this.source) ? this.source : undefined;
  }

  /**
   * @param index from 0
   * @throws DataError naming the tensor that is wrong
   */
  async layer(index: number): Promise<LayerInMemory> {
    const { source, file } = this;
    const first = this.order.layers[index]?.weights;
    if (first === undefined) throw new RangeError(`The run has no layer ${index + 1}.`);
    const read = async (): Promise<LayerInMemory> => {
      if ('parameters' in source) return { run: source, at: index, first: 0 };
      if (!isForeign(file)) throw new Error('A run of this engine is read whole.');
      // Once begun it is read to its end: whoever asks next wants it too.
      const slicer = new TimeSlicer(new CancelFlag());
      return { run: await readForeignLayer(source, this.folder, file, index, slicer), at: 0, first };
    };
    const known = this.layers.get(index) ?? read();
    this.layers.delete(index);
    this.layers.set(index, known);
    try {
      const layer = await known;
      await this.forget(index);
      return layer;
    } catch (error) {
      this.layers.delete(index);
      throw error;
    }
  }

  /** Which points of a layer coincide. @throws DataError when a tensor is damaged; CancelledError */
  async clusters(index: number, slicer: TimeSlicer): Promise<Clusters> {
    const layer = await this.layer(index);
    const { x, y } = layer.run.parameters;
    layer.clusters ??= slicer.run(coincidentClustersInChunks(x.layers[layer.at] as Layer, y.layers[layer.at] as Layer));
    layer.clusters.catch(() => {
      delete layer.clusters;
    });
    return layer.clusters;
  }

  /** What is known of a layer's metrics, which `make` makes the first time. */
  async metricsOf(index: number, make: () => Promise<LayerMetrics>): Promise<LayerMetrics> {
    const known = this.metrics.get(index) ?? make();
    this.metrics.set(index, known);
    try {
      return await known;
    } catch (error) {
      this.metrics.delete(index);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (!('parameters' in this.source)) await this.source.close();
  }

  /** Keeps what fits into the memory that there is, the layer that is asked for in any case. */
  private async forget(asked: number): Promise<void> {
    // A run of this engine is in memory anyway.
    let left = 'parameters' in this.source ? Infinity : this.memory;
    for (const [index, layer] of [...this.layers].toReversed()) {
      left -= await layer.then(bytesOf, () => 0);
      if (left < 0 && index !== asked) this.layers.delete(index);
    }
  }
}

function bytesOf({ run: { parameters } }: LayerInMemory): number {
  const { x, initial, phase1, tally, difference, forks, measures } = parameters;
  const pairs = [tally, difference].filter((pair) => pair !== null).length;
  const sets = 2 + 2 * pairs + [initial, phase1].filter((set) => set !== null).length + forks.size + 2 * measures.size;
  return sets * x.values.byteLength;
}
