import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { python } from './candidates';

/** What the metrics were measured on, as rows of a table. */
export function describeMachine(): [string, string][] {
  const [interpreter = 'python3'] = python('');
  const module = (name: string) => versionOf([interpreter, '-c', `import ${name}; print(${name}.__version__)`]);
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['processor', processor()],
    ['cores', String(availableParallelism())],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['widest vectors', /\bavx512f\b/.test(flags()) ? 'AVX-512' : /\bavx2\b/.test(flags()) ? 'AVX2' : 'less than AVX2'],
    ['Node', `${process.versions.node} (V8 ${process.versions.v8})`],
    ['gcc', versionOf(['gcc', '-dumpfullversion'])],
    ['Python', versionOf([interpreter, '-c', 'import platform; print(platform.python_version())'])],
    ['PyTorch', module('torch')],
    ['NumPy', module('numpy')],
  ];
}

/** Model numbers too: the name alone is often a family's. */
function processor(): string {
  const info = cpuInfo();
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(info)?.[1];
  const name = cpus()[0]?.model ?? 'unknown';
  const family = field('cpu family');
  return family === undefined
    ? name
    : `${name}, family ${family}, model ${field('model')}, stepping ${field('stepping')}`;
}

function flags(): string {
  return /^flags\s*:(.*)$/m.exec(cpuInfo())?.[1] ?? '';
}

function cpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}

function versionOf([program, ...args]: readonly string[]): string {
  try {
    return execFileSync(program as string, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return 'missing';
  }
}
