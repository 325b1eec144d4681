import type { PersistedPanel } from '../src/shared/panelProtocol';

/** Largest layer whose points are drawn one by one; larger ones are drawn as one layer of squares. */
export const LARGE = 2000;

/** Range of the size slider: the fast layer keeps overlaps visible only below 4 px. */
export function pointSizeLimit(points: number): number {
  return points > LARGE ? 3.5 : 8;
}

/** Small enough that clusters show, large enough that single points do. */
export function defaultPointSize(points: number): number {
  if (points > 20_000) return 1.5;
  return points > LARGE ? 2.5 : 5;
}

export function defaultOpacity(points: number): number {
  return points > 20_000 ? 0.5 : 0.8;
}

/** What the editor kept of a panel, or null where it is of no known shape. */
export function parsePersisted(value: unknown): PersistedPanel | null {
  if (!isRecord(value)) return null;
  const { version, runId, view } = value;
  if (version !== 1 || !isRecord(view) || !(runId === null || typeof runId === 'string')) return null;
  const { layer, pointSize, opacity } = view;
  if (!within(layer, 1, 1000) || !within(pointSize, 1, 8) || !within(opacity, 0, 1)) return null;
  return { version: 1, runId, view: { layer: Math.floor(layer), pointSize, opacity } };
}

function within(value: unknown, low: number, high: number): value is number {
  return typeof value === 'number' && value >= low && value <= high;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
