import type { Result } from '#shared/contract/result.ts';
import { type ConnectionRow, connectionRows } from '../connections/connection-rows.ts';
import { listSyncs } from '../connections/sync-records.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { ApiSync, SyncOptions } from '../sync/run-sync.ts';
import { LOOKED_AT_SYNCS, nextSyncAt, SHORTEST_PAUSE_MS } from '../sync/schedule.ts';
import { VaultError } from '../vault/vault-error.ts';
import { PacedEvent } from './paced-event.ts';

/** Runs one sync; `runSync` of core/sync, which is loaded when it is first needed. */
export type SyncRunner = (
  store: Store,
  connectionId: string,
  options: SyncOptions,
) => Promise<Result<ApiSync, 'connection-not-found'>>;

export type SyncServiceOptions = {
  readonly log: Log;
  /** Progress or state changed; at most four times a second. */
  readonly onState: () => void;
  /** A sync ended, and lists may have changed. */
  readonly onEnd: () => void;
  /** Milliseconds that passed, whatever the clock on the wall says. */
  readonly elapsedMs?: () => number;
  readonly run?: SyncRunner;
  /** Whether a connection's provider can be asked. */
  readonly canAsk?: (connection: ConnectionRow) => Promise<boolean>;
};

export type RunningSync = { readonly page: number; readonly pages: number | null; readonly keys: number };

type Run = {
  readonly controller: AbortController;
  readonly ended: Promise<Result<ApiSync, 'connection-not-found'>>;
  progress: RunningSync;
};

/** Syncs under way together. */
const AT_ONCE = 3;
/** How often the schedule looks at the clock: a look after a sleep finds what came due, which one long timer would not. */
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 250;
/** How often a sync under way says so to other processes. */
const CLAIM_EVERY_MS = 60_000;
const FORGET_CLAIMS_AFTER_MS = 86_400_000;

/**
 * The API syncs of one unlocked vault: on demand, and by the schedule. One connection is synced once at a time, a few
 * together, and none is touched by another's failure.
 */
export class SyncService {
  readonly #store: Store;
  readonly #options: SyncServiceOptions;
  readonly #elapsedMs: () => number;
  readonly #openedAt: number;
  readonly #running = new Map<string, Run>();
  /** When the last sync of a connection began here, in `elapsedMs`: it holds where the clock jumps. */
  readonly #begunAt = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  readonly #state: PacedEvent;
  readonly #timer: NodeJS.Timeout;
  /** Syncs that have a place; the others wait in `#waiting`, and one that ends hands its place on. */
  #placed = 0;
  #looking = false;
  #stopped = false;

