/**
 * Moves labels apart as little as needed, keeping their order.
 * @param places where each label would like to be
 * @param gap least distance between two of them
 * @returns a place for each, in the given order
 */
export function spread(places: readonly number[], gap: number, low: number, high: number): readonly number[] {
  const order = [...places.keys()].sort((one, other) => (places[one] as number) - (places[other] as number));
  // Blocks of labels that touch: each sits with its middle where its members' middle would be.
  const blocks: { members: number[]; start: number }[] = [];
  const settle = (members: number[]) => {
    const wanted = members.map((member, index) => (places[member] as number) - index * gap);
    const start = wanted.reduce((sum, place) => sum + place, 0) / members.length;
    return Math.max(low, Math.min(high - (members.length - 1) * gap, start));
  };
  for (const member of order) {
    let block = { members: [member], start: settle([member]) };
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      if (before.start + before.members.length * gap <= block.start) break;
      blocks.pop();
      const members = [...before.members, ...block.members];
      block = { members, start: settle(members) };
    }
    blocks.push(block);
  }
  const result = new Array<number>(places.length);
  for (const { members, start } of blocks) {
    for (const [index, member] of members.entries()) result[member] = start + index * gap;
  }
  return result;
}
