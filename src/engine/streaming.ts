/**
 * Turns work that reports through a callback into an async generator: yields what is emitted, as it happens, and
 * returns what the work returns (or throws what it throws). Stop the work itself by its cancel flag.
 */
export async function* streaming<Event, Result>(
  work: (emit: (event: Event) => void) => Promise<Result>,
): AsyncGenerator<Event, Result> {
  const waiting: Event[] = [];
  let wake = () => {};
  let settled = false;
  const result = work((event) => {
    waiting.push(event);
    wake();
  }).finally(() => {
    settled = true;
    wake();
  });
  // Observed here so that a failure while the consumer is busy is not reported as unhandled; `await result` below still throws it.
  result.catch(() => {});
  while (true) {
    while (waiting.length > 0) yield waiting.shift() as Event;
    if (settled) return await result;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