  constructor(store: Store, options: SyncServiceOptions) {
    this.#store = store;
    this.#options = options;
    this.#elapsedMs = options.elapsedMs ?? (() => performance.now());
    this.#openedAt = store.now();
    this.#state = new PacedEvent(options.onState, TELL_EVERY_MS);
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /**
   * Syncs a connection, or joins the sync of it that runs.
   * @throws VaultError `vault-locked` where the vault was locked meanwhile
   */
  sync(connectionId: string): Promise<Result<ApiSync, 'connection-not-found'>> {
    const known = this.#running.get(connectionId);
    if (known !== undefined) return known.ended;
    this.#claim(connectionId);
    return this.#begin(connectionId).ended;
  }

  /** As {@link sync}, without waiting for the end. What goes wrong is in the record of the sync, a bug in the log. */
  start(connectionId: string): void {
    this.#inBackground(this.sync(connectionId));
  }

  /** False where it was not running. */
  cancel(connectionId: string): boolean {
    const run = this.#running.get(connectionId);
    run?.controller.abort();
    return run !== undefined;
  }

  runningOf(connectionId: string): RunningSync | null {
    return this.#running.get(connectionId)?.progress ?? null;
  }

  /** When the schedule syncs a connection next, of which the caller knows that its provider can be asked. */
  nextSyncAt(connection: ConnectionRow): number | null {
    if (connection.credential_id === null) return null;
    const recent = listSyncs(this.#store, connection.id, LOOKED_AT_SYNCS);
    return nextSyncAt({ syncEveryMs: connection.sync_every_ms, recent }, this.#openedAt, this.#store.now());
  }

  /** Starts what is due, as far as there is room. The timer does so by itself. */
  async look(): Promise<void> {
    if (this.#looking || this.#stopped) return;
    this.#looking = true;
    try {
      const due = connectionRows(this.#store).filter((row) => this.#isDue(row));
      const asked: ConnectionRow[] = [];
      for (const row of due) if (await this.#canAsk(row)) asked.push(row);
      for (const row of asked) {
        if (this.#running.size >= AT_ONCE || this.#stopped) return;
        // Another process may have begun it since, or the person here.
        if (!this.#running.has(row.id) && this.#claimIfDue(row)) this.#inBackground(this.#begin(row.id).ended);
      }
    } catch (error) {
      // A disk that is full, or a vault that was locked at this moment; the next look tries again.
      if (!this.#stopped) this.#options.log.error('sync-schedule', error);
    } finally {
      this.#looking = false;
    }
  }

  /** Ends what runs; nothing is written any more. Call it before the vault is locked. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#state.stop();
    for (const { controller } of this.#running.values()) controller.abort();
  }

  #isDue(row: ConnectionRow): boolean {
    if (this.#running.has(row.id)) return false;
    const begunAt = this.#begunAt.get(row.id);
    if (begunAt !== undefined && this.#elapsedMs() - begunAt < SHORTEST_PAUSE_MS) return false;
    const next = this.nextSyncAt(row);
    return next !== null && next <= this.#store.now();
  }

  async #canAsk(row: ConnectionRow): Promise<boolean> {
    if (this.#options.canAsk !== undefined) return this.#options.canAsk(row);
    const { syncsByApi } = await import('../sync/run-sync.ts');
    return syncsByApi(row);
  }

  #begin(connectionId: string): Run {
    const controller = new AbortController();
    const run: Run = {
      controller,
      ended: Promise.resolve().then(() => this.#run(connectionId, controller.signal)),
      progress: { page: 0, pages: null, keys: 0 },
    };
    this.#begunAt.set(connectionId, this.#elapsedMs());
    this.#running.set(connectionId, run);
    this.#state.changed();
    return run;
  }

  async #run(connectionId: string, signal: AbortSignal): Promise<Result<ApiSync, 'connection-not-found'>> {
    const hasPlace = await this.#placeFor(signal);
    try {
      const run = this.#options.run ?? (await import('../sync/run-sync.ts')).runSync;
      if (this.#stopped) throw lockedMeanwhile();
      let claimedAt = this.#elapsedMs();
      return await run(this.#store, connectionId, {
        signal,
        onProgress: ({ page, pages, keys }) => {
          const known = this.#running.get(connectionId);
          if (known !== undefined) known.progress = { page, pages, keys };
          this.#state.changed();
          if (this.#stopped || this.#elapsedMs() - claimedAt < CLAIM_EVERY_MS) return;
          claimedAt = this.#elapsedMs();
          this.#claim(connectionId);
        },
      });
    } catch (error) {
      if (this.#stopped) throw lockedMeanwhile();
      throw error;
    } finally {
      this.#running.delete(connectionId);
      if (hasPlace) this.#handOnPlace();
      if (!this.#stopped) {
        this.#state.changed();
        this.#options.onEnd();
      }
    }
  }

  /** Waits until fewer run. False where it was cancelled first: it has nothing to do but to say so. */
  async #placeFor(signal: AbortSignal): Promise<boolean> {
    if (this.#placed < AT_ONCE) {
      this.#placed += 1;
      return true;
    }
    return new Promise((resolve) => {
      const go = (): void => resolve(true);
      this.#waiting.push(go);
      signal.addEventListener('abort', () => {
        const place = this.#waiting.indexOf(go);
        if (place >= 0) this.#waiting.splice(place, 1);
        resolve(false);
      });
    });
  }

  #handOnPlace(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#placed -= 1;
    else next();
  }

  #inBackground(ended: Promise<unknown>): void {
    ended.catch((error: unknown) => {
      if (!this.#stopped) this.#options.log.error('sync', error);
    });
  }

  /** Notes, for every process, that this one syncs the connection now. */
  #claim(connectionId: string): void {
    const now = this.#store.now();
    this.#store.write(() => {
      this.#store
        .sql('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(claimName(connectionId), now);
      this.#store
        .sql(`DELETE FROM meta WHERE name LIKE 'sync-begun %' AND abs(value - ?) > ?`)
        .run(now, FORGET_CLAIMS_AFTER_MS);
    });
  }

  /** False where the connection was synced, or another process began to, since it was found to be due. */
  #claimIfDue(row: ConnectionRow): boolean {
    return this.#store.write(() => {
      const now = this.#store.now();
      const begun = this.#store.sql('SELECT value FROM meta WHERE name = ?').pluck().get(claimName(row.id));
      if (typeof begun === 'number' && begun <= now && now - begun < SHORTEST_PAUSE_MS) return false;
      if (!this.#isDue(row)) return false;
      this.#claim(row.id);
      return true;
    });
  }
}

function claimName(connectionId: string): string {
  return `sync-begun ${connectionId}`;
}

function lockedMeanwhile(): VaultError {
  return new VaultError('vault-locked', 'The vault was locked during the sync. What was known before stays.');
}
