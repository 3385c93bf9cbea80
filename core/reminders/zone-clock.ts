import { lstatSync } from 'node:fs';
import { LAST_INSTANT_MS, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/time/units.ts';

/** The link by which Linux and macOS say the zone. */
const ZONE_FILE = '/etc/localtime';
let knownZoneFile = zoneFile();

/**
 * The IANA name of the zone that this machine is in now; it changes when somebody travels. Where the system names one that
 * nobody knows, as with `TZ=:/etc/localtime`, it is the distance from UTC now, such as `+02:00`.
 */
export function systemTimeZone(): string {
  noticeMove();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions() as { timeZone?: string };
  return timeZone === undefined || timeZone === 'Etc/Unknown' ? offsetZone() : timeZone;
}

/** The runtime asks the system once and keeps the answer until it is told that `TZ` has changed: taking it away does that. */
function noticeMove(): void {
  if (process.env['TZ'] !== undefined) return;
  const file = zoneFile();
  // Without that file, as on Windows, asking costs little; with it, it may mean to compare it with every zone that there is.
  if (file !== null && file === knownZoneFile) return;
  knownZoneFile = file;
  delete process.env['TZ'];
}

/** Another text once the system was told another zone; null where there is no such file. */
function zoneFile(): string | null {
  const found = lstatSync(ZONE_FILE, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.ino} ${found.ctimeMs}`;
}

function offsetZone(): string {
  const minutes = -new Date().getTimezoneOffset();
  const clock = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${minutes < 0 ? '-' : '+'}${clock.join(':')}`;
}

/**
 * The clock on the wall of one time zone. Days are counted from 1970-01-01, instants are milliseconds. Asking `Intl` for
 * every instant would take longer than everything else: it is asked once a day of the calendar, and again only on the days
 * on which the clocks change.
 */
export class ZoneClock {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  readonly #atMidnight = new Map<number, number>();
  readonly #onChange = new Map<number, number>();

  /** @throws RangeError for a zone that `Intl` does not know */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /** How far the clocks are ahead of UTC at an instant, in milliseconds. */
  offsetAt(at: number): number {
    const day = Math.floor(at / MS_PER_DAY);
    const before = this.#midnight(day);
    if (before === this.#midnight(day + 1)) return before;
    // Clocks change at full quarters of an hour.
    const quarter = Math.floor(at / (15 * MS_PER_MINUTE));
    let offset = this.#onChange.get(quarter);
    if (offset === undefined) {
      offset = this.#ask(quarter * 15 * MS_PER_MINUTE);
      this.#onChange.set(quarter, offset);
    }
    return offset;
  }

  /** The day of the calendar at an instant. */
  dayOf(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / MS_PER_DAY);
  }

  /** The minute of the day that the clocks show. */
  minuteOf(at: number): number {
    const wall = at + this.offsetAt(at);
    return Math.floor((wall - Math.floor(wall / MS_PER_DAY) * MS_PER_DAY) / MS_PER_MINUTE);
  }

  /**
   * When the clocks show a time of a day. A time that is skipped when they are put forward comes as much later; of one that
   * they show twice, it is one of the two. Inside the years that Keyrail stores.
   */
  instantOf(day: number, minute: number): number {
    const wall = day * MS_PER_DAY + minute * MS_PER_MINUTE;
    const first = wall - this.offsetAt(wall);
    const second = wall - this.offsetAt(first);
    const at = first === second || wall - this.offsetAt(second) === second ? second : Math.max(first, second);
    return Math.min(Math.max(at, 0), LAST_INSTANT_MS);
  }

  #midnight(day: number): number {
    let offset = this.#atMidnight.get(day);
    if (offset === undefined) {
      offset = this.#ask(day * MS_PER_DAY);
      this.#atMidnight.set(day, offset);
    }
    return offset;
  }

  #ask(at: number): number {
    const [, sign, hours = '0', minutes = '0', seconds = '0'] =
      /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(this.#format.format(at)) ?? [];
    const offset = Number(hours) * MS_PER_HOUR + Number(minutes) * MS_PER_MINUTE + Number(seconds) * MS_PER_SECOND;
    return sign === '-' ? -offset : offset;
  }
}

/** ISO 8601: 1 Monday to 7 Sunday. The first of January 1970 was a Thursday. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
