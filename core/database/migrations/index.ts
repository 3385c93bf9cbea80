import type { Migration } from '../migrations.ts';
import * as initial from './0001-initial.ts';
import * as connections from './0002-connections.ts';
import * as connectionWay from './0003-connection-way.ts';
import * as ci from './0004-ci.ts';
import * as scans from './0005-scans.ts';
import * as reminders from './0006-reminders.ts';
import * as rotations from './0007-rotations.ts';
import * as completeness from './0008-completeness.ts';

/** In order, without gaps. A released migration is never edited or removed. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  connections,
  connectionWay,
  ci,
  scans,
  reminders,
  rotations,
  completeness,
];
