import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Mistake } from '../../engine/errors';

/**
 * Where a mistake stands: its value, the key itself when it is unknown, or the nearest node around it that exists; undefined
 * where there is none.
 */
export function nodeOf(tree: Node | undefined, { path, found }: Mistake): Node | undefined {
  for (const parts of placesOf(path)) {
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, parts);
    if (node === undefined) continue;
    // Of the values of an axis, the one that the mistake tells of.
    if (parts[0] === 'axes' && parts.length === 2) {
      const value = node.children?.find((child) => JSON.stringify(child.value) === found);
      if (value !== undefined) return value;
    }
    return node.parent?.type === 'property' ? node.parent : node;
  }
  return undefined;
}

/** The name that was written where one of others is allowed: a key, or a text; undefined where it is neither. */
export function nameIn(node: Node, mistake: Mistake): Node | undefined {
  const [key, value] = node.type === 'property' ? (node.children ?? []) : [undefined, node];
  const isKey = mistake.found === 'an unknown key';
  const name = isKey ? key : value;
  if (name?.type !== 'string') return undefined;
  const isMeant = isKey ? mistake.path.endsWith(String(name.value)) : JSON.stringify(name.value) === mistake.found;
  return isMeant ? name : undefined;
}

/**
 * Where a mistake may stand, the likeliest place first: what is wrong with the cell of a sweep, `cell 4 (seed −1): seed`,
 * in the values of an axis or in the base; an axis under its key, which has dots.
 */
function placesOf(path: string): (string | number)[][] {
  const [, key] = /^cell \d+ \(.*?: ([\w.]+)/.exec(path) ?? [];
  if (key !== undefined) return [['axes', key], ...withParents(['base', ...partsOf(key)]), ['axes']];
  const [, axis, index] = /^axes\.([\w.]+)(?:\[(\d+)\])?/.exec(path) ?? [];
  const inAxis = axis === undefined ? [] : withParents(['axes', axis, ...(index === undefined ? [] : [Number(index)])]);
  return [...inAxis, ...withParents(partsOf(path))];
}

/** `['a', 'b']`, then `['a']`. */
function withParents(parts: (string | number)[]): (string | number)[][] {
  return parts.map((_, index) => parts.slice(0, parts.length - index));
}

/** `groups.a[1]` → `['groups', 'a', 1]` */
function partsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([part, index]) => (index === undefined ? part : Number(index)));
}
