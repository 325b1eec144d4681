import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../../engine/support';
import { execute, SMALL } from '../support';

/** SHA-256 of `tensors.safetensors` for some small runs, the same on every machine. */
const PINNED: readonly (readonly [settings: readonly string[], sha256: string])[] = [
  [[], '24dd2317b668e3ab424035fe649e5b7034ff06011370944e6b6c3816364c34f3'],
  [
    ['network.activation=gelu', 'network.hidden=[9,6]', 'optimiser={"name":"adam"}'],
    '84f6aceb6819934fef939d6b59fbee980742ca062dfc1ff8d1a8972348235aba',
  ],
  [
    ['network.activation=tanh', 'loss=cross-entropy', 'optimiser={"name":"momentum"}', 'learningRate=0.001'],
    '09d23d7a7033341a1730e68664d32d89056c4fc76fcc4becf77fcf75e0e6bb13',
  ],
  [
    ['network.activation=silu', 'network.hidden=[13,5,3]', 'order=shuffled', 'groups.a=[0,2,4]'],
    'ae657bbb4cd13b924a600bdeb8afc81adc337618352f1793db17b64bd871fc2d',
  ],
];

const PLATFORM = `${process.platform}-${process.arch}`;

/** The Node that runs the tests, an older and a newer one, and that which the VS Code server brings; as far as npm has them. */
const NODES = [
  { title: process.version, path: process.execPath },
  ...[
    { title: 'Node 22', folder: 'test/other-nodes', name: 'node-22' },
    { title: 'the server’s Node', folder: 'test/vscode-server', name: 'node' },
    { title: 'Node 26', folder: 'test/other-nodes', name: 'node-26' },
  ].map(({ title, folder, name }) => ({
    title,
    path: join(repositoryRoot(), folder, 'node_modules', `${name}-${PLATFORM}`, 'bin/node'),
  })),
];
const THERE = NODES.filter(({ path }) => existsSync(path));
const MISSING = NODES.filter((node) => !THERE.includes(node)).map(
  ({ title }) => `${title} not compared: npm has none for ${PLATFORM}, or it is not installed`,
);

describe('the bytes of a run', function () {
  this.timeout(180_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  for (const [settings, sha256] of PINNED) {
    it(`are pinned: ${settings.join(' ') || 'the defaults, small'} (${[...THERE.map(({ title }) => title), ...MISSING].join(', ')})`, async () => {
      for (const [index, { path: node }] of THERE.entries()) {
        const out = join(cwd(), String(index));
        const set = settings.flatMap((setting) => ['--set', setting]);
        const args = [join(repositoryRoot(), 'dist/cli.js'), 'run', ...SMALL, ...set, '--out', out];
        const { status, stderr } = await execute(node, args, { cwd: cwd() });
        assert.equal(status, 0, stderr);
        const bytes = await readFile(join(out, 'tensors.safetensors'));
        assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, node);
      }
    });
  }
});
