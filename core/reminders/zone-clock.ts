import { LAST_INSTANT_MS, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '#shared/time/units.ts';

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
