import assert from 'node:assert/strict';
import { ParameterOrder } from '../../src/model/parameterOrder';
import { ParameterSet } from '../../src/model/parameterSet';
import type { LayerView } from '../../src/model/runView';
import { at } from './browserSuite';

export const order = () => new ParameterOrder(at.run.layers);
export const layer = () => at.run.layers[0] as LayerView;

/** What the host was told last. */
export async function selected(): Promise<number[]> {
  await at.panel.settle();
  const last = (await at.panel.posted()).findLast((message) => message.type === 'select');
  if (last?.type !== 'select') return [];
  return [...ParameterSet.fromBits(order().count, Uint8Array.from(Object.values(last.selection.bits)))];
}

/** Draws with the pointer from place to place of the window. */
export async function draw(
  places: readonly (readonly [number, number])[],
  keys: readonly string[] = [],
): Promise<void> {
  const { mouse, keyboard } = at.panel.page;
  const [first, ...others] = places;
  assert.ok(first !== undefined);
  for (const key of keys) await keyboard.down(key);
  await mouse.move(...first);
  await mouse.down();
  for (const place of others) await mouse.move(...place);
  await mouse.up();
  for (const key of keys) await keyboard.up(key);
  await at.panel.settle();
}
