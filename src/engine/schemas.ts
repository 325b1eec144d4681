/** What the build writes JSON Schemas with. */
export { configJsonSchema } from './config';
export { editorSchema } from './editorSchema';
export { sweepJsonSchema } from './sweep/sweepSchema';
