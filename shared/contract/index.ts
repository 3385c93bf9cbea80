import { activity } from './activity.ts';
import { app } from './app.ts';
import { captures } from './captures.ts';
import { ciTargets } from './ci-targets.ts';
import { connections } from './connections.ts';
import { copyAssistant } from './copy-assistant.ts';
import { exports_, imports } from './imports.ts';
import { history, keys } from './keys.ts';
import { pasted } from './pasted.ts';
import { placements } from './placements.ts';
import { policies } from './policies.ts';
import type { Procedure, RequestInputOf, ResultOf } from './procedure.ts';
import { environments, projects } from './projects.ts';
import { providers } from './providers.ts';
import { pushes } from './pushes.ts';
import { reminders } from './reminders.ts';
import { drifts, remoteKeys } from './remote-keys.ts';
import { repositoryScans } from './repository-scans.ts';
import { rotations } from './rotations.ts';
import { settings } from './settings.ts';
import { timeline } from './timeline.ts';
import { updates } from './updates.ts';
import { vault } from './vault.ts';

/** Everything that a window may ask of the engine. There is no other way in. */
export const contract = {
  app,
  vault,
  projects,
  environments,
  keys,
  history,
  pasted,
  imports,
  exports: exports_,
  activity,
  settings,
  providers,
  connections,
  captures,
  remoteKeys,
  drifts,
  ciTargets,
  placements,
  pushes,
  copyAssistant,
  repositoryScans,
  policies,
  reminders,
  timeline,
  rotations,
  updates,
};

export type Contract = typeof contract;
export type ProcedureGroup = keyof Contract;
export type ProcedureName<G extends ProcedureGroup> = keyof Contract[G] & string;

/** The contract as a window sees it: a method a procedure, each answering with a result. */
export type EngineClient = {
  readonly [G in ProcedureGroup]: {
    readonly [N in keyof Contract[G]]: Contract[G][N] extends infer P extends Procedure
      ? (request: RequestInputOf<P>) => Promise<ResultOf<P>>
      : never;
  };
};

export { channelOf, EVENT_CHANNEL } from './channels.ts';

/** What the preload puts on `window.keyrail`. */
export type PreloadApi = EngineClient & {
  /** Calls back for every engine event; the returned function ends it. */
  readonly onEvent: (listener: (event: unknown) => void) => () => void;
};
