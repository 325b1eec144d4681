import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where downloads are kept: the user's cache folder. Empty where a user has none, as in a bare container. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME = '', LOCALAPPDATA = '' } = process.env;
  const given = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME;
  // What is not absolute is no such folder (XDG Base Directory Specification).
  if (isAbsolute(given) && process.platform !== 'darwin') return join(given, 'attribution');
  const home = homeFolder();
  return home === undefined ? '' : join(home, CACHES[process.platform] ?? '.cache', 'attribution');
}

const CACHES: Partial<Record<NodeJS.Platform, string>> = { win32: 'AppData/Local', darwin: 'Library/Caches' };

function homeFolder(): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : undefined;
  } catch {
    // A user whom the system does not know, with no HOME.
    return undefined;
  }
}
