import '../node-version.ts';
import { EventEmitter } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '#shared/contract/events.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import type { Result } from '#shared/contract/result.ts';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import type { CiOptions } from '../ci/open-target.ts';
import type { KdfPolicy } from '../crypto/passphrase.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { SystemKeychain } from '../keychain/system-keychain.ts';
import { type Log, silentLog } from '../log.ts';
import type { Platform } from '../platform.ts';
import { LockedScheduleFile } from '../reminders/locked-schedule.ts';
import { ReminderService } from '../reminders/reminder-service.ts';
import { recordActivity } from '../store/activity-log.ts';
import { resealEverything } from '../store/reseal.ts';
import { readSettings } from '../store/settings-store.ts';
import { openStore, type Store } from '../store/store.ts';
import { headerPath } from '../vault/paths.ts';
import type { VaultSession } from '../vault/session.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { type VaultPlace, vaultPlace } from '../vault/vault-place.ts';
import { AutoLock } from './auto-lock.ts';
import { type ChangeWatch, watchChanges } from './change-watch.ts';
import { ClipboardGuard } from './clipboard-guard.ts';
import { clientOf, dispatch } from './dispatch.ts';
import type { DesktopFeatures, EngineState } from './engine-state.ts';
import { type Housekeeping, startHousekeeping } from './housekeeping.ts';
import { PastedShelf } from './pasted-shelf.ts';
import { PreviewShelf } from './preview-shelf.ts';
import { PushService } from './push-service.ts';
import { RepositoryScanner } from './repository-scanner.ts';
import { SyncService } from './sync-service.ts';
import { UnconfirmedCode } from './unconfirmed-code.ts';

export type EngineOptions = {
  /** The data directory, see `keyrailHome`. */
  home: string;
  platform: Platform;
  by: 'window' | 'cli';
  version: string;
  runtime: 'electron' | 'chromium';
  features: DesktopFeatures;
  log?: Log;
  keychain?: Keychain;
  kdf?: KdfPolicy;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** How CI targets are asked; the program's own adapters and clock where nothing is said. */
  ci?: Pick<CiOptions, 'systems' | 'clock' | 'limits' | 'longestWaitMs'>;
};

export type Engine = {
  /** Answers a window's call: parses the request and the response, and never throws. Counts as use for the auto-lock. */
  call(group: string, name: string, request: unknown): Promise<Result<unknown>>;
  /** The same, typed, for the process itself; what it asks by itself does not keep the vault open. */
  readonly client: EngineClient;
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Opens the vault by the keychain where it does so silently. */
  start(): Promise<void>;
  /** Clears the clipboard if it still holds a value of ours, locks, and ends everything that runs. */
  close(): Promise<void>;
};

/** What another process writes to ask every window to lock. */
const LOCK_REQUEST = 'lock-request';

/** The engine of one window or process: one vault, locked or unlocked, and all procedures of the contract. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options);
}

/** What exists only while the vault is unlocked. */
type Unlocked = {
  readonly session: VaultSession;
  readonly store: Store;
  readonly watch: ChangeWatch;
  readonly autoLock: AutoLock;
  readonly housekeeping: Housekeeping;
  readonly syncs: SyncService;
  readonly pushes: PushService;
};

class RunningEngine implements Engine {
  readonly client: EngineClient;
  readonly #events = new EventEmitter<{ event: [EngineEvent] }>();
  readonly #state: EngineState;
  readonly #place: VaultPlace;
  readonly #log: Log;
  readonly #ci: NonNullable<EngineOptions['ci']>;
  readonly #confirmed = new Set<string>();
  readonly #endDashboards: () => void;
  readonly #endUpdates: () => void;
  /** Null where this desktop shows no notifications. It goes on while the vault is locked. */
  readonly #reminders: ReminderService | null;
  #unlocked: Unlocked | null = null;
  /** What the last look at the database found, until it is opened again. */
  #damage: string | null = null;
  #ending: Promise<void> = Promise.resolve();

