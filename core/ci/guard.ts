import { isUtf8 } from 'node:buffer';
import type { PushStep } from '#shared/domain/ci.ts';
import type { Environment } from '#shared/domain/project.ts';
import type { KeyRow, VersionRow } from '../keys/key-rows.ts';
import { keysWithFingerprint } from '../keys/read-versions.ts';
import { whyInClient } from '../matching/client-consumer.ts';
import { environmentById, listEnvironments } from '../projects/environments.ts';
import { recognise } from '../recognition/recognise.ts';
import type { Store } from '../store/store.ts';
import { alike, environmentsOfPlace } from './place-environment.ts';
import { placeOf, type TargetRow } from './target-rows.ts';

type Warning = PushStep['warnings'][number];

/** What the guard says of a key on its way to a target. */
export type Guarded = {
  /** Each has to be said yes to. */
  readonly warnings: readonly Warning[];
  readonly notes: readonly string[];
};

/** Names under which somebody keeps what nobody else may see. */
const SECRET_NAME = /(?:^|_)(?:SECRET|PRIVATE|PASSWORD|PASSWD)(?:_|$)/i;
const PRODUCTION_NAME = /^(?:prod|live)/i;

/**
 * Compares where a value belongs with where it goes: environments that differ, production values among others, publishable
 * keys for secret ones. It forbids nothing; a person has to say yes.
 * @param bytes the value of `version`; nothing of it is kept
 */
export function guardStep(
  store: Store,
  step: { key: KeyRow; version: VersionRow; bytes: Buffer; secretName: string; target: TargetRow },
): Guarded {
  const { key, version, bytes, secretName, target } = step;
  const own = environmentById(store, key.environment_id);
  const purpose = target.environment_id === null ? null : environmentById(store, target.environment_id);
  const warnings: Warning[] = [];
  const notes: string[] = [];

  const elsewhere = otherPlace(store, key, own, target, purpose);
  if (elsewhere !== null) warnings.push(elsewhere);

  const text = isUtf8(bytes) ? bytes.toString('utf8') : '';
  const [best] = recognise(text, { name: key.name });
  const sure = best !== undefined && best.confidence >= 0.5 ? best : null;
  const same = version.fingerprint === null ? [] : keysWithFingerprint(store, version.fingerprint, key.id);

  const forProduction = purpose === null ? null : isProduction(purpose);
  if (forProduction === false && elsewhere === null) {
    const users = same.filter((one) => isProductionKey(store, one.keyId));
    const [user] = users;
    if (user !== undefined) {
      warnings.push({
        code: 'production-value',
        message: `The value of ${key.name} is also that of ${user.name} in ${user.environment} of ${user.project}, and ${target.name} is marked ${purpose?.name}.`,
      });
    } else if (sure?.environmentHint === 'production' && sure.secret) {
      warnings.push({
        code: 'production-value',
        message: `By its format the value of ${key.name} is one for production, and ${target.name} is marked ${purpose?.name}.`,
      });
    }
  }

  const isSecret = key.kind !== 'publishable' && sure?.secret !== false;
  const client = whyInClient(secretName, null);
  if (isSecret && client !== null) {
    warnings.push({ code: 'secret-in-client', message: `${client}, and the value of ${key.name} is secret.` });
  }
  if (key.kind !== 'publishable' && sure?.kind === 'publishable') {
    warnings.push({
      code: 'publishable-as-secret',
      message: `${key.name} is kept as a secret, and its value is a publishable key by its format.`,
    });
  } else if (key.kind === 'publishable' && sure?.secret === true && sure.kind !== 'publishable') {
    warnings.push({
      code: 'secret-as-publishable',
      message: `${key.name} is kept as publishable, and its value is a secret by its format.`,
    });
  } else if (key.kind === 'publishable' && SECRET_NAME.test(secretName)) {
    warnings.push({
      code: 'publishable-as-secret',
      message: `${secretName} is the name of a secret, and ${key.name} is a publishable key.`,
    });
  }

  const others = same.filter((one) => one.environment !== own?.name || one.project !== projectName(store, key));
  if (others.length > 0) {
    const places = [...new Set(others.map((one) => `${one.environment} of ${one.project}`))];
    notes.push(`The value of ${key.name} is also used in ${places.slice(0, 5).join(', ')}.`);
  }
  return { warnings, notes };
}

function otherPlace(
  store: Store,
  key: KeyRow,
  own: Environment | null,
  target: TargetRow,
  purpose: Environment | null,
): Warning | null {
  if (own === null) return null;
  if (purpose !== null) {
    if (purpose.id === own.id) return null;
    const whose = purpose.projectId === own.projectId ? '' : ` of ${nameOf(store, purpose.projectId)}`;
    return differs(key, own, `${target.name} is marked ${purpose.name}${whose}`);
  }
  if (target.project_id !== null && target.project_id !== own.projectId) {
    return {
      code: 'project-differs',
      message: `${key.name} belongs to ${nameOf(store, own.projectId)}, and ${target.name} is marked ${nameOf(store, target.project_id)}.`,
    };
  }
  const named = environmentsOfPlace(placeOf(target));
  const others = named.filter((name) => !alike(name, own.name));
  if (others.length === 0 || (others.length < named.length && !own.protected)) return null;
  const known = listEnvironments(store).filter(({ projectId }) => projectId === own.projectId);
  // A name that means nothing to the project, such as "github-pages", says nothing of an environment.
  const meant =
    own.protected || others.some((name) => known.some((one) => alike(name, one.name)) || alike(name, 'production'));
  return meant ? differs(key, own, `${target.name} is for ${others.join(', ')}`) : null;
}

function differs(key: KeyRow, own: Environment, where: string): Warning {
  return own.protected
    ? {
        code: 'protected-elsewhere',
        message: `${key.name} belongs to the protected environment ${own.name}, and ${where}.`,
      }
    : { code: 'environment-differs', message: `${key.name} belongs to ${own.name}, and ${where}.` };
}

function isProduction(environment: Environment): boolean {
  return environment.protected || PRODUCTION_NAME.test(environment.name);
}

function isProductionKey(store: Store, keyId: string): boolean {
  const row = store.sql('SELECT environment_id FROM keys WHERE id = ?').get(keyId) as
    | { environment_id: string }
    | undefined;
  const environment = row === undefined ? null : environmentById(store, row.environment_id);
  return environment !== null && isProduction(environment);
}

function projectName(store: Store, key: KeyRow): string {
  return nameOf(store, key.project_id);
}

function nameOf(store: Store, projectId: string): string {
  const row = store.sql('SELECT name FROM projects WHERE id = ?').get(projectId) as { name: string } | undefined;
  return row?.name ?? 'another project';
}
