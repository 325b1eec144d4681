import type { TrainingProgress } from './job';

/**
 * Passes events on, training progress of each network no more often than every `milliseconds`: what came in between is
 * gathered into the next one, so that no point of a history is lost. A network's last progress is passed on at once,
 * and so is everything that is not progress.
 */
export function coalesced<Event extends { readonly type: string }>(
  send: (event: Event | TrainingProgress) => void,
  milliseconds: number,
  now: () => number = () => performance.now(),
): (event: Event | TrainingProgress) => void {
  const held = new Map<string, { progress: TrainingProgress | undefined; sentAt: number }>();
  return (event) => {
    if (!isProgress(event)) return send(event);
    const { progress, sentAt } = held.get(event.name) ?? { progress: undefined, sentAt: Number.NEGATIVE_INFINITY };
    const gathered = { ...event, points: [...(progress?.points ?? []), ...event.points] };
    if (event.step < event.steps && now() - sentAt < milliseconds) {
      held.set(event.name, { progress: gathered, sentAt });
      return;
    }
    held.set(event.name, { progress: undefined, sentAt: now() });
    send(gathered);
  };
}

function isProgress(event: { readonly type: string }): event is TrainingProgress {
  return event.type === 'training';
}
