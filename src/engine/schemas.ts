/** What the build writes JSON Schemas with. */
export { configJsonSchema } from './config';
export { sweepJsonSchema } from './sweep/sweepSchema';
