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
  const overdue = answer.value.items.filter((item) => item.dueAt <= now).length;
  useInboxCount.setState({ due: answer.value.items.length, overdue });
}
