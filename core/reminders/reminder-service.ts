import { setTimeout as delay } from 'node:timers/promises';
import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import type { Log } from '../log.ts';
import type { NotificationPort } from '../platform.ts';
import { readRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { LockedScheduleFile } from './locked-schedule.ts';
import { systemTimeZone } from './system-time-zone.ts';
import { ZoneClock } from './zone-clock.ts';

/** How often it is asked whether there is a reason to look, in milliseconds. Asking costs some microseconds. */
const ASK_EVERY_MS = 20_000;
/** After unlocking, the window comes first. */
const FIRST_LOOK_AFTER_MS = 5_000;
/** A look takes at most this part of the time since the last one: a sync of a large vault changes it again and again. */
const SHARE_OF_TIME = 1 / 500;
/** Another process may have written the schedule anew. */
const LONGEST_LOCKED_WAIT_MS = 10 * 60_000;
/** Between two attempts to show what the desktop does not, or to look where a look fails: twice as long each time. */
const RETRY_AFTER_MS = { first: 60_000, longest: 3_600_000 } as const;
const NEVER_FAILED = { times: 0, againAt: Number.NEGATIVE_INFINITY };
/** A vault is locked without waiting longer than this for a look. */
const LONGEST_AT_LOCK_MS = 200;
const ENDS_WITHIN_MS = 2_000;
/** A clock that goes back further than this was set. */
const SET_BACK_MS = 60_000;

export type ReminderServiceOptions = {
  readonly notifications: NotificationPort;
  readonly schedule: LockedScheduleFile;
  readonly log: Log;
  readonly now: () => number;
  /** Somebody chose a notification: shows the key, or the inbox where it is about several things or none. */
  readonly onOpen: (reminder: Reminder | null) => void;
  /** Something was written: marks by an action of a notification. */
  readonly onChange: () => void;
  /** Milliseconds; for tests, which do not wait. */
  readonly askEveryMs?: number;
  readonly firstLookAfterMs?: number;
};

/**
 * Tells somebody of what comes due, while the vault is open and while it is locked. It looks when there is a reason: the next
 * time at which something is told has come, something in the vault changed, the clock was set back, or the machine is in
 * another time zone. Sleep needs no event of its own, since the timer only compares clocks.
 */
export class ReminderService {
  readonly #options: ReminderServiceOptions;
  readonly #timer: NodeJS.Timeout;
  #store: Store | null = null;
  /** Loaded with the first look. */
  #looking: typeof import('./reminder-look.ts') | null = null;
  #first: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();
  #busy = false;
  #stopped = false;
  #clock: ZoneClock | null = null;
  #seen = { revision: -1, at: 0, nextAt: 0, tookMs: 0, elapsedAt: Number.NEGATIVE_INFINITY };
  #toldLocked: readonly string[] | null = null;
  #lockedWait = { from: 0, to: 0 };
  #retryMs: number = RETRY_AFTER_MS.first;
  /** After looks that failed, on a disk that is full: in the time that goes on while clocks are set. */
  #failed: typeof NEVER_FAILED = NEVER_FAILED;

  constructor(options: ReminderServiceOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.ask(), options.askEveryMs ?? ASK_EVERY_MS);
    this.#timer.unref();
  }

  /** The vault was opened, or another one in its place. */
  opened(store: Store): void {
    this.#store = store;
    this.#toldLocked = null;
    this.#failed = NEVER_FAILED;
    this.#seen = { ...this.#seen, revision: -1, elapsedAt: Number.NEGATIVE_INFINITY };
    if (this.#first !== null) clearTimeout(this.#first);
    this.#first = setTimeout(() => this.ask(), this.#options.firstLookAfterMs ?? FIRST_LOOK_AFTER_MS);
    this.#first.unref();
  }

  /** The vault is being locked: nothing is read from it any more. */
  locked(): void {
    const store = this.#store;
    this.#store = null;
    if (store !== null) this.#leaveSchedule(store);
    this.#lockedWait = { from: 0, to: 0 };
    this.#failed = NEVER_FAILED;
    if (this.#first !== null) clearTimeout(this.#first);
  }

  /** What was changed since the last look is told while the vault is locked as well; not where that takes long. */
  #leaveSchedule(store: Store): void {
    const { schedule, log } = this.#options;
    const { revision, tookMs } = this.#seen;
    if (this.#looking === null || revision === -1 || tookMs > LONGEST_AT_LOCK_MS) return;
    try {
      if (readRevision(store) === revision) return;
      const { vaultId } = store.session;
      const locked = this.#looking.scheduleForLock(store, this.#zoneClock());
      this.#working = this.#working
        .then(async () => {
          this.#busy = true;
          await schedule.write(vaultId, locked);
        })
        .catch((error: unknown) => log.error('reminders', error))
        .finally(() => {
          this.#busy = false;
        });
    } catch (error) {
      // Nothing keeps the vault open.
      log.error('reminders', error);
    }
  }

  /** Looks where there is a reason to. The timer does so by itself. */
  ask(): void {
    if (this.#busy || this.#stopped || performance.now() < this.#failed.againAt) return;
    const store = this.#store;
    if (store === null ? !this.#hasReasonLocked() : !this.#hasReason(store)) return;
    this.#busy = true;
    this.#working = (store === null ? this.#tellLocked() : this.#look(store))
      .catch((error: unknown) => {
        // A vault that was locked at this moment, or a disk that is full; a later look tries again.
        if (this.#stopped || this.#store !== store) return;
        if (this.#failed.times === 0) this.#options.log.error('reminders', error);
        const waitMs = Math.min(RETRY_AFTER_MS.first * 2 ** this.#failed.times, RETRY_AFTER_MS.longest);
        this.#failed = { times: this.#failed.times + 1, againAt: performance.now() + waitMs };
      })
      .finally(() => {
        this.#busy = false;
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.locked();
    clearInterval(this.#timer);
    // A keychain or a desktop that does not answer holds up nobody's end.
    await Promise.race([this.#working, delay(ENDS_WITHIN_MS, undefined, { ref: false })]);
    this.#options.schedule.close();
  }

  /** When what runs now has ended. */
  get idle(): Promise<void> {
    return this.#working;
  }

  #hasReason(store: Store): boolean {
    const now = this.#options.now();
    const { revision, at, nextAt, tookMs, elapsedAt } = this.#seen;
    const zone = systemTimeZone();
    if (now >= nextAt || now < at - SET_BACK_MS || zone !== this.#clock?.zone) return true;
    if (performance.now() - elapsedAt < tookMs / SHARE_OF_TIME) return false;
    return readRevision(store) !== revision;
  }

  #hasReasonLocked(): boolean {
    const now = this.#options.now();
    return now >= this.#lockedWait.to || now < this.#lockedWait.from - SET_BACK_MS;
  }

  async #look(store: Store): Promise<void> {
    const { schedule, notifications } = this.#options;
    const { vaultId } = store.session;
    this.#toldLocked ??= await schedule.takeTold(vaultId);
    this.#looking ??= await import('./reminder-look.ts');
    if (this.#store !== store) return;
    const clock = this.#zoneClock();
    const startedAt = performance.now();
    const revision = readRevision(store);
    const look = this.#looking.lookAtReminders(store, clock, this.#toldLocked);
    this.#toldLocked = [];
    const endedAt = performance.now();
    const at = this.#options.now();
    this.#seen = { revision, at, nextAt: look.nextAt, tookMs: endedAt - startedAt, elapsedAt: endedAt };
    this.#failed = NEVER_FAILED;
    notifications.setCount(look.due);
    if (look.text !== null) {
      try {
        await notifications.notify({
          ...look.text,
          actions: [
            { id: 'open', label: look.reminders.length === 1 ? 'Show' : 'Open inbox' },
            { id: 'snooze', label: 'Snooze for a day' },
          ],
          onChosen: (action) => this.#chosen(action, look.reminders),
        });
        this.#retryMs = RETRY_AFTER_MS.first;
      } catch (error) {
        const nextAt = at + this.#notShown(error);
        // A vault that was locked meanwhile keeps it as told; it is in the inbox.
        if (this.#store === store) {
          const { unfire } = await import('./fired-log.ts');
          unfire(store, look.pending);
          this.#seen = { ...this.#seen, nextAt: Math.min(look.nextAt, nextAt) };
        }
      }
    }
    await schedule.write(vaultId, look.locked);
  }

  async #tellLocked(): Promise<void> {
    const now = this.#options.now();
    // Where it fails, it is not tried at once again.
    this.#lockedWait = { from: now, to: now + RETRY_AFTER_MS.first };
    const claimed = await this.#options.schedule.claim(now, this.#zoneClock());
    this.#failed = NEVER_FAILED;
    if (claimed === null) return;
    this.#lockedWait = { from: now, to: Math.min(claimed.nextAt, now + LONGEST_LOCKED_WAIT_MS) };
    // Opened meanwhile: what is told then has names.
    if (this.#store !== null) {
      await claimed.giveBack();
      return;
    }
    this.#options.notifications.setCount(claimed.due);
    if (claimed.fresh === 0) return;
    const { lockedText } = await import('./notification-text.ts');
    try {
      await this.#options.notifications.notify({
        ...lockedText(claimed.fresh, claimed.areKeys),
        actions: [{ id: 'open', label: 'Open Keyrail' }],
        onChosen: () => this.#options.onOpen(null),
      });
      this.#retryMs = RETRY_AFTER_MS.first;
    } catch (error) {
      const again = now + this.#notShown(error);
      await claimed.giveBack();
      this.#lockedWait = { from: now, to: Math.min(this.#lockedWait.to, again) };
    }
  }

  /** How long to wait until it is tried again, in milliseconds. */
  #notShown(error: unknown): number {
    const waitMs = this.#retryMs;
    // Said once.
    if (waitMs === RETRY_AFTER_MS.first) this.#options.log.error('notification-not-shown', error);
    this.#retryMs = Math.min(waitMs * 2, RETRY_AFTER_MS.longest);
    return waitMs;
  }

  #zoneClock(): ZoneClock {
    const zone = systemTimeZone();
    if (this.#clock?.zone !== zone) this.#clock = new ZoneClock(zone);
    return this.#clock;
  }

  #chosen(action: string | null, reminders: readonly Reminder[]): void {
    const [first, ...others] = reminders;
    // A vault that was locked meanwhile has to be opened for that.
    if (action !== 'snooze' || this.#store === null) this.#options.onOpen(others.length === 0 ? (first ?? null) : null);
    else this.#working = Promise.all([this.#working, this.#snooze(this.#store, reminders)]).then(() => undefined);
  }

  async #snooze(store: Store, reminders: readonly Reminder[]): Promise<void> {
    const { snoozeReminder } = await import('./marks.ts');
    try {
      for (const reminder of reminders) snoozeReminder(store, reminder, store.now() + MS_PER_DAY);
      this.#options.onChange();
    } catch (error) {
      this.#options.log.error('not-snoozed', error);
    }
  }
}
