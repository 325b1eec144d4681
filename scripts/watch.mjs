// @ts-check
// `npm run watch`: builds the product for development, and again whatever has changed, until Ctrl+C. A line says that a
// build begins, and one how it ended; each mistake is a line between them: `<file>:<line>:<column>: error: <text>`.
// .vscode/tasks.json reads these lines.
import { watchProduct } from './build.mjs';

let running = 0;
let began = 0;
/** @type {Set<string>} */
const told = new Set();

await watchProduct({
  name: 'watch',
  setup({ onStart, onEnd }) {
    onStart(() => {
      if (running++ > 0) return;
      began = performance.now();
      told.clear();
      console.log('[watch] build started');
    });
    onEnd(({ errors, warnings }) => {
      for (const message of errors) tell('error', message);
      for (const message of warnings) tell('warning', message);
      if (--running > 0) return;
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      console.log(`[watch] build finished after ${seconds} s, ${told.size} problems`);
    });
  },
});

/**
 * Prints a mistake once in a build, though every bundle with its file tells it.
 * @param {'error' | 'warning'} severity
 * @param {import('esbuild').Message} message
 */
function tell(severity, { location, text }) {
  const place = location === null ? 'package.json:1:1' : `${location.file}:${location.line}:${location.column + 1}`;
  const line = `${place}: ${severity}: ${text}`;
  if (told.has(line)) return;
  told.add(line);
  console.log(line);
}
