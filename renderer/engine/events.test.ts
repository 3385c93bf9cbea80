import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineEvent } from '#shared/contract/events.ts';
import { listenToEngine, onEngineEvent } from './events.ts';

const keyId = '00000000-0000-4000-8000-000000000001' as Extract<EngineEvent, { type: 'show-key' }>['keyId'];
let tell: (event: EngineEvent) => void;
let end: () => void;
beforeEach(() => {
  vi.stubGlobal('window', {
    keyrail: {
      onEvent: (listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    },
  });
  end = listenToEngine();
});
afterEach(() => {
  end();
  vi.unstubAllGlobals();
});

it('keeps what was chosen in a notification until somebody can show it, once', () => {
  tell({ type: 'show-key', keyId });
  const shown: EngineEvent[] = [];
  onEngineEvent('show-key', (event) => shown.push(event))();
  expect(shown).toEqual([{ type: 'show-key', keyId }]);
  onEngineEvent('show-key', (event) => shown.push(event))();
  expect(shown).toHaveLength(1);
});

it('keeps the last of several, and nothing that was shown or is no such wish', () => {
  const shown: EngineEvent[] = [];
  tell({ type: 'show-key', keyId });
  tell({ type: 'command', command: 'inbox' });
  tell({ type: 'command', command: 'add-key' });
  tell({ type: 'vault-status-changed' });
  const ends = [
    onEngineEvent('show-key', (event) => shown.push(event)),
    onEngineEvent('command', (event) => shown.push(event)),
    onEngineEvent('vault-status-changed', (event) => shown.push(event)),
  ];
  expect(shown).toEqual([{ type: 'command', command: 'inbox' }]);
  tell({ type: 'show-key', keyId });
  for (const stop of ends) stop();
  onEngineEvent('show-key', (event) => shown.push(event))();
  expect(shown).toHaveLength(2);
});
