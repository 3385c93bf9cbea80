import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ConnectionErrors, ConnectionValues } from './connection-form-values.ts';

interface AddressFieldProps {
  readonly definition: ProviderDefinition;
  readonly values: ConnectionValues;
  readonly errors: ConnectionErrors;
  readonly onChange: (change: Partial<ConnectionValues>) => void;
}

/** Whether a person has to think about the API's address: one of several, or their own host. */
export function asksForBase({ baseAddress }: ProviderDefinition): boolean {
  return baseAddress?.value.kind === 'choice' || baseAddress?.value.kind === 'own-host';
}

/** Whether nobody but the person knows where the dashboard is. */
export function asksForDashboard({ links }: ProviderDefinition): boolean {
  return links.keysPage === undefined && links.dashboard === undefined;
}

/** Where the API is. A provider with several sites is chosen from; one that people host themselves is typed. */
export function BaseAddressField({ definition, values, errors, onChange }: AddressFieldProps) {
  const address = definition.baseAddress?.value;
  const known = address?.kind === 'choice' ? address.choices : [];
  const isKnown = known.some(({ url }) => url === values.baseUrl);
  return (
    <>
      {address?.kind === 'choice' ? (
        <Select
          label="Site"
          value={isKnown ? values.baseUrl : ''}
          placeholder={values.baseUrl === '' ? 'Choose where your account is' : 'Another address'}
          error={isKnown || values.baseUrl === '' ? errors['baseUrl'] : undefined}
          onChange={(baseUrl) => onChange({ baseUrl })}
          options={known.map(({ label, url }) => ({ value: url, label: `${label}: ${new URL(url).host}` }))}
        />
      ) : (
        <TextField
          label="API address"
          type="url"
          monospace
          value={values.baseUrl}
          error={errors['baseUrl']}
          placeholder={placeholderOf(address)}
          hint={hintOf(address)}
          onChange={(event) => onChange({ baseUrl: event.target.value })}
        />
      )}
    </>
  );
}

function placeholderOf(address: NonNullable<ProviderDefinition['baseAddress']>['value'] | undefined): string {
  switch (address?.kind) {
    case 'fixed':
      return address.url;
    case 'own-host':
      return address.usual;
    default:
      return 'https://';
  }
}

function hintOf(address: NonNullable<ProviderDefinition['baseAddress']>['value'] | undefined): string {
  switch (address?.kind) {
    case 'fixed':
      return 'Left empty: the provider’s own. The credential is sent to this address only.';
    case 'own-host':
      return 'Left empty: the one shown. Your own host is enough; the credential is sent to it only.';
    case 'npm-configuration':
      return 'Left empty: the registry that npm is configured with.';
    default:
      return 'No source says where the API is. The credential is sent to this address only.';
  }
}

/** Where the list of keys is seen in a browser. */
export function DashboardAddressField({ definition, values, errors, onChange }: AddressFieldProps) {
  const { links } = definition;
  const known = links.keysPage?.value ?? links.dashboard?.value;
  const path = links.keysPath?.value.join(' → ');
  const name = definition.name.value;
  return (
    <TextField
      label="Dashboard address"
      type="url"
      monospace
      value={values.dashboardUrl}
      error={errors['dashboardUrl']}
      placeholder={known ?? 'https://'}
      hint={
        known === undefined
          ? `No source says where ${name}’s dashboard is: copy the address of the page with the keys${path === undefined ? '' : ` (${path})`} from your browser. Without it only files can be read.`
          : 'Left empty: the one shown.'
      }
      onChange={(event) => onChange({ dashboardUrl: event.target.value })}
    />
  );
}
