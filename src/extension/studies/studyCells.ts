import { quantileFor } from '../../engine/statistics/meanInterval';
import { asText } from '../../engine/sweep/grid';
import { comparePublished, PUBLISHED } from '../../engine/sweep/published';
import { isReplication, replicatedMetrics } from '../../engine/sweep/replication';
import { belongsTo, WHOLE } from '../../engine/sweep/shard';
import { axesOf } from '../../engine/sweep/sweepInput';
import { NO_ANSWERS } from '../../engine/sweep/tables';
import type { SweepCell, SweepKnown } from '../../engine/worker/contracts';
import type { CellView, StudyTitle, StudyView, ToStudy } from '../../model/studyProtocol';
import type { Answers, PublishedComparison } from '../../model/sweep';
import { dataInWords, runTitle } from '../views/runTitle';

/** A replication of more is shown as the sweep that it is: quantiles are not made for so many. */
export const MOST_SEEDS = 1000;

/** Of all intervals over seeds. */
const LEVEL = 0.95;

/** The cells of a study as they come in, and what the page is told of them. */
export class StudyCells {
  readonly kind: StudyView['kind'];
  /** Cells of its part. */
  readonly due: number;
  /** Of a replication, whose figures are compared with the post's. */
  private readonly seeds: SweepCell[] = [];
  private dataName: string | undefined;
  private readonly views: CellView[] = [];
  private readonly metrics: string[] = [];
  private readonly places = new Map<string, number>();
  private readonly quantiles: readonly number[];
  private answers = NO_ANSWERS;

  constructor(private readonly begun: SweepKnown) {
    this.kind = isReplication(begun.sweep) && begun.cells <= MOST_SEEDS ? 'replication' : 'sweep';
    let due = 0;
    for (let cell = 1; cell <= begun.cells; cell++) if (belongsTo(begun.shard, cell)) due++;
    this.due = due;
    const seeds = this.kind === 'replication' ? begun.cells : 0;
    this.quantiles = Array.from({ length: seeds }, (_, freedom) => (freedom === 0 ? 0 : quantileFor(LEVEL, freedom)));
    for (const cell of begun.there) this.take(cell);
  }

  /** How many are there. */
  get there(): number {
    return this.views.length;
  }

  /** @returns what a page that shows the others has to be told */
  add(cell: SweepCell): Omit<Extract<ToStudy, { type: 'cells' }>, 'type'> {
    const view = this.take(cell);
    return { metrics: this.metrics, cells: [view], published: this.published() };
  }

  setAnswers(answers: Answers): void {
    this.answers = answers;
  }

  view(studyId: string): StudyView {
    const { sweep, shard, cells } = this.begun;
    return {
      studyId,
      kind: this.kind,
      title: this.title(),
      part: shard.count === WHOLE.count ? null : shard,
      axes: axesOf(sweep).map(({ key, values }) => ({ key, labels: values.map(asText) })),
      orders: sweep.orders ?? null,
      cells,
      metrics: this.metrics,
      there: this.views,
      published: this.published(),
      quantiles: this.quantiles,
      ...this.answers,
    };
  }

  private take(cell: SweepCell): CellView {
    for (const name of Object.keys(cell.figures)) {
      if (this.places.has(name)) continue;
      this.places.set(name, this.metrics.length);
      this.metrics.push(name);
    }
    const metrics = new Float64Array(this.metrics.length).fill(Number.NaN);
    for (const [name, value] of Object.entries(cell.figures)) metrics[this.places.get(name) as number] = value;
    const view = { cell: cell.cell, status: cell.status, metrics };
    if (this.kind === 'replication') this.seeds.push(cell);
    this.dataName ??= cell.dataName;
    this.views.push(view);
    return view;
  }

  private title(): StudyTitle {
    const { config, sweep } = this.begun;
    const { network, data } = runTitle(config, this.dataName ?? dataInWords(config.data));
    return { network, data, learningRate: config.learningRate, hash: sweep.hash, drawn: config.data === 'drawn' };
  }

  private published(): PublishedComparison[] {
    if (this.kind !== 'replication') return [];
    // These alone: all metrics of all seeds anew with every cell would be work for nothing.
    const cells = this.seeds.map(({ figures: metrics }) => ({
      figures: Object.fromEntries(
        PUBLISHED.flatMap(({ figure: metric }) => {
          const value = metrics[metric];
          return value === undefined ? [] : [[metric, value] as const];
        }),
      ),
    }));
    return comparePublished(replicatedMetrics(cells));
  }
}
