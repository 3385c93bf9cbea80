import type { Engine } from '#core/engine/engine.ts';
import type { TrayState } from './tray-texts.ts';

/** When a vault is opened, the window asks first: what is due takes a large vault a moment, in which it answers nothing else. */
const FIRST_LOOK_AFTER_MS = 3_000;

/**
 * Reads what the tray tells whenever it changes, once at a time. It calls back with every state, and at once where the vault
 * was locked, so that no name stays.
 */
export function readForTray(options: {
  readonly engine: Pick<Engine, 'client' | 'onEvent'>;
  readonly onState: (state: TrayState) => void;
  readonly onError: (error: unknown) => void;
  /** Milliseconds. */
  readonly firstLookAfterMs?: number;
}): { readonly counted: (due: number) => void } {
  const { engine, onState } = options;
  let due = 0;
  let opened = false;
  let mayLook = false;
  let waits = false;
  let reading = false;
  let changedMeanwhile = false;

  const stateNow = async (): Promise<TrayState> => {
    const status = await engine.client.vault.status({});
    opened = status.ok && status.value.state === 'unlocked';
    if (opened && !mayLook) {
      if (!waits) setTimeout(lookFirst, options.firstLookAfterMs ?? FIRST_LOOK_AFTER_MS).unref();
      waits = true;
      return { vault: 'opened' };
    }
    if (opened) {
      const summary = await engine.client.reminders.summary({});
      if (summary.ok) return { vault: 'unlocked', open: summary.value.open, next: summary.value.next };
      // Locked meanwhile.
      opened = false;
    }
    mayLook = false;
    return status.ok && status.value.state === 'none' ? { vault: 'none' } : { vault: 'locked', due };
  };
  // One read at a time, however many changes an import announces.
  const read = async (): Promise<void> => {
    if (reading) {
      changedMeanwhile = true;
      return;
    }
    reading = true;
    try {
      do {
        changedMeanwhile = false;
        onState(await stateNow());
      } while (changedMeanwhile);
    } finally {
      reading = false;
    }
  };
  const readOrSay = (): void => {
    read().catch(options.onError);
  };
  const lookFirst = (): void => {
    waits = false;
    mayLook = opened;
    readOrSay();
  };

  engine.onEvent((event) => {
    if (event.type === 'vault-changed' || event.type === 'vault-status-changed') readOrSay();
  });
  readOrSay();
  return {
    counted: (count) => {
      if (count === due) return;
      due = count;
      readOrSay();
    },
  };
}
