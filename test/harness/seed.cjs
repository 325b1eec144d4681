// @ts-check
// One seed for every property test, so that a commit passes or fails on its own account:
//   ATTRIBUTION_PROPERTY_SEED=7 npm test
// tries other inputs. The fuzz suite has a seed of its own.
const { configureGlobal } = require('fast-check');

const given = process.env.ATTRIBUTION_PROPERTY_SEED ?? '1';
const seed = Number(given);
if (!Number.isInteger(seed)) throw new Error(`ATTRIBUTION_PROPERTY_SEED is "${given}"; it has to be an integer.`);
configureGlobal({ seed });
