import '../inventory/inventory.css';
import { ExternalLink, ShieldQuestion } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { reportFailure } from '../../actions/perform.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { providerName } from '../../data/provider-name.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Time } from '../../ui/time.tsx';
import { Comparison } from '../inventory/comparison.tsx';
import { openDashboard, openKeysPage } from '../inventory/drift-actions.ts';
import { DriftCallout } from '../inventory/drift-callout.tsx';

type Told = ResponseOf<Contract['remoteKeys']['ofKey']>;
type Check = ResponseOf<Contract['keys']['check']>;

/**
 * What the provider says of a key, beside what the vault says, and whether the value still works there. Nothing at all for a
 * key of which no provider says anything and that cannot be checked.
 */
export function KeyAtProvider({ detail }: { readonly detail: KeyDetail }) {
  const told = useTold(detail);
  const { checkable, hasPage } = useProviderKnows(detail.provider);
  const inUse = detail.deletedAt === null && detail.archivedAt === null;
  const remoteKeys = told?.remoteKeys ?? [];
  if (remoteKeys.length === 0 && !(checkable && inUse)) return null;
  const [first] = remoteKeys;
  return (
    <section aria-label="At the provider">
      <h3 className="drawer-heading">At the provider</h3>
      {(told?.drift.length ?? 0) === 0 ? null : (
        <div className="drift-callouts">
          {told?.drift.map((drift) => (
            <DriftCallout
              key={`${drift.connectionId} ${drift.remoteKeyId} ${drift.kind}`}
              drift={drift}
              without={['show-key']}
            />
          ))}
        </div>
      )}
      {remoteKeys.map(({ remoteKey, connection, provider, snapshotAt }) => (
        <div key={remoteKey.id} className="told">
          <Comparison remote={remoteKey} detail={detail} provider={providerName(provider)} />
          <p className="remote-note">
            “{remoteKey.name}” in {connection}
            {snapshotAt === null ? (
              '.'
            ) : (
              <>
                , read <Time at={snapshotAt} />.
              </>
            )}
          </p>
        </div>
      ))}
      <CheckLine
        // The answer is about one value of one key.
        key={`${detail.id} ${detail.versions[0]?.id}`}
        detail={detail}
        checkable={checkable && inUse}
        page={
          first !== undefined ? (
            <Button
              variant="quiet"
              icon={ExternalLink}
              onClick={() => void openDashboard(first.remoteKey.connectionId)}
            >
              Open dashboard
            </Button>
          ) : hasPage && detail.provider !== null ? (
            <Button variant="quiet" icon={ExternalLink} onClick={() => void openKeysPage(detail.provider ?? '')}>
              Open its keys page
            </Button>
          ) : null
        }
      />
    </section>
  );
}

function CheckLine({
  detail,
  checkable,
  page,
}: {
  readonly detail: KeyDetail;
  readonly checkable: boolean;
  readonly page: React.ReactNode;
}) {
  const [checked, setChecked] = useState<{ readonly answer: Check; readonly at: number } | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const check = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    const where = { environmentId: detail.environmentId, use: 'check' } as const;
    const answer = await withConfirmation(where, () => engine().keys.check({ keyId: detail.id }));
    setBusy(false);
    if (answer.ok) setChecked({ answer: answer.value, at: Date.now() });
    else if (answer.error.code === 'unsupported') setRefused(answer.error.message);
    else if (!isQuiet(answer)) reportFailure(answer);
  };
  return (
    <>
      <div className="check-line">
        {checkable ? (
          <Button icon={ShieldQuestion} busy={busy} onClick={() => void check()}>
            Check the value
          </Button>
        ) : null}
        {page}
      </div>
      {refused === null ? null : (
        <p className="remote-note" role="status">
          {refused}
        </p>
      )}
      {checked === null ? null : <CheckAnswer answer={checked.answer} at={checked.at} />}
    </>
  );
}

function CheckAnswer({
  answer: { result, message, retryAfterMs, hints },
  at,
}: {
  readonly answer: Check;
  readonly at: number;
}) {
  const tone = ({ works: 'ok', refused: 'problem', limited: 'warning', unreachable: 'warning' } as const)[result];
  return (
    <div className="check-answer">
      <Callout tone={tone} title={RESULTS[result]} live>
        <p>
          {message}
          {retryAfterMs === null ? '' : ` Try again in ${formatCount(Math.ceil(retryAfterMs / 1000))} s.`}{' '}
          <Time at={at} />
        </p>
        {hints.length === 0 ? null : (
          <ul className="check-hints">
            {hints.map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ul>
        )}
      </Callout>
    </div>
  );
}

const RESULTS: Readonly<Record<Check['result'], string>> = {
  works: 'It works',
  refused: 'The provider refuses it',
  limited: 'Too many requests just now',
  unreachable: 'The provider did not say',
};

/** What connections saw of a key; read again whenever the vault changes. Null until it is read, and where it cannot be. */
function useTold({ id }: KeyDetail): Told | null {
  const [told, setTold] = useState<{ readonly id: string; readonly told: Told } | null>(null);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const answer = await call(engine().remoteKeys.ofKey({ keyId: id }));
      if (current) setTold(answer.ok ? { id, told: answer.value } : null);
    };
    void load();
    const stop = onEngineEvent('vault-changed', () => void load());
    return () => {
      current = false;
      stop();
    };
  }, [id]);
  return told?.id === id ? told.told : null;
}

interface Known {
  readonly checkable: boolean;
  readonly hasPage: boolean;
}

const NOTHING_KNOWN: Known = { checkable: false, hasPage: false };

/** Whether a document of the provider names a request that checks a key, and a page for its keys. */
function useProviderKnows(provider: string | null): Known {
  const [known, setKnown] = useState<{ readonly provider: string; readonly known: Known } | null>(null);
  useEffect(() => {
    if (provider === null) return;
    let current = true;
    void call(engine().providers.get({ providerId: provider })).then((answer) => {
      if (!current) return;
      const definition = answer.ok ? answer.value.definition : null;
      setKnown({
        provider,
        known:
          definition === null
            ? NOTHING_KNOWN
            : {
                checkable: definition.checks.length > 0,
                hasPage: definition.links.keysPage !== undefined || definition.links.dashboard !== undefined,
              },
      });
    });
    return () => {
      current = false;
    };
  }, [provider]);
  return known !== null && known.provider === provider ? known.known : NOTHING_KNOWN;
}
