import * as vscode from 'vscode';
import type { Runs } from '../runs';
import { addressAt } from './address';
import { type WeightDump, weightDump } from './weightDump';

/** The read-only file system of weight dumps: every address is answered from the run's own files, at any time. */
export class DumpFileSystem implements vscode.FileSystemProvider {
  // The documents never change: a run is finished when it is written.
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () => new vscode.Disposable(() => {});

  constructor(private readonly runs: Runs) {}

  /** @throws FileSystemError when the address names nothing */
  async dump(uri: vscode.Uri): Promise<WeightDump> {
    const address = addressAt(uri.path);
    if (address === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      return weightDump(address, await this.runs.load(address.runId));
    } catch (error) {
      throw vscode.FileSystemError.FileNotFound(error instanceof Error ? error.message : String(error));
    }
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const size = (await this.readFile(uri)).length;
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
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
}
