import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { root } from '../e2e/harness';

interface Task {
  readonly label: string;
  readonly type?: string;
  readonly script?: string;
  readonly dependsOn?: readonly string[];
}

/** The documents of the project, by their paths in it. */
async function documents(): Promise<string[]> {
  const below = await Promise.all(
    ['docs', 'bench', 'examples'].map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true })).map((name) => join(folder, name)),
    ),
  );
  const all = [...(await readdir(root)), ...below.flat()];
  return all.filter((name) => name.endsWith('.md') && !name.includes('node_modules'));
}

const read = (name: string) => readFile(join(root, name), 'utf8');

/** Without examples of code, in which nothing is a link. */
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** What a heading is called in an address, as GitHub and VS Code have it. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documents', () => {
  it('lead to files and headings that are there', async () => {
    const names = await documents();
    assert.ok(names.length > 20, `${names.length} documents`);
    const broken: string[] = [];
    for (const name of names) {
      for (const [, target = ''] of withoutCode(await read(name)).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^https?:/.test(target)) continue;
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? join(root, name) : resolve(root, dirname(name), path);
        const isThere =
          existsSync(file) && (anchor === undefined || anchorsOf(await readFile(file, 'utf8')).includes(anchor));
        if (!isThere) broken.push(`${name}: ${target}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('of the decisions are all in their index', async () => {
    const index = await read('docs/decisions/README.md');
    const names = (await readdir(join(root, 'docs/decisions'))).filter((name) => /^\d/.test(name));
    assert.ok(names.length > 0);
    assert.deepEqual(
      names.filter((name) => !index.includes(`](${name})`)),
      [],
    );
  });

  it('for those who carry the project on name files, folders and commands that are there', async () => {
    const text = await read('CONTRIBUTING.md');
    const named = [...text.matchAll(/(?<![\w/.])((?:src|webview|test|docs|bench|examples|scripts)\/[\w./-]*\w)/g)];
    const paths = new Set(named.map(([, path = '']) => path));
    assert.ok(paths.size > 30, `${paths.size} paths`);
    assert.deepEqual(
      [...paths].filter((path) => !existsSync(join(root, path))),
      [],
    );
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/\bnpm run ([\w:]+)/g)].map(([, command = '']) => command);
    assert.deepEqual(
      commands.filter((command) => !(command in scripts)),
      [],
    );
  });
});

describe('what the editor is told of the project', () => {
  it('has every task that is started before something, and every script of a task', async () => {
    const { tasks } = JSON.parse(await read('.vscode/tasks.json')) as { tasks: readonly Task[] };
    const { configurations } = JSON.parse(await read('.vscode/launch.json')) as {
      configurations: readonly { readonly preLaunchTask: string }[];
    };
    const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
    const labels = tasks.map(({ label }) => label);
    const before = [...configurations.map((one) => one.preLaunchTask), ...tasks.flatMap((one) => one.dependsOn ?? [])];
    assert.ok(before.length > 2);
    assert.deepEqual(
      before.filter((label) => !labels.includes(label)),
      [],
    );
    for (const { type, script } of tasks) if (type === 'npm') assert.ok(scripts[script ?? ''], script);
  });
});
