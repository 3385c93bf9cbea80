import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { featureStore, resetCount } from './registry.ts';

/** How many things are due, for the rail. */
export const useInboxCount = featureStore<{ readonly due: number; readonly overdue: number }>('inbox-count', () => ({
  due: 0,
  overdue: 0,
}));

export async function loadInboxCount(): Promise<void> {
  const resets = resetCount();
  const answer = await call(engine().inbox.list({}));
  if (!answer.ok || resets !== resetCount()) return;
  const now = Date.now();
  // A key with two reasons is one thing to do, as in the inbox.
  const due = new Set(answer.value.items.map((item) => item.keyId));
  const overdue = new Set(answer.value.items.filter((item) => item.dueAt <= now).map((item) => item.keyId));
  useInboxCount.setState({ due: due.size, overdue: overdue.size });
}
