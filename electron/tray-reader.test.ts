import { expect, it, vi } from 'vitest';
import type { Engine } from '#core/engine/engine.ts';
import type { EngineEvent } from '#shared/contract/events.ts';
import { readForTray } from './tray-reader.ts';
import type { TrayState } from './tray-texts.ts';

/** An engine as far as the tray asks it. */
function fakeEngine() {
  const asked: string[] = [];
  const listeners: ((event: EngineEvent) => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener({ type: 'vault-status-changed' });
  };
  const fake = { state: 'locked', asked, tell };
  const engine = {
    client: {
      vault: {
        status: async () => {
          asked.push('status');
          return { ok: true, value: { state: fake.state } };
        },
      },
      reminders: {
        summary: async () => {
          asked.push('summary');
          return fake.state === 'unlocked' ? { ok: true, value: { open: 2, overdue: 0, next: null } } : { ok: false };
        },
      },
    },
    onEvent: (listener: (event: EngineEvent) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  } as unknown as Pick<Engine, 'client' | 'onEvent'>;
  return { engine, fake };
}

it('asks what is due some seconds after the vault was opened, and forgets it at once with the vault', async () => {
  vi.useFakeTimers();
  const { engine, fake } = fakeEngine();
  const states: TrayState[] = [];
  const onError = vi.fn();
  const { counted } = readForTray({ engine, onState: (state) => states.push(state), onError });
  const settled = async (): Promise<TrayState | undefined> => {
    await vi.advanceTimersByTimeAsync(0);
    return states.at(-1);
  };
  expect(await settled()).toEqual({ vault: 'locked', due: 0 });
  counted(3);
  expect(await settled()).toEqual({ vault: 'locked', due: 3 });

  fake.state = 'unlocked';
  fake.tell();
  expect(await settled()).toEqual({ vault: 'opened' });
  await vi.advanceTimersByTimeAsync(2_000);
  fake.tell();
  expect(await settled()).toEqual({ vault: 'opened' });
  expect(fake.asked).not.toContain('summary');
  await vi.advanceTimersByTimeAsync(1_500);
  expect(states.at(-1)).toEqual({ vault: 'unlocked', open: 2, next: null });

  fake.state = 'locked';
  fake.tell();
  expect(await settled()).toEqual({ vault: 'locked', due: 3 });
  // Opened and locked again before it was asked.
  fake.asked.length = 0;
  fake.state = 'unlocked';
  fake.tell();
  expect(await settled()).toEqual({ vault: 'opened' });
  fake.state = 'none';
  fake.tell();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(states.at(-1)).toEqual({ vault: 'none' });
  expect(fake.asked).not.toContain('summary');
  expect(onError).not.toHaveBeenCalled();
  vi.useRealTimers();
});
