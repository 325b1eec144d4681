import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type * as vscode from 'vscode';
import * as z from 'zod';

/** Folders that are remembered, the latest last. */
const MOST_FOLDERS = 200;
const KEY = 'openedRuns';

const schema = z.array(z.object({ id: z.string(), folder: z.string() }));
type Opened = z.output<typeof schema>;

/** Runs that were opened from outside the runs folders, by id, remembered from one window to the next. */
export class OpenedFolders {
  /** @param state the editor's own */
  constructor(private readonly state: Pick<vscode.Memento, 'get' | 'update'>) {}

  /** The id of the run in a folder: what the folder is called, and digits that distinguish two of one name. */
  async remember(folder: string): Promise<string> {
    const name = basename(folder)
      .replace(/[^\w-]+/g, '-')
      .slice(0, 80);
    const id = `${name}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
    const others = this.opened.filter((one) => one.id !== id);
    await this.state.update(KEY, [...others, { id, folder }].slice(-MOST_FOLDERS));
    return id;
  }

  folderOf(id: string): string | undefined {
    return this.opened.find((one) => one.id === id)?.folder;
  }

  /** The latest first. */
  get all(): Opened {
    return this.opened.toReversed();
  }

  private get opened(): Opened {
    const read = schema.safeParse(this.state.get(KEY, []));
    return read.success ? read.data : [];
  }
}
