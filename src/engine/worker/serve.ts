import type { MessagePort } from 'node:worker_threads';
import { CancelFlag } from '../cancellation';
import { type Contract, type FromWorker, plainError, type ToWorker } from './protocol';

/** Between two heartbeats of a worker at work, in milliseconds. */
const ALIVE_MS = 1000;

/** What a worker is given with a call. */
export interface Serving<Event> {
  readonly cancel: CancelFlag;
  /** Sends an event. */
  emit(event: Event): void;
  /**
   * Sends an event and waits until it has been taken: messages that are already queued are all handled in one turn of the
   * event loop of whoever takes them.
   */
  handOver(event: Event): Promise<void>;
}

/** How each thing of a contract is done. */
export type ContractHandlers<C extends Contract<C>> = {
  readonly [Name in keyof C]: (
    input: C[Name]['input'],
    serving: Serving<C[Name]['event']>,
  ) => C[Name]['result'] | Promise<C[Name]['result']>;
};

export interface ServeOptions {
  /** Whether a call waits until the ones before it are over. */
  readonly inTurn?: true;
  /** Done after each call, before the next one in turn. */
  readonly afterEach?: () => void | Promise<void>;
}

/** Does what a worker's contract says, until its thread is ended. The other side is a `Thread`. */
export function serve<C extends Contract<C>>(
  port: MessagePort,
  handlers: ContractHandlers<C>,
  { inTurn, afterEach = () => {} }: ServeOptions = {},
): void {
  const send = (message: FromWorker) => port.postMessage(message);
  /** Who waits until something has been taken, by the number of the call. */
  const waiting = new Map<number, () => void>();
  let calls = 0;
  setInterval(() => {
    if (calls > 0) send({ type: 'alive' });
  }, ALIVE_MS).unref();

  const answer = async ({ id, name, input, cancelMemory }: Extract<ToWorker, { type: 'call' }>): Promise<void> => {
    try {
      const handler = handlers[name as keyof C];
      if (handler === undefined) throw new Error(`The worker was asked for “${name}”, which it does not do.`);
      const result = await handler(input, {
        cancel: new CancelFlag(cancelMemory),
        emit: (event) => send({ type: 'event', id, event, handedOver: false }),
        handOver: (event) => {
          const taken = new Promise<void>((resolve) => waiting.set(id, resolve));
          send({ type: 'event', id, event, handedOver: true });
          return taken;
        },
      });
      send({ type: 'result', id, result });
    } catch (error) {
      send({ type: 'failed', id, error: plainError(error) });
    }
    calls--;
    await afterEach();
  };

  let before: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    if (message.type === 'taken') {
      waiting.get(message.id)?.();
      waiting.delete(message.id);
      return;
    }
    calls++;
    const answered = inTurn === true ? before.then(() => answer(message)) : answer(message);
    // Only what is done afterwards can fail: a fault of ours, which ends the thread as any other does.
    before = answered.catch((error: unknown) => {
      setImmediate(() => {
        throw error;
      });
    });
  });
}
