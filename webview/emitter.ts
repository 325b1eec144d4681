/**
 * Tells listeners of one kind of event. They are called in the order in which they came; one that is added while an
 * event is being fired still gets it, one that is removed meanwhile does not. A function listens once, however
 * often it is added.
 */
export class Emitter<T = void> {
  private readonly listeners = new Set<(value: T) => void>();

  /**
   * Bound to the emitter, so that a class can offer it as an event of its own.
   * @returns stops listening
   */
  readonly on = (listener: (value: T) => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}
