import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { RequestInputOf, ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { VaultStatus } from '#shared/domain/vault.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { LoadingState } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useCountdown } from '../../ui/use-countdown.ts';
import { GateCard } from '../welcome/gate-card.tsx';
import { takeSilentUnlock } from './silent-unlock.ts';

export type Unlocked = ResponseOf<Contract['vault']['unlock']>;
type UnlockWay = RequestInputOf<Contract['vault']['unlock']>['with'];
type Mode = UnlockWay['kind'];

/** One field, or the keychain once more, or the recovery code: whatever this vault can be opened by. */
export function UnlockScreen({
  status,
  onUnlocked,
}: {
  readonly status: VaultStatus;
  readonly onUnlocked: (unlocked: Unlocked) => void;
}) {
  const modes = modesOf(status);
  const [mode, setMode] = useState<Mode>(modes[0] ?? 'recovery');
  const [failed, setFailed] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const [silent, setSilent] = useState(() => modes[0] === 'keychain' && takeSilentUnlock());
  const wait = useCountdown();

  const unlock = async (way: UnlockWay): Promise<void> => {
    setBusy(true);
    setFailed(null);
    const answer = await call(engine().vault.unlock({ with: way }));
    setBusy(false);
    setSilent(false);
    if (answer.ok) {
      onUnlocked(answer.value);
      await refreshSession();
      return;
    }
    const { error } = answer;
    setFailed(error);
    const retryAfterMs = error.detail?.['retryAfterMs'];
    if (error.code === 'too-many-attempts' && typeof retryAfterMs === 'number') wait.start(retryAfterMs);
    if (error.code === 'vault-damaged' || error.code === 'vault-newer' || error.code === 'vault-missing')
      await refreshSession();
    // The keychain is of no use now: the next way is shown, with the reason above it.
    const keychainGone = error.code === 'keychain-unavailable' || error.code === 'keychain-refused';
    if (keychainGone && way.kind === 'keychain') setMode(modes.find((other) => other !== 'keychain') ?? 'recovery');
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the app has started
  useEffect(() => {
    if (silent) void unlock({ kind: 'keychain' });
  }, []);
  if (silent) return <LoadingState label="Opening the vault…" />;

  const others = modes.filter((other) => other !== mode);
  return (
    <GateCard
      title="Keyrail is locked"
      {...(status.rekeyPending ? { text: 'A vault key rotation was interrupted. It goes on when you unlock.' } : {})}
    >
      {failed === null && keychainIsGone(status) ? (
        <Callout tone="warning" title="The keychain does not answer">
          {status.message === ''
            ? 'This vault is usually opened by it. Your other ways in still work.'
            : status.message}
        </Callout>
      ) : null}
      {failed !== null && !belongsToField(failed, mode) ? (
        <Callout tone={mode === 'keychain' || failed.code !== 'keychain-unavailable' ? 'problem' : 'warning'} live>
          {failed.message}
        </Callout>
      ) : null}
      <UnlockForm
        key={mode}
        mode={mode}
        busy={busy}
        waitSeconds={wait.seconds}
        error={failed !== null && belongsToField(failed, mode) ? failed.message : undefined}
        onUnlock={(way) => void unlock(way)}
      />
      <div className="gate-others">
        {others.map((other) => (
          <Button
            key={other}
            variant="quiet"
            onClick={() => {
              setFailed(null);
              setMode(other);
            }}
          >
            {OTHER_WAY[other]}
          </Button>
        ))}
      </div>
    </GateCard>
  );
}

const OTHER_WAY: Readonly<Record<Mode, string>> = {
  keychain: 'Use the keychain',
  passphrase: 'Use the passphrase',
  recovery: 'Use the recovery code',
};

/** The ways in that this vault has, the usual one first. */
function modesOf({ slots, keychain }: VaultStatus): readonly Mode[] {
  const kinds = new Set(slots.map(({ kind }) => kind));
  const modes: Mode[] = [];
  if (kinds.has('keychain') && keychain === 'available') modes.push('keychain');
  if (kinds.has('passphrase') || kinds.has('keychain+passphrase')) modes.push('passphrase');
  if (kinds.has('recovery') || modes.length === 0) modes.push('recovery');
  return modes;
}

/** Whether the usual way in, the keychain by itself, is not there. */
function keychainIsGone({ slots, keychain }: VaultStatus): boolean {
  return keychain === 'unavailable' && slots.some(({ kind }) => kind === 'keychain');
}

/** Whether a failure is about what was typed, and so belongs under the field. */
function belongsToField({ code }: Failure, mode: Mode): boolean {
  switch (mode) {
    case 'keychain':
      return false;
    case 'passphrase':
      return code === 'wrong-passphrase' || code === 'passphrase-needed';
    case 'recovery':
      return code === 'wrong-recovery-code' || code === 'mistyped-recovery-code';
  }
}

function UnlockForm({
  mode,
  busy,
  waitSeconds,
  error,
  onUnlock,
}: {
  readonly mode: Mode;
  readonly busy: boolean;
  /** Seconds until another attempt makes sense; 0: now. */
  readonly waitSeconds: number;
  readonly error: string | undefined;
  readonly onUnlock: (way: UnlockWay) => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [empty, setEmpty] = useState(false);
  const submit = (): void => {
    if (waitSeconds > 0) return;
    if (mode === 'keychain') {
      onUnlock({ kind: 'keychain' });
      return;
    }
    const typed = field.current?.value ?? '';
    setEmpty(typed === '');
    if (typed === '') return;
    onUnlock(mode === 'passphrase' ? { kind: 'passphrase', passphrase: typed } : { kind: 'recovery', code: typed });
    field.current?.select();
  };
  const waiting = waitSeconds > 0;
  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {mode === 'passphrase' ? (
        <PasswordField ref={field} label="Passphrase" autoFocus error={empty ? 'Type the passphrase.' : error} />
      ) : null}
      {mode === 'recovery' ? (
        <TextField
          ref={field}
          label="Recovery code"
          monospace
          autoFocus
          error={empty ? 'Type the recovery code.' : error}
          hint="The seven groups from your paper. Hyphens, spaces and capitals do not matter."
        />
      ) : null}
      <Button
        variant="primary"
        type="submit"
        className="gate-wide-button"
        busy={busy}
        aria-disabled={waiting}
        {...(mode === 'keychain' ? { icon: KeyRound, autoFocus: true } : {})}
      >
        {waiting ? `Try again in ${waitSeconds} s` : mode === 'keychain' ? 'Unlock with the keychain' : 'Unlock'}
      </Button>
    </form>
  );
}
