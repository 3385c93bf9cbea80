import { success } from '#shared/contract/result.ts';
import type { UpdateStatus } from '#shared/contract/updates.ts';
import type { UpdatePort } from '../platform.ts';
import type { EngineState } from './engine-state.ts';
import type { Handlers } from './handlers.ts';

/** Of a Keyrail that cannot look for newer versions. */
const UNAVAILABLE: UpdateStatus = {
  available: false,
  allowed: null,
  state: 'idle',
  version: '',
  host: '',
  problem: '',
  installs: false,
};

export const updateHandlers: Handlers<'updates'> = {
  status: (engine) => answer(engine),
  allow: (engine, { allowed }) => {
    engine.platform.updates?.allow(allowed);
    return answer(engine);
  },
  check: (engine) => after(engine, (updates) => updates.check()),
  download: (engine) => after(engine, (updates) => updates.download()),
  install: (engine) => {
    engine.platform.updates?.install();
    return answer(engine);
  },
};

async function after(engine: EngineState, work: (updates: UpdatePort) => Promise<void>) {
  const { updates } = engine.platform;
  if (updates !== null) await work(updates);
  return answer(engine);
}

function answer({ platform }: EngineState) {
  return success({ status: platform.updates?.status() ?? UNAVAILABLE });
}
