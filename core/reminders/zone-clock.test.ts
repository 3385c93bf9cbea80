import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { MS_PER_HOUR } from '#shared/time/units.ts';
import { systemTimeZone } from './system-time-zone.ts';
import { ZoneClock } from './zone-clock.ts';

const zone = process.env['TZ'];
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

it.each([
  ['Europe/Berlin', 'Europe/Berlin', 1],
  [':Asia/Tokyo', 'Asia/Tokyo', 9],
  ['JST-9', '+09:00', 9],
  ['', '+00:00', 0],
  ['Nowhere/At-All', '+00:00', 0],
])('knows the hour of a machine whose zone is "%s"', (said, named, hours) => {
  process.env['TZ'] = said;
  expect(systemTimeZone()).toBe(named);
  expect(new ZoneClock(systemTimeZone()).offsetAt(Date.UTC(2027, 0, 15))).toBe(hours * MS_PER_HOUR);
});

it('notices that the machine has moved', (ctx) => {
  // The system's own file is changed in a view of it that this one program has.
  const folder = mkdtempSync(join(tmpdir(), 'keyrail-zone-'));
  const overlay = `mount -t tmpfs none ${folder} && mkdir ${folder}/upper ${folder}/work &&
    mount -t overlay overlay -o lowerdir=/etc,upperdir=${folder}/upper,workdir=${folder}/work /etc`;
  try {
    const can = spawnSync('unshare', ['--map-root-user', '--mount', 'bash', '-c', overlay]);
    ctx.skip(can.status !== 0, 'no program may have its own view of /etc here');
    const move = (to: string): string => `execFileSync('ln', ['-sfn', '/usr/share/zoneinfo/${to}', '/etc/localtime']);`;
    const code = `import { execFileSync } from 'node:child_process';
      import { systemTimeZone } from '${pathToFileURL(join(import.meta.dirname, 'system-time-zone.ts')).href}';
      const seen = [];
      ${move('Europe/Berlin')} seen.push(systemTimeZone());
      ${move('America/New_York')} seen.push(systemTimeZone(), systemTimeZone());
      console.log(seen.join(' '));`;
    const env = { ...process.env };
    delete env['TZ'];
    const said = execFileSync(
      'unshare',
      ['--map-root-user', '--mount', 'bash', '-c', `${overlay} && exec "$0" "$@"`, process.execPath].concat([
        '--input-type=module',
        '--eval',
        code,
      ]),
      { encoding: 'utf8', env },
    );
    expect(said.trim()).toBe('Europe/Berlin America/New_York America/New_York');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
