import type { ConnectionState } from '#shared/contract/connections.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { scheduleText } from './connection-words.ts';

/** How a person means to sync; a file can be read in either case. */
export type ChosenWay = 'api' | 'dashboard';

export interface MappedEnvironment {
  /** Of the row in the form, for as long as it is open. */
  readonly row: number;
  /** The provider's name for it. */
  readonly remote: string;
  readonly environmentId: EnvironmentId | '';
}

/** What the form of a connection holds, but for its credential, which lives in its fields alone. */
export interface ConnectionValues {
  readonly way: ChosenWay;
  readonly name: string;
  readonly baseUrl: string;
  readonly dashboardUrl: string;
  readonly plan: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly projectId: ProjectId | '';
  /** For keys that belong to none of the environments that are mapped. */
  readonly otherwise: EnvironmentId | '';
  readonly mapped: readonly MappedEnvironment[];
  /** Milliseconds, or empty for never. */
  readonly syncEvery: string;
}

/** What is wrong, by field; parameters and parts of the credential as `parameter.owner`, `credential.token`. */
export type ConnectionErrors = Readonly<Record<string, string>>;

export function initialValues(definition: ProviderDefinition, before: ConnectionState | null): ConnectionValues {
  const { api } = definition.sync;
  if (before === null) {
    return {
      way: api !== undefined && definition.sync.ways[0] === 'api' ? 'api' : 'dashboard',
      name: '',
      baseUrl: '',
      dashboardUrl: '',
      plan: '',
      parameters: {},
      projectId: '',
      otherwise: '',
      mapped: [],
      syncEvery: '',
    };
  }
  const { connection } = before;
  return {
    way: before.way === 'api' ? 'api' : 'dashboard',
    name: connection.name,
    baseUrl: connection.baseUrl ?? '',
    dashboardUrl: connection.dashboardUrl ?? '',
    plan: connection.plan ?? '',
    parameters: connection.parameters,
    projectId: connection.projectId ?? '',
    otherwise: connection.environments.find(({ remote }) => remote === '')?.environmentId ?? '',
    mapped: connection.environments
      .filter(({ remote }) => remote !== '')
      .map(({ remote, environmentId }, row) => ({ row, remote, environmentId })),
    syncEvery: connection.syncEveryMs === null ? '' : String(connection.syncEveryMs),
  };
}

/** The fields as the engine takes them. */
export function requestOf(values: ConnectionValues) {
  const typed = Object.entries(values.parameters).map(([id, value]) => [id, value.trim()] as const);
  const environments = [
    ...values.mapped.flatMap(({ remote, environmentId }) =>
      remote.trim() === '' || environmentId === '' ? [] : [{ remote: remote.trim(), environmentId }],
    ),
    ...(values.otherwise === '' ? [] : [{ remote: '', environmentId: values.otherwise }]),
  ];
  const name = values.name.trim();
  return {
    // Without a name it gets the provider's.
    ...(name === '' ? {} : { name }),
    baseUrl: orNull(values.baseUrl),
    dashboardUrl: orNull(values.dashboardUrl),
    plan: orNull(values.plan),
    parameters: Object.fromEntries(typed.filter(([, value]) => value !== '')),
    projectId: values.projectId === '' ? null : values.projectId,
    environments: values.projectId === '' ? [] : environments,
    way: values.way,
    syncEveryMs: values.way === 'api' && values.syncEvery !== '' ? Number(values.syncEvery) : null,
  };
}

function orNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}

/** What can be told to be missing without asking the engine. */
export function missingIn(
  values: ConnectionValues,
  definition: ProviderDefinition,
  before: ConnectionState | null,
): ConnectionErrors {
  const errors: Record<string, string> = {};
  if (before !== null && values.name.trim() === '') errors['name'] = 'Give the connection a name.';
  if (values.way === 'api') {
    if (definition.baseAddress?.value.kind === 'choice' && values.baseUrl.trim() === '')
      errors['baseUrl'] = 'Choose where your account is.';
    for (const { id, label, required } of definition.parameters) {
      if (required && (values.parameters[id] ?? '').trim() === '')
        errors[`parameter.${id}`] = `${label} is needed to list keys.`;
    }
  }
  for (const { row, remote, environmentId } of values.mapped) {
    if (remote.trim() !== '' && environmentId === '') errors[`mapped.${row}`] = 'Choose an environment.';
  }
  return errors;
}

/** A failure of the engine's, at the field that it is about. */
export function errorsOf({ code, message, detail }: Failure, values: ConnectionValues): ConnectionErrors {
  return { [fieldOf(code, detail, values)]: message };
}

function fieldOf(code: string, detail: Failure['detail'], values: ConnectionValues): string {
  const parameter = detail?.['parameter'];
  if (typeof parameter === 'string') return `parameter.${parameter}`;
  const field = detail?.['field'];
  if (typeof field === 'string') return field;
  switch (code) {
    case 'name-invalid':
    case 'name-taken':
      return 'name';
    case 'address-invalid':
      return values.baseUrl.trim() === '' ? 'dashboardUrl' : 'baseUrl';
    case 'duration-invalid':
      return 'syncEvery';
    case 'project-not-found':
      return 'projectId';
    case 'environment-not-found':
      return 'otherwise';
    default:
      return 'form';
  }
}

/** How often a connection can be synced by itself; one that was set elsewhere (in a terminal, say) stays on offer. */
export function scheduleOptions(current: string): readonly { readonly value: string; readonly label: string }[] {
  const usual = [MS_PER_HOUR, 6 * MS_PER_HOUR, MS_PER_DAY];
  const own = current === '' || usual.includes(Number(current)) ? [] : [Number(current)];
  return [
    { value: 'off', label: 'Off: only when I ask' },
    ...[...usual, ...own].map((ms) => ({ value: String(ms), label: scheduleText(ms) })),
  ];
}
