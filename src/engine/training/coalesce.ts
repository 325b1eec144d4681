import type { TrainingProgress } from './job';

/** Between two progress events of one network: ten a second. */
export const PROGRESS_MS = 100;

/**
 * Passes events on, training progress of each network every `milliseconds`: what came in between is gathered into the
 * next one, so that no point of a history is lost, and the one that is passed on is the last before it would be late,
 * by how long it was since the one before. A network's last progress is passed on at once, and so is everything that is
 * not progress.
 */
export function coalesced<Event extends { readonly type: string }>(
  send: (event: Event | TrainingProgress) => void,
  milliseconds: number,
  now: () => number = () => performance.now(),
): (event: Event | TrainingProgress) => void {
  const held = new Map<string, Held>();
  return (event) => {
    if (!isProgress(event)) return send(event);
    const heardAt = now();
    const { progress, sentAt, before } = held.get(event.name) ?? NOTHING;
    const gathered = { ...event, points: [...(progress?.points ?? []), ...event.points] };
    if (event.step < event.steps && heardAt - sentAt + (heardAt - before) <= milliseconds) {
      held.set(event.name, { progress: gathered, sentAt, before: heardAt });
      return;
    }
    held.set(event.name, { progress: undefined, sentAt: heardAt, before: heardAt });
    send(gathered);
  };
}

/** What is known of a network's progress. */
interface Held {
  /** What has not been passed on. */
  readonly progress: TrainingProgress | undefined;
  readonly sentAt: number;
  /** When its last event was passed on. */
  readonly before: number;
}

const NOTHING: Held = {
  progress: undefined,
  sentAt: Number.NEGATIVE_INFINITY,
  before: Number.NEGATIVE_INFINITY,
};

function isProgress(event: { readonly type: string }): event is TrainingProgress {
  return event.type === 'training';
}
