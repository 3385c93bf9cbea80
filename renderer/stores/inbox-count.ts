import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { featureStore, resetCount } from './registry.ts';

/** How many reminders are open, and how many of those are overdue or have ended, for the rail. */
export const useInboxCount = featureStore<{ readonly open: number; readonly overdue: number }>('inbox-count', () => ({
  open: 0,
  overdue: 0,
}));

let reading: Promise<void> | null = null;
let again = false;

/** Reads the count again. While an answer is on its way, any number of requests make one more reading after it. */
export async function loadInboxCount(): Promise<void> {
  again = true;
  reading ??= readWhileAsked().finally(() => {
    reading = null;
  });
  await reading;
}

async function readWhileAsked(): Promise<void> {
  while (again) {
    again = false;
    const resets = resetCount();
    const answer = await call(engine().reminders.summary({}));
    if (!answer.ok || resets !== resetCount()) continue;
    const { open, overdue } = answer.value;
    useInboxCount.setState({ open, overdue });
  }
}
