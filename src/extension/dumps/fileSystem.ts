import * as vscode from 'vscode';
import { DUMP_SCHEME, SETTINGS_SECTION, Setting } from '../ids';
import { addressAt, type DumpAddress } from './address';
import type { WeightDump } from './dumpBuilder';

/** Dumps kept in memory, the latest used last: the editor asks for each of them several times. */
const KEPT_IN_MEMORY = 8;

/** The read-only file system of weight dumps: every address is answered from the run's own files, at any time. */
export class DumpFileSystem implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly made = new Map<string, Promise<WeightDump>>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  private readonly settings: vscode.Disposable;
  /** How often the digits have changed that some documents are rounded to; nothing else in them ever does. */
  private version = 0;
  readonly onDidChangeFile = this.changed.event;

  /** @param dumpAt makes the document at an address; throws when the address names nothing */
  constructor(private readonly dumpAt: (address: DumpAddress) => Promise<WeightDump>) {
    this.settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`${SETTINGS_SECTION}.${Setting.compareDigits}`)) this.roundAnew();
    });
  }

  /** @throws FileSystemError when the address names nothing */
  async dump(uri: vscode.Uri): Promise<WeightDump> {
    const { path } = uri;
    const dump = this.made.get(path) ?? this.make(uri);
    this.made.delete(path);
    this.made.set(path, dump);
    for (const oldest of [...this.made.keys()].slice(0, -KEPT_IN_MEMORY)) this.made.delete(oldest);
    try {
      return await dump;
    } catch (error) {
      this.made.delete(path);
      throw vscode.FileSystemError.FileNotFound(error instanceof Error ? error.message : String(error));
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const size = (await this.readFile(uri)).length;
    const mtime = this.version;
    return { type: vscode.FileType.File, ctime: 0, mtime, size, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.dump(uri)).text);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.Unavailable(uri);
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  dispose(): void {
    this.settings.dispose();
    this.changed.dispose();
  }

  private async make(uri: vscode.Uri): Promise<WeightDump> {
    const address = addressAt(uri.path);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return this.dumpAt(address);
  }

  private roundAnew(): void {
    this.version++;
    this.made.clear();
    const uris = vscode.workspace.textDocuments
      .map(({ uri }) => uri)
      .filter(({ scheme, path }) => scheme === DUMP_SCHEME && addressAt(path)?.kind === 'network');
    this.changed.fire(uris.map((uri) => ({ type: vscode.FileChangeType.Changed, uri })));
  }
}
