import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { VaultStatus } from '#shared/domain/vault.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { loadProjects } from './projects.ts';
import { featureStore, resetStores } from './registry.ts';

export type AppInfo = ResponseOf<Contract['app']['info']>;

export interface Session {
  /** Null until the engine has said. */
  readonly status: VaultStatus | null;
  readonly info: AppInfo | null;
  /** Why the status could not be read. */
  readonly error: Failure | null;
}

export const useSession = featureStore<Session>('session', () => ({ status: null, info: null, error: null }));

let asked = 0;

/** Asks the engine how the vault is. Anything but an unlocked vault empties every store first. */
export async function refreshSession(): Promise<void> {
  asked += 1;
  const turn = asked;
  // The first time both are asked at once: most vaults are open by then, and one way to the engine and back is spared.
  const early = turn === 1 ? engine().projects.list({}) : undefined;
  early?.catch(() => undefined);
  const [info, answer] = await Promise.all([useSession.getState().info ?? readInfo(), call(engine().vault.status({}))]);
  // A later question has been asked meanwhile: its answer counts.
  if (turn !== asked) return;
  if (!answer.ok) {
    useSession.setState({ info, error: answer.error });
    return;
  }
  const before = useSession.getState().status;
  const anotherVault = before !== null && before.vaultId !== null && before.vaultId !== answer.value.vaultId;
  if (answer.value.state !== 'unlocked' || anotherVault) resetStores();
  if (answer.value.state === 'unlocked' && before?.state !== 'unlocked') {
    const loaded = loadProjects(early);
    // At the start nothing is drawn yet: then the window is drawn once, with its projects, and not first without them.
    if (before === null) await loaded;
    if (turn !== asked) return;
  }
  useSession.setState({ status: answer.value, info, error: null });
}

async function readInfo(): Promise<AppInfo | null> {
  const answer = await call(engine().app.info({}));
  return answer.ok ? answer.value : null;
}

export async function lockVault(): Promise<void> {
  await call(engine().vault.lock({}));
  await refreshSession();
}
