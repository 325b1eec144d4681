import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './candidates';

/** A Node that npm has brought for the tests. */
export interface OtherNode {
  /** What uses it. */
  readonly title: string;
  readonly program: string;
}

const INSTALLED = [
  { title: 'Node 22, which the pinned hashes are checked on too', folder: 'test/node-22' },
  { title: 'Node 24, which the newest VS Code runs', folder: 'test/vscode-server' },
];

/** Those that are there: `npm test` installs them, where npm has any for the machine. */
export function otherNodes(): OtherNode[] {
  const within = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
  return INSTALLED.map(({ title, folder }) => ({ title, program: join(ROOT, folder, within) })).filter(({ program }) =>
    existsSync(program),
  );
}
