import type { InterventionName } from '../../model/interventions';
import type { Performances } from '../../model/performance';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import { COMPARISON_NAMES, type ComparisonName } from '../../model/surgeryProtocol';
import { imageInputs, inputsOf, meanInputs } from '../causal/columns';
import { performances } from '../causal/margins';
import type { ExampleStore } from '../data/examples';
import type { Parameters } from '../network/parameters';
import type { TrainingRule } from '../training/kernel';
import { columnAdder } from './columnAdder';
import { COMPARISON_DRAWS, ComparisonSets } from './comparisons';
import { networkOnImages } from './networkOnImages';
import { Operation, type Patient } from './operation';
import { sidesChanged } from './sides';

export interface SurgeryInput {
  readonly rule: Pick<TrainingRule, 'activation'>;
  readonly initial: Parameters;
  readonly phase1: Parameters;
  readonly seed: number;
  /** Held-out images of both groups. */
  readonly test: ExampleStore;
  /** The examples of the forks, over which contributions are averaged. */
  readonly forks: ExampleStore;
}

/** A run on the operating table: everything that operations have in common is computed once. */
export class Surgery {
  private readonly test: ExampleStore;
  private readonly patient: Patient;
  private readonly sets: ComparisonSets;
  private readonly operations = new Map<InterventionName, { operation: Operation; before: Performances }>();

  constructor({ rule, initial, phase1, seed, test, forks }: SurgeryInput) {
    const images = imageInputs(test);
    const means = new Map<number, Float64Array>();
    this.test = test;
    this.patient = {
      rule,
      initial: networkOnImages(rule, initial, images),
      trained: networkOnImages(rule, phase1, images),
      means: (layer) => {
        const known = means.get(layer) ?? meanInputs(inputsOf(rule, phase1, layer, forks));
        means.set(layer, known);
        return known;
      },
      addImages: columnAdder(images),
    };
    this.sets = new ComparisonSets(phase1, seed);
  }

  /** @param members positions in `Parameters.values`, ascending */
  metrics(name: InterventionName, members: Uint32Array): OperationMetrics {
    const { operation, before } = this.operation(name);
    const lead = operation.lead(members);
    return {
      images: lead.length,
      before,
      after: performances(lead, this.test),
      sides: sidesChanged(operation.before, lead, this.test),
    };
  }

  /** The same operation on the sets that the selection is held against. Yields after each, so that it may be given up. */
  *comparisons(name: InterventionName, members: Uint32Array): Generator<void, ComparisonMetrics> {
    const { operation } = this.operation(name);
    const metrics: Record<ComparisonName, Performances[]> = { 'neurons-shuffled': [], 'pixel-means': [], random: [] };
    for (const comparison of COMPARISON_NAMES) {
      for (let draw = 0; draw < COMPARISON_DRAWS[comparison]; draw++) {
        const set = this.sets.of(comparison, members, draw);
        if (set !== null) metrics[comparison].push(performances(operation.lead(set), this.test));
        yield;
      }
    }
    return metrics;
  }

  private operation(name: InterventionName) {
    const known = this.operations.get(name);
    if (known !== undefined) return known;
    const operation = new Operation(name, this.patient);
    const made = { operation, before: performances(operation.before, this.test) };
    this.operations.set(name, made);
    return made;
  }
}
