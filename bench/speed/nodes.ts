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
  { title: 'Node 22, which the pinned hashes are checked on too', folder: 'test/other-nodes', name: 'node-22' },
  { title: 'Node 24, which the newest VS Code runs', folder: 'test/vscode-server', name: 'node' },
  { title: 'Node 26, which the pinned hashes are checked on too', folder: 'test/other-nodes', name: 'node-26' },
];

/** Those that are there: `npm test` installs them, where npm has any for the machine. */
export function otherNodes(): OtherNode[] {
  const platform = `${process.platform}-${process.arch}`;
  return INSTALLED.map(({ title, folder, name }) => ({
    title,
    program: join(ROOT, folder, 'node_modules', `${name}-${platform}`, 'bin/node'),
  })).filter(({ program }) => existsSync(program));
}
