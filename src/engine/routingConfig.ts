import * as z from 'zod';
import { isRecord } from '../model/guards';
import type { Mistake } from './errors';
import { ownNeurons, type Routing } from './training/routing';

/** Gradient routing as a config has it: none, halves, or how much of the hidden layer one group alone moves. */
export const routingSchema = z.union([
  z.enum(['none', 'halves']),
  z.strictObject({
    share: z
      .number()
      .min(0)
      .max(1)
      .meta({
        description:
          'The share of the hidden neurons that one group alone moves: of these the first half A, the last in the layer B. 0 is "none", 1 is "halves".',
        examples: [0.3],
      }),
  }),
]);

/** How the alternatives of `routing` are said in a refusal, behind its texts. */
export const SHARE_IN_WORDS = '{ "share": 0 … 1 }';

/** A share that has a name by its name, so that one experiment has one config. */
export function namedRouting(routing: Routing): Routing {
  if (typeof routing === 'string') return routing;
  if (routing.share === 0) return 'none';
  return routing.share === 1 ? 'halves' : routing;
}

/** What routing allows by itself but not together with other keys. */
export function* contradictionsOfRouting({
  routing,
  network: { hidden },
  optimiser,
}: {
  readonly routing: Routing;
  readonly network: { readonly hidden: readonly number[] };
  readonly optimiser: { readonly name: string };
}): Generator<Mistake> {
  const named = namedRouting(routing);
  if (named === 'none') return;
  const [neurons = 0] = hidden;
  const what = `routing ${typeof named === 'string' ? JSON.stringify(named) : 'of a share'}`;
  if (hidden.length > 1 || neurons < 2) {
    yield {
      path: 'network.hidden',
      found: JSON.stringify(hidden),
      expected: `one hidden layer of at least 2 neurons with ${what}`,
    };
  } else if (isRecord(named) && ownNeurons(named, neurons).a === 0) {
    yield {
      path: 'routing.share',
      found: `${named.share}, which is less than 2 of ${neurons} neurons`,
      expected: '0, or a share of which each group has a neuron',
    };
  }
  if (optimiser.name !== 'sgd') {
    yield {
      path: 'optimiser.name',
      found: JSON.stringify(optimiser.name),
      expected: `"sgd" with ${what}: with any other, a parameter goes on moving on examples that send it no gradient`,
    };
  }
}
