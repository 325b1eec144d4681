import { removeOwnLocks } from '../../engine/runs/lock';
import type { ClaimsContract, SweepContract } from '../../engine/worker/contracts';
import { type CallOptions, Thread } from '../../engine/worker/thread';
import { roleOf } from '../proxies';
import type { Work } from './job';

type Contract = SweepContract & ClaimsContract;

/**
 * Asks a thread of its own for something, which ends with it. When that is given up nothing of the thread is left: the
 * locks of the folders that it worked in neither.
 * @param workerFile the bundled `engine/worker/entry.ts`
 */
export function onOwnThread<Name extends keyof Contract>(
  workerFile: string,
  name: Name,
  input: Contract[Name]['input'],
  options: CallOptions<Contract[Name]['event']>,
  folders: () => readonly string[] | Promise<readonly string[]>,
): Work<Contract[Name]['result']> {
  const thread = new Thread<Contract>(workerFile, { workerData: () => roleOf(name) });
  const { result } = thread.start(name, input, options);
  const end = async () => {
    await thread.dispose();
    for (const folder of await folders()) await removeOwnLocks(folder);
  };
  let ended: Promise<void> | undefined;
  const giveUp = () => {
    ended ??= end();
    return ended;
  };
  return { result, giveUp };
}