  constructor(options: EngineOptions) {
    const now = options.now ?? Date.now;
    this.#log = options.log ?? silentLog;
    this.#ci = options.ci ?? {};
    const keychain = options.keychain ?? new SystemKeychain();
    this.#place = vaultPlace({
      home: options.home,
      keychain,
      reseal: resealEverything,
      now,
      version: options.version,
      ...(options.kdf === undefined ? {} : { kdf: options.kdf }),
    });
    const emit = (event: EngineEvent): void => {
      this.#events.emit('event', event);
    };
    this.#state = {
      home: options.home,
      place: this.#place,
      version: options.version,
      runtime: options.runtime,
      features: options.features,
      by: options.by,
      platform: options.platform,
      keychain,
      log: this.#log,
      now,
      clipboard: new ClipboardGuard(options.platform.clipboard, () => emit({ type: 'clipboard-cleared' })),
      previews: new PreviewShelf(now),
      pasted: new PastedShelf(),
      captures: new PreviewShelf(now),
      pushPlans: new PreviewShelf(now),
      pushes: () => this.#unlocked?.pushes ?? null,
      copies: new PreviewShelf(now),
      scans: new RepositoryScanner(),
      newCode: new UnconfirmedCode(),
      syncs: () => this.#unlocked?.syncs ?? null,
      store: () => this.#unlocked?.store ?? null,
      damage: () => this.#damage,
      foundDamage: (problem) => {
        this.#damage = problem;
      },
      session: () => this.#unlocked?.session ?? null,
      settings: () => (this.#unlocked === null ? DEFAULT_SETTINGS : readSettings(this.#unlocked.store)),
      opened: (session) => this.#opened(session),
      lock: () => this.#lock(),
      emit,
      confirmProtected: (environment) => {
        this.#confirmed.add(environment.id);
        const store = this.#unlocked?.store;
        if (store === undefined) return;
        recordActivity(store, {
          what: 'protected-confirmed',
          projectId: environment.projectId,
          environmentId: environment.id,
          subject: environment.name,
        });
      },
      isConfirmed: (environmentId) => this.#confirmed.has(environmentId),
    };
    this.#endDashboards =
      options.platform.dashboards?.onChange(() => emit({ type: 'connections-changed' })) ?? (() => undefined);
    this.#endUpdates = options.platform.updates?.onChange(() => emit({ type: 'updates-changed' })) ?? (() => undefined);
    const { notifications } = options.platform;
    this.#reminders =
      notifications === null
        ? null
        : new ReminderService({
            notifications,
            schedule: new LockedScheduleFile(options.home, keychain),
            log: this.#log,
            now,
            onOpen: (reminder) =>
              emit(
                reminder?.keyId == null
                  ? { type: 'command', command: 'inbox' }
                  : { type: 'show-key', keyId: reminder.keyId },
              ),
            onChange: () => this.#tellOwnChange(),
          });
    this.client = clientOf((group, name, request) => this.#answer(group, name, request));
  }

  call(group: string, name: string, request: unknown): Promise<Result<unknown>> {
    this.#unlocked?.autoLock.used(this.#state.now());
    return this.#answer(group, name, request);
  }

  async #answer(group: string, name: string, request: unknown): Promise<Result<unknown>> {
    const before = this.#unlocked;
    const result = await dispatch(this.#state, group, name, request);
    if (before !== null && before === this.#unlocked) this.#tellOwnChange();
    return result;
  }

  #tellOwnChange(): void {
    if (this.#unlocked?.watch.ours() === true) this.#state.emit({ type: 'vault-changed', by: 'this-window' });
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#events.on('event', listener);
    return () => this.#events.off('event', listener);
  }

  async start(): Promise<void> {
    const opened = await unlockVault(this.#place, { kind: 'keychain' });
    // Without a keychain slot, or without a keychain, the window asks; there is nothing to report here.
    if (opened.ok) this.#opened(opened.value.session);
    else if (opened.error.code === 'vault-damaged') this.#damage = opened.error.message;
  }

  async close(): Promise<void> {
    await this.#lock();
    await this.#ending;
    await this.#reminders?.stop();
    this.#endDashboards();
    this.#endUpdates();
    this.#events.removeAllListeners();
  }

  #opened(session: VaultSession): void {
    this.#release();
    const store = openStore(session, { by: this.#state.by, now: this.#state.now });
    const lock = (): void => void this.#lock();
    const watch = watchChanges(store, [headerPath(session.home), join(session.home, LOCK_REQUEST)], {
      changed: () => this.#state.emit({ type: 'vault-changed', by: 'another-process' }),
      fileChanged: (file) => (file === headerPath(session.home) ? void this.#headerChanged() : lock()),
    });
    const autoLock = new AutoLock(
      this.#state.platform,
      () => this.#state.settings(),
      lock,
      this.#state.now,
      (inMs) => {
        if (!this.#state.pasted.isEmpty) this.#state.emit({ type: 'locking-soon', inMs });
      },
    );
    const housekeeping = startHousekeeping(this.#state, (problem) => {
      this.#damage = `The database is damaged (${problem}). Restore a backup; the keys that still open can be exported first.`;
      lock();
    });
    const syncs = new SyncService(store, {
      log: this.#log,
      onState: () => this.#state.emit({ type: 'connections-changed' }),
      onEnd: () => this.#tellOwnChange(),
    });
    const pushes = new PushService(store, {
      log: this.#log,
      ci: this.#ci,
      confirmed: this.#state.isConfirmed,
      onProgress: (progress) => this.#state.emit({ type: 'push-progress', ...progress }),
      onState: () => this.#state.emit({ type: 'ci-changed' }),
      onEnd: () => this.#tellOwnChange(),
    });
    this.#damage = null;
    this.#unlocked = { session, store, watch, autoLock, housekeeping, syncs, pushes };
    this.#reminders?.opened(store);
    this.#state.platform.setAppearance(this.#state.settings().appearance);
    this.#state.emit({ type: 'vault-status-changed' });
  }

  /** Slots were changed elsewhere, or the vault key was rotated: then this session's keys and database are history. */
  async #headerChanged(): Promise<void> {
    const session = this.#unlocked?.session;
    if (session === undefined) return;
    if (statSync(join(session.home, session.databaseName), { throwIfNoEntry: false }) !== undefined) {
      this.#state.emit({ type: 'vault-status-changed' });
      return;
    }
    await this.#lock();
    await this.start();
  }

  async #lock(): Promise<void> {
    const wasUnlocked = this.#unlocked !== null;
    this.#release();
    const closing = this.#closeDashboards();
    await this.#state.clipboard.clear();
    // A window that takes its time to close does not hold back the lock screen.
    if (wasUnlocked) this.#state.emit({ type: 'vault-status-changed' });
    await closing;
  }

  async #closeDashboards(): Promise<void> {
    try {
      await this.#state.platform.dashboards?.closeAll();
    } catch (error) {
      // A window that does not close must not keep the vault open.
      this.#log.error('dashboards-not-closed', error);
    }
  }

  /** Ends everything that an unlocked vault has running, and wipes its keys. */
  #release(): void {
    const unlocked = this.#unlocked;
    this.#unlocked = null;
    this.#confirmed.clear();
    this.#state.previews.clear();
    this.#state.pasted.clear();
    this.#state.captures.clear();
    this.#state.pushPlans.clear();
    this.#state.copies.clear();
    this.#state.scans.stop();
    this.#state.newCode.drop();
    if (unlocked === null) return;
    this.#reminders?.locked();
    unlocked.watch.stop();
    unlocked.autoLock.stop();
    unlocked.syncs.stop();
    unlocked.pushes.end();
    this.#ending = unlocked.housekeeping.stop();
    try {
      recordActivity(unlocked.store, { what: 'locked' });
    } catch (error) {
      // A full disk must not keep the vault open.
      this.#log.error('lock-not-recorded', error);
    }
    unlocked.session.lock();
  }
}
