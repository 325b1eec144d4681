import { parentPort } from 'node:worker_threads';
import { TimeSlicer } from '../cancellation';
import { makeControls } from '../controls/controls';
import { drawLabels } from '../controls/labelPermutation';
import { inputMetricsInChunks } from '../data/inputMetrics';
import { runJob } from '../training/job';
import { createSimdKernel } from '../training/simd/simd';
import type { TrainerContract } from './contracts';
import { revivedControlData, revivedJob } from './plain';
import { releaseMemory } from './release';
import { serve } from './serve';

/**
 * A thread that trains networks and computes statistics for another. A bundle of its own, since it is waited for: without
 * the parsers and schemas of the other threads it starts in half the time.
 */

const port = parentPort;
if (port === null) throw new Error('worker/trainer.ts is meant to be started as a worker thread.');

serve<TrainerContract>(port, {
  train: async ({ context, job, place }, { cancel, emit }) => {
    const trained = await runJob(createSimdKernel, context, revivedJob(job), place, cancel, emit);
    const { state, history, heldOut } = trained;
    return { steps: state.optimiser.steps, history, heldOut };
  },
  controls: ({ data, queue }, { cancel, emit }) =>
    makeControls(revivedControlData(data), queue, new TimeSlicer(cancel), emit),
  labels: ({ data, queue }, { cancel }) => drawLabels(data, queue, new TimeSlicer(cancel)),
  inputs: (data, { cancel }) => new TimeSlicer(cancel).run(inputMetricsInChunks(data)),
  release: () => releaseMemory(),
});
