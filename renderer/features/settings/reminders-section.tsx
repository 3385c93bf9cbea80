import { useCallback, useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import { isProviderId } from '#shared/domain/text-rules.ts';
import { loadKeys } from '../../data/load-keys.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choices.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import { toProviderId } from '../add-key/key-field-values.ts';
import { useKnownProviders } from '../add-key/known-providers.ts';
import { ownLine } from '../policies/policy-words.ts';
import { usePolicy } from '../policies/use-policy.ts';
import type { PreferencesProps } from './preferences-sections.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';

const EVERYTHING = { of: 'everything' } as const;

/** How somebody is told, and the policies that hold for everything and for single providers. */
export function RemindersSection({ settings, change }: PreferencesProps) {
  const { notifyReminders, namesInNotifications } = settings;
  return (
    <SettingsSection
      id="reminders"
      title="Reminders"
      about="Where no policy says anything else, keys of production are rotated every quarter, of development every year, and others every half-year."
    >
      <div className="settings-row">
        <Switch
          label="Notify of what comes due"
          hint="By the desktop, also while the window is closed to the tray. The inbox has everything in any case."
          checked={notifyReminders}
          onChange={(on) =>
            change({ notifyReminders: on }, on ? 'Reminders are notified' : 'Reminders wait in the inbox')
          }
        />
      </div>
      <div className="settings-row">
        <Switch
          label="Name keys in notifications"
          hint="Never while the vault is locked: only how many keys need attention is said then."
          disabled={!notifyReminders}
          checked={namesInNotifications}
          onChange={(on) =>
            change({ namesInNotifications: on }, on ? 'Notifications name keys' : 'Notifications name nothing')
          }
        />
      </div>
      <EverythingRow />
      <ProviderRows />
    </SettingsSection>
  );
}

function EverythingRow() {
  const { policy, error } = usePolicy(EVERYTHING);
  const line = policy === null ? '' : ownLine(policy.own, policy.inForce);
  return (
    <SettingsRow
      title="Policy of everything"
      text={
        error !== null
          ? error.message
          : line === ''
            ? 'Nothing is set: the defaults hold. Environments and keys can have their own.'
            : line
      }
    >
      <Button
        aria-label="Change the policy of everything"
        onClick={() => openDialog({ kind: 'policy', scope: EVERYTHING, title: 'everything' })}
      >
        Change…
      </Button>
    </SettingsRow>
  );
}

/** The providers that have a policy of their own, and a field for another one. */
function ProviderRows() {
  const providers = useProviderPolicies();
  const known = useKnownProviders();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const add = async (): Promise<void> => {
    const provider = toProviderId(text);
    if (!isProviderId(provider)) {
      setError('Choose a provider, such as GitHub.');
      return;
    }
    if (!known.some(({ value }) => toProviderId(value) === provider) && !(await isProvider(provider))) {
      setError('There is no such provider, and no key is of it.');
      return;
    }
    setText('');
    openDialog({ kind: 'policy', scope: { of: 'provider', provider }, title: providerName(provider) });
  };
  return (
    <>
      {providers.map((provider) => (
        <ProviderRow key={provider} provider={provider} />
      ))}
      <SettingsRow title="Policy of a provider" text="For all of its keys, in every environment.">
        <form
          className="policy-provider"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Combobox
            label="Provider"
            labelHidden
            value={text}
            onChange={(next) => {
              setText(next);
              setError(undefined);
            }}
            suggestions={known}
            placeholder="Provider"
            error={error}
          />
          <Button type="submit">Set…</Button>
        </form>
      </SettingsRow>
    </>
  );
}

/** Whether the catalogue or any key knows a provider: the policy of a misspelt one would hold for nothing. */
async function isProvider(providerId: string): Promise<boolean> {
  const found = await call(engine().providers.get({ providerId }));
  if (found.ok) return true;
  const { keys } = await loadKeys({ show: 'live' }, new AbortController().signal, () => undefined);
  // Where they cannot be read nobody is told that theirs is not one.
  return keys === null || keys.some(({ provider }) => provider === providerId);
}

function ProviderRow({ provider }: { readonly provider: string }) {
  const { policy } = usePolicy({ of: 'provider', provider });
  const name = providerName(provider);
  return (
    <SettingsRow
      title={`Policy of ${name}`}
      {...(policy === null ? {} : { text: ownLine(policy.own, policy.inForce) })}
    >
      <Button
        aria-label={`Change the policy of ${name}`}
        onClick={() => openDialog({ kind: 'policy', scope: { of: 'provider', provider }, title: name })}
      >
        Change…
      </Button>
    </SettingsRow>
  );
}

type Listed = ResponseOf<Contract['policies']['list']>['policies'];

function useProviderPolicies(): readonly string[] {
  const [policies, setPolicies] = useState<Listed>([]);
  const load = useCallback(async () => {
    const answer = await call(engine().policies.list({}));
    // What could not be read is said by the rows, which are asked for one by one.
    if (answer.ok) setPolicies(answer.value.policies);
  }, []);
  useEffect(() => {
    void load();
    return onEngineEvent('vault-changed', () => void load());
  }, [load]);
  return policies
    .flatMap(({ scope }) => (scope.of === 'provider' ? [scope.provider] : []))
    .sort((a, b) => providerName(a).localeCompare(providerName(b)));
}
