// @ts-check
// `npm run check`: types, format and lint, as `npm test` checks them first; nothing is written into the sources.
import { check } from '../test/harness/runner/stages.mjs';

await check();
