import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads are kept: the user's cache folder. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'attribution');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/attribution');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'attribution');
}
