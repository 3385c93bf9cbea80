import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { placesOf } from './places.ts';

it('keeps everything that the host writes in one folder of the data directory', () => {
  const home = resolve('/home/somebody/keyrail');
  const places = placesOf(home, resolve('/opt/keyrail/dist/host'));
  for (const path of [places.profile, places.dashboards, places.windowState, places.appearance, places.notices]) {
    expect(path.startsWith(join(home, 'host'))).toBe(true);
  }
  expect(places.renderer).toBe(resolve('/opt/keyrail/dist/renderer'));
  expect(places.resources).toBe(resolve('/opt/keyrail/resources'));
});
