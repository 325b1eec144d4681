/** A set of a network's parameters, by their numbers in `ParameterOrder`. Never changed once it is made. */
export class ParameterSet implements Iterable<number> {
  /** Members in it. */
  readonly size: number;

  /**
   * @param count all parameters of the network
   * @param bits parameter p is bit p mod 8 of byte ⌊p / 8⌋; bits past the last parameter are 0
   */
  private constructor(
    readonly count: number,
    readonly bits: Uint8Array,
  ) {
    let size = 0;
    for (const byte of bits) size += ONES[byte] as number;
    this.size = size;
  }

  static empty(count: number): ParameterSet {
    return new ParameterSet(count, new Uint8Array(bytesFor(count)));
  }

  /** @throws RangeError when a member is not a parameter of the network */
  static of(count: number, members: Iterable<number>): ParameterSet {
    const bits = new Uint8Array(bytesFor(count));
    for (const member of members) {
      if (!Number.isInteger(member) || member < 0 || member >= count)
        throw new RangeError(`A network of ${count} parameters has no parameter ${member}.`);
      bits[member >> 3] = (bits[member >> 3] as number) | (1 << (member & 7));
    }
    return new ParameterSet(count, bits);
  }

  /**
   * A set from its bits, as they travel between panel and host.
   * @throws RangeError when they are those of another network
   */
  static fromBits(count: number, bits: Uint8Array): ParameterSet {
    if (bits.length !== bytesFor(count) || (count % 8 !== 0 && (bits[bits.length - 1] as number) >> (count % 8) !== 0))
      throw new RangeError(`${bits.length} bytes are no set of ${count} parameters.`);
    return new ParameterSet(count, bits.slice());
  }

  has(parameter: number): boolean {
    return ((bitsAt(this.bits, parameter >> 3) >> (parameter & 7)) & 1) === 1;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  union(other: ParameterSet): ParameterSet {
    return this.combined(other, (one, two) => one | two);
  }

  intersection(other: ParameterSet): ParameterSet {
    return this.combined(other, (one, two) => one & two);
  }

  difference(other: ParameterSet): ParameterSet {
    return this.combined(other, (one, two) => one & ~two);
  }

  /** All parameters that are not in it; with `within`, only those of that set. */
  inverse(within?: ParameterSet): ParameterSet {
    if (within !== undefined) return within.difference(this);
    const bits = this.bits.map((byte) => ~byte);
    const spare = bits.length * 8 - this.count;
    if (bits.length > 0) bits[bits.length - 1] = (bits[bits.length - 1] as number) & (0xff >> spare);
    return new ParameterSet(this.count, bits);
  }

  equals(other: ParameterSet): boolean {
    return (
      this.count === other.count && this.size === other.size && this.bits.every((byte, at) => byte === other.bits[at])
    );
  }

  /** Its members in ascending order. */
  *[Symbol.iterator](): Generator<number> {
    for (const [at, byte] of this.bits.entries()) {
      for (let rest = byte; rest !== 0; rest &= rest - 1) yield 8 * at + 31 - Math.clz32(rest & -rest);
    }
  }

  /** Its members in ascending order, all at once. */
  members(): Uint32Array {
    const members = new Uint32Array(this.size);
    let next = 0;
    for (const [at, byte] of this.bits.entries()) {
      for (let rest = byte; rest !== 0; rest &= rest - 1) members[next++] = 8 * at + 31 - Math.clz32(rest & -rest);
    }
    return members;
  }

  private combined(other: ParameterSet, of: (one: number, two: number) => number): ParameterSet {
    if (other.count !== this.count)
      throw new RangeError(`Sets of ${this.count} and of ${other.count} parameters do not go together.`);
    return new ParameterSet(
      this.count,
      this.bits.map((byte, at) => of(byte, other.bits[at] as number)),
    );
  }
}

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) ones++;
  return ones;
});

function bytesFor(count: number): number {
  return Math.ceil(count / 8);
}

function bitsAt(bits: Uint8Array, at: number): number {
  return bits[at] ?? 0;
}
