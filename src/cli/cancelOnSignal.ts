import { CancelFlag } from '../engine/cancellation';

/** What a person, a closed terminal or a machine that is shut down says. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long the first signal is all that counts: one Ctrl+C may arrive twice, by the terminal and by a script. */
const GRACE_MS = 1000;

/**
 * Does something that a signal cancels. A second signal, a second later, ends the process at once, whatever it hangs in.
 */
export async function cancelOnSignal<Result>(work: (cancel: CancelFlag) => Promise<Result>): Promise<Result> {
  const cancel = new CancelFlag();
  let grace: NodeJS.Timeout | undefined;
  const onSignal = () => {
    cancel.raise();
    grace ??= setTimeout(letGo, GRACE_MS).unref();
  };
  const letGo = () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(cancel);
  } finally {
    clearTimeout(grace);
    letGo();
  }
}
