import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DataError, whyUnreadable } from '../errors';
import { FILE_ROLES, type FileRole } from './dataset';

/** The file names of MNIST: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, … */
export function fileNameOf(role: FileRole): string {
  return role.endsWith('images') ? `${role}-idx3-ubyte` : `${role}-idx1-ubyte`;
}

/** What stands in a folder. Whatever is neither a file nor a folder (a pipe, a link to nowhere) does not count. */
interface Names {
  /** The folder that they stand in. */
  readonly within: string;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/**
 * Finds the four IDX files of a folder, or those of the folder above whose names begin with the last part of the path.
 * Other files do not matter. Where a file is missing, one in a folder of its name will do: some copies
 * of MNIST have `train-images-idx3-ubyte/train-images-idx3-ubyte`, some have both.
 * @throws DataError naming the folder, what was found there, and what helps
 */
export async function findIdxFiles(folder: string): Promise<Record<FileRole, string>> {
  const names = await namesIn(folder);
  const found = await Promise.all(FILE_ROLES.map((role) => findFile(role, folder, names)));
  return Object.fromEntries(FILE_ROLES.map((role, index) => [role, found[index]])) as Record<FileRole, string>;
}

async function findFile(role: FileRole, folder: string, { within, files, folders }: Names): Promise<string> {
  const pattern = patternOf(role);
  const direct = files.filter((name) => pattern.test(name));
  const matches = direct.length > 0 ? direct : await filesOfFolders(within, folders, pattern);
  const plain = matches.filter((name) => !name.endsWith('.gz'));
  const choice = plain.length === 1 ? plain : matches;
  if (choice.length === 1) return join(within, choice[0] as string);
  const [found, advice] =
    choice.length === 0
      ? [`no file for ${role}`, adviceForNone(files, folders)]
      : [
          `several files for ${role} (${choice.toSorted().join(', ')})`,
          adviceForSeveral(
            within,
            new Set(choice.map((name) => pattern.exec(basename(name))?.groups?.['prefix'] ?? '')),
          ),
        ];
  throw new DataError({ path: folder, found, expected: `one file ${fileNameOf(role)}, plain or with .gz; ${advice}` });
}

/** Test files are called "t10k" in MNIST and its kin, "test" in EMNIST. */
function patternOf(role: FileRole): RegExp {
  return new RegExp(`^((?<prefix>.*)[-_.])?${role.replace('t10k', '(t10k|test)')}[-.]idx[123][-.]ubyte(\\.gz)?$`);
}

/** The files for which the pattern stands, in folders for which it stands too: `<folder>/<file>`. */
async function filesOfFolders(within: string, folders: readonly string[], pattern: RegExp): Promise<string[]> {
  const named = folders.filter((name) => pattern.test(name));
  const inside = await Promise.all(
    named.map(async (name) => {
      const path = join(within, name);
      const { files } = await namesOf(path).catch((error: unknown) => {
        const found = `a folder that cannot be read (${whyUnreadable(error)})`;
        throw new DataError({ path, found, expected: 'a folder with an IDX file' }, { cause: error });
      });
      return files.filter((file) => pattern.test(file)).map((file) => join(name, file));
    }),
  );
  return inside.flat();
}

function adviceForNone(files: readonly string[], folders: readonly string[]): string {
  const archive = files.find((name) => /\.(zip|tar|tgz|tar\.gz|7z|rar)$/i.test(name));
  if (archive !== undefined) return `unpack ${archive} and name the folder that it becomes`;
  if (folders.length > 0)
    return `if it is in a folder within this one (${folders.toSorted().slice(0, 5).join(', ')}), name that`;
  return 'copy it there';
}

/** Files that begin with something else each are data sets of their own; of others only one can stay. */
function adviceForSeveral(within: string, prefixes: ReadonlySet<string>): string {
  if (prefixes.size < 2 || prefixes.has('')) return 'move the others elsewhere';
  const paths = [...prefixes].slice(0, 5).map((prefix) => join(within, prefix));
  return `of several data sets, the path of one: ${paths.join(' or ')}`;
}

async function namesIn(folder: string): Promise<Names> {
  try {
    return await namesOf(folder);
  } catch (error) {
    const within = dirname(folder);
    const beside = await namesOf(within).catch((): Names => ({ within, files: [], folders: [] }));
    const start = basename(folder);
    const ofSet = (name: string) => name.startsWith(start) && /^[-_.]/.test(name.slice(start.length));
    const names: Names = { within, files: beside.files.filter(ofSet), folders: beside.folders.filter(ofSet) };
    if (names.files.length + names.folders.length > 0) return names;
    const found = `no readable folder (${whyUnreadable(error)})`;
    const expected = '"drawn", "mnist", or a folder with the four IDX files';
    throw new DataError({ path: folder, found, expected }, { cause: error });
  }
}

/** Links count as what they lead to. Hidden names do not count: `._train-images-idx3-ubyte` is what macOS puts beside. */
async function namesOf(within: string): Promise<Names> {
  const [files, folders]: [string[], string[]] = [[], []];
  const entries = (await readdir(within, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  for (const entry of entries) {
    const is = entry.isSymbolicLink() ? await stat(join(within, entry.name)).catch(() => entry) : entry;
    if (is.isFile()) files.push(entry.name);
    else if (is.isDirectory()) folders.push(entry.name);
  }
  return { within, files, folders };
}
