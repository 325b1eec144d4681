/** Counts the bytes of all typed arrays and buffers that are made, freed again or not: never less than what is held at once. */

let allocated = 0;
let installed = false;

const CLASSES = [
  'ArrayBuffer',
  'SharedArrayBuffer',
  'Uint8Array',
  'Int8Array',
  'Uint16Array',
  'Uint32Array',
  'Int32Array',
  'Float32Array',
  'Float64Array',
] as const;

/** From here on, everything made of these classes is counted. */
export function countAllocations(): void {
  if (installed) return;
  installed = true;
  for (const name of CLASSES) {
    const original = globalThis[name] as new (...args: readonly unknown[]) => { readonly byteLength: number };
    const counting = new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        const made = Reflect.construct(target, args, newTarget) as { readonly byteLength: number };
        // A view of memory that is there already takes none.
        if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer)) allocated += made.byteLength;
        return made;
      },
    });
    Object.defineProperty(globalThis, name, { value: counting, configurable: true, writable: true });
  }
  for (const name of ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const) {
    const original = Buffer[name].bind(Buffer) as (...args: readonly unknown[]) => Buffer;
    const counting = (...args: readonly unknown[]) => {
      allocated += Number(args[0]);
      return original(...args);
    };
    Object.defineProperty(Buffer, name, { value: counting, configurable: true, writable: true });
  }
  const concat = Buffer.concat.bind(Buffer);
  Buffer.concat = (list, length) => {
    const made = concat(list, length);
    allocated += made.length;
    return made;
  };
}

/** Bytes since the last call. */
export function takeAllocated(): number {
  const bytes = allocated;
  allocated = 0;
  return bytes;
}
