// Tells listeners that an execution has started, ended or was redriven. What is to be told is on disk with the change itself
// and leaves it only when every listener has taken it: a restart in between tells it again.
import type { Storage } from '../../contracts.ts';
import { failpoint } from '../../failpoints.ts';
import type { JsonObject } from '../../json.ts';
import type { ExecutionStore } from '../store/execution-store.ts';

export type StatusChange = { detail: JsonObject; executionArn: string; at: number };
export type StatusListener = (change: StatusChange) => void | Promise<void>;

export type Announcements = {
  listen(listener: StatusListener): void;
  tell(id: number, change: StatusChange): void;
  inFlight(): number;
};

export function createAnnouncements(
  storage: Storage,
  store: Pick<ExecutionStore, 'announced'>,
  onFault: (fault: unknown) => void,
): Announcements {
  const listeners: StatusListener[] = [];
  const taken: number[] = [];
  let underWay = 0;
  let sweeping: Promise<void> | undefined;

  async function tell(id: number, change: StatusChange): Promise<void> {
    for (const listener of listeners) await listener(change);
    failpoint('before-announcement-struck-out');
    taken.push(id);
    // Many are struck out together: this is nothing that anybody waits for.
    sweeping ??= storage
      .write(() => {
        sweeping = undefined;
        for (const one of taken.splice(0)) store.announced(one);
      })
      .catch(onFault);
    await sweeping;
  }

  return {
    listen: (listener) => void listeners.push(listener),
    tell(id, change) {
      underWay += 1;
      void tell(id, change)
        .catch(onFault)
        .finally(() => {
          underWay -= 1;
        });
    },
    inFlight: () => underWay,
  };
}
