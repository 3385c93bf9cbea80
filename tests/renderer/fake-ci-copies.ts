import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { CopyId } from '#shared/domain/ids.ts';
import type { SameValueKey } from '#shared/domain/key.ts';
import { placementOf } from './demo-ci.ts';
import { nextId } from './demo-data.ts';
import type { createFakeCi, FakeCiPort } from './fake-ci.ts';
import { createFakeScans, demoFindings } from './fake-scans.ts';

const CLEAR_AFTER_MS = 30_000;

interface Copy {
  readonly keyId: string;
  readonly targetId: string;
  readonly secretName: string;
  readonly warned: boolean;
  held: boolean;
}

/**
 * The copy assistant and scans in memory, and a key's reach with what scans found. GitHub refuses names with "-" and those
 * that start with GITHUB_; Jenkins refuses the public key's value; a target marked for another environment is warned of.
 */
export function createFakeCiCopies(
  port: FakeCiPort,
  { placements }: ReturnType<typeof createFakeCi>,
  sameValue: (keyId: string) => SameValueKey[],
): Pick<EngineClient, 'copyAssistant' | 'repositoryScans' | 'placements'> {
  const { ci, now, emit, isLocked, findKey, place, needsConfirmation } = port;
  const copies = new Map<string, Copy>();
  const noCopy = () => failure('copy-not-found', 'This copy is not there any more. Begin it again.');
  const clear = (copy: Copy): void => {
    if (!copy.held) return;
    copy.held = false;
    emit({ type: 'clipboard-cleared' });
  };

  const copyAssistant: EngineClient['copyAssistant'] = {
    begin: async ({ keyId, targetId, secretName }) => {
      if (isLocked()) return failure('vault-locked', 'The vault is locked.');
      const key = findKey(keyId);
      const state = ci.targets.find(({ target }) => target.id === targetId);
      if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
      if (state === undefined) return failure('ci-target-not-found', 'This target is not there any more.');
      const { target } = state;
      const own = ci.placements.find((one) => one.keyId === keyId && one.targetId === targetId);
      const name = secretName ?? own?.secretName ?? key.name;
      const where = place(key.environmentId);
      const purpose = target.environmentId === null ? undefined : place(target.environmentId);
      const elsewhere = purpose !== undefined && purpose.environment.id !== key.environmentId;
      const badName = target.place.system === 'github' && (/-/.test(name) || /^GITHUB_/i.test(name));
      const badValue = target.place.system === 'jenkins' && key.kind === 'publishable';
      const copyId = nextId<CopyId>();
      copies.set(copyId, { keyId, targetId, secretName: name, warned: elsewhere, held: false });
      const same = sameValue(keyId);
      return success({
        copyId,
        secretName: name,
        page: {
          url: `https://ci.example.test/${target.place.system}/settings/secrets`,
          path: [...state.settingsPath],
        },
        warnings: elsewhere
          ? [
              {
                code: where?.environment.protected === true ? 'protected-elsewhere' : 'environment-differs',
                message: `${key.name} belongs to ${where?.environment.protected === true ? 'the protected environment ' : ''}${where?.environment.name}, and ${target.name} is marked ${purpose.environment.name}.`,
              },
            ]
          : [],
        notes:
          same.length === 0
            ? []
            : [`The value of ${key.name} is also used in ${same[0]?.environment} of ${same[0]?.project}.`],
        problem: badName
          ? {
              code: 'name-characters',
              about: 'name' as const,
              message: 'GitHub takes letters, digits and "_" only, and no name that starts with GITHUB_.',
              mend: 'Choose another name.',
              suggestedName: name.replaceAll('-', '_').replace(/^GITHUB_/i, 'GH_'),
            }
          : badValue
            ? {
                code: 'value-empty',
                about: 'value' as const,
                message: 'Jenkins keeps this value as text of one line, and it has several.',
                mend: 'Keep it there as a file, by a push.',
                suggestedName: null,
              }
            : null,
      });
    },
    copyName: async ({ copyId, openPage }) => {
      const copy = copies.get(copyId);
      if (copy === undefined) return noCopy();
      // No browser opens Bitbucket's page here.
      const { place: at } = ci.targets.find(({ target }) => target.id === copy.targetId)?.target ?? {};
      return success({ opened: openPage && at?.system !== 'bitbucket' });
    },
    copyValue: async ({ copyId, agreed }) => {
      const copy = copies.get(copyId);
      const key = findKey(copy?.keyId ?? '');
      if (copy === undefined) return noCopy();
      if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
      if ((copy.warned && !agreed) || needsConfirmation(key))
        return failure(
          'confirmation-needed',
          'This environment is protected. Confirm that you want to use its values.',
        );
      copy.held = true;
      return success({ clearAfterMs: CLEAR_AFTER_MS });
    },
    finish: async ({ copyId }) => {
      const copy = copies.get(copyId);
      const key = findKey(copy?.keyId ?? '');
      const state = ci.targets.find(({ target }) => target.id === copy?.targetId);
      if (copy === undefined) return noCopy();
      if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
      if (state === undefined) return failure('ci-target-not-found', 'This target is not there any more.');
      clear(copy);
      copies.delete(copyId);
      const known = ci.placements.findIndex(
        (one) => one.keyId === key.id && one.targetId === copy.targetId && one.secretName === copy.secretName,
      );
      const placement = placementOf(key, state, {
        placedAt: now(),
        how: 'copy',
        secretName: copy.secretName,
        fixed: 'presumed',
        detail: 'Put there by hand; the target has told nothing yet by which that could be checked.',
      });
      ci.placements.splice(known === -1 ? ci.placements.length : known, known === -1 ? 0 : 1, placement);
      emit({ type: 'ci-changed' });
      return success({ placementId: placement.id });
    },
    cancel: async ({ copyId }) => {
      const copy = copies.get(copyId);
      if (copy !== undefined) clear(copy);
      copies.delete(copyId);
      return success({});
    },
  };

  return {
    copyAssistant,
    repositoryScans: createFakeScans(port),
    placements: {
      ...placements,
      reach: async (request) => {
        const answer = await placements.reach(request);
        const key = findKey(request.keyId);
        if (!answer.ok || key === undefined) return answer;
        return success({
          ...answer.value,
          sameValue: sameValue(request.keyId),
          findings: demoFindings(key, place(key.environmentId)?.project.name ?? '', now()),
        });
      },
    },
  };
}
