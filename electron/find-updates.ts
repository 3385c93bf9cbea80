import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import { z } from 'zod';
import type { Log } from '#core/log.ts';
import type { Places } from './places.ts';
import { RUNTIME } from './runtime.ts';
import type { InstalledAs } from './update-installers.ts';
import { createUpdates, feedFileOf, type UpdateSource, type Updates, updateSource } from './updates.ts';

/** Updates, or null where this Keyrail is not a packaged one that was told where to look. */
export function findUpdates(places: Places, log: Log): Updates | null {
  const source = RUNTIME === 'electron' && app.isPackaged ? readSource() : null;
  if (source === null) return null;
  return createUpdates({
    source,
    installedAs: installedAs(),
    version: app.getVersion(),
    feedFile: feedFileOf(process.platform, process.arch),
    rememberedPath: places.updates,
    folder: places.host,
    log,
    quit: () => app.quit(),
  });
}

function readSource(): UpdateSource | null {
  const manifest = z.object({ updates: updateSource });
  const parsed = manifest.safeParse(JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')));
  return parsed.success ? parsed.data.updates : null;
}

function installedAs(): InstalledAs {
  if (process.platform === 'darwin') return 'mac';
  if (process.platform === 'win32') return 'nsis';
  return process.env['APPIMAGE'] === undefined ? 'page' : 'appimage';
}
