import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../engine/support';
import { execute, SMALL } from './support';

/** SHA-256 of `tensors.safetensors` for some small runs, the same on every machine. */
const PINNED: readonly (readonly [settings: readonly string[], sha256: string])[] = [
  [[], '7472e897a64a8b56b0df8365c033be46a338457bbcf6ab5a5beed4c379db9bb9'],
  [
    ['network.activation=gelu', 'network.hidden=[9,6]', 'optimiser={"name":"adam"}'],
    'f1e6cbfcd1d9d32b1a5bea3286d068a2afcabff37510d4b581ed26bfbd22ae7e',
  ],
  [
    ['network.activation=tanh', 'loss=cross-entropy', 'optimiser={"name":"momentum"}', 'learningRate=0.001'],
    '1ce85aef7dfa06e01099f65714245d30f884ee761b1dc918328735cfb9b61c5f',
  ],
  [
    ['network.activation=silu', 'network.hidden=[13,5,3]', 'order=shuffled', 'groups.a=[0,2,4]'],
    '094b53770d6e1576051da65f2ccf96396bf1a819adfe6ebe26f8e548c07f5b6d',
  ],
];

/** The Node that runs the tests, and the newer one that the VS Code server brings from npm. */
function nodes(): string[] {
  const newer = join(
    repositoryRoot(),
    `test/vscode-server/node_modules/node-${process.platform}-${process.arch}/bin/node`,
  );
  return [process.execPath, ...(existsSync(newer) ? [newer] : [])];
}

describe('the bytes of a run', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  for (const [settings, sha256] of PINNED) {
    it(`are pinned: ${settings.join(' ') || 'the defaults, small'} (${nodes().length} versions of Node)`, async () => {
      for (const [index, node] of nodes().entries()) {
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
