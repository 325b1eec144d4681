// @ts-check
// How long anything in a test may take, in one place. A limit is there for what hangs, and never decides about anything
// else: each is many times what a machine needs that is busy with other work. So no wait of a test has one of its own.

/** Milliseconds that one test, or one hook, may take; mocha ends it then. */
exports.testLimit = 600_000;

/**
 * Milliseconds that one wait within a test may take: as long as the test itself, but for the time to say what was
 * waited for in vain.
 */
exports.waitLimit = 570_000;

/** Milliseconds that one attempt at a whole suite may take; its process is ended then, even if nothing in it runs. */
exports.suiteLimit = 3_600_000;

/**
 * Lets no test or hook of a run have less than `testLimit`: a smaller number in a file of tests was for the machine that
 * it was written on. One that needs more, and says so, has it.
 *
 * @param {import('mocha').Runner} runner
 */
exports.keepToLimit = function keepToLimit(runner) {
  const raise = (/** @type {import('mocha').Runnable} */ runnable) => {
    const limit = runnable.timeout();
    // 0 is none.
    if (limit > 0 && limit < exports.testLimit) runnable.timeout(exports.testLimit);
  };
  runner.on('test', raise);
  runner.on('hook', raise);
};
