import { lstatSync } from 'node:fs';

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
