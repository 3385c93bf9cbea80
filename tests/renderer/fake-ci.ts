import type { WrittenPlace } from '#shared/contract/ci-targets.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { CiPlace, CiSystemId, CiTarget, PlacementState } from '#shared/domain/ci.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { NETLIFY_DEFAULT_CONTEXT } from '#shared/domain/netlify-contexts.ts';
import { blankTarget, type FakeCi, type FakePlacement, type FakeTarget, placementOf } from './demo-ci.ts';
import { DEMO_SYSTEMS } from './demo-ci-systems.ts';
import type { FakeEnvironment, FakeKey, FakeProject } from './demo-data.ts';
import { createFakePushes } from './fake-pushes.ts';

const LOOK_MS = 200;

export interface FakeCiPort {
  /** Changed in place. */
  readonly ci: FakeCi;
  readonly now: () => number;
  readonly emit: (event: unknown) => void;
  readonly isLocked: () => boolean;
  readonly findKey: (id: string) => FakeKey | undefined;
  readonly place: (
    environmentId: string,
  ) => { readonly project: FakeProject; readonly environment: FakeEnvironment } | undefined;
  readonly needsConfirmation: (key: FakeKey) => boolean;
}

/** Targets, placements and pushes in memory. A token with "wrong" in it is refused; names with "-" break a rule. */
export function createFakeCi(port: FakeCiPort): Pick<EngineClient, 'ciTargets' | 'placements' | 'pushes'> {
  const { ci, now, emit, isLocked, findKey, place } = port;
  const wrong = new Set<string>();
  const changed = (): void => emit({ type: 'ci-changed' });
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const gone = () => failure('ci-target-not-found', 'This target is not there any more.');
  const find = (id: string): FakeTarget | undefined => ci.targets.find(({ target }) => target.id === id);
  const change = (state: FakeTarget, part: Partial<CiTarget>): void => {
    state.target = { ...state.target, ...part };
  };

  const stateOf = ({ keyId, placedVersionId, fixed }: FakePlacement): PlacementState => {
    if (fixed !== null) return fixed;
    return findKey(keyId)?.versions[0]?.id === placedVersionId ? 'current' : 'behind';
  };
  const described = (placement: FakePlacement) => {
    const key = findKey(placement.keyId);
    const where = key === undefined ? undefined : place(key.environmentId);
    const target = find(placement.targetId)?.target;
    if (key === undefined || where === undefined || target === undefined) return [];
    const { fixed: _fixed, ...told } = placement;
    const numberOf = (id: string | null) => key.versions.find((version) => version.id === id)?.number ?? null;
    return [
      {
        ...told,
        state: stateOf(placement),
        placedVersion: numberOf(placement.placedVersionId),
        currentVersion: key.versions[0]?.number ?? null,
        keyName: key.name,
        projectId: where.project.id,
        environmentId: key.environmentId,
        targetName: target.name,
        system: target.place.system,
        placeText: target.placeText,
      },
    ];
  };
  const stateOfTarget = (state: FakeTarget) => {
    const own = ci.placements.filter(({ targetId }) => targetId === state.target.id).flatMap(described);
    const states: Partial<Record<PlacementState, number>> = {};
    for (const placement of own) states[placement.state] = (states[placement.state] ?? 0) + 1;
    return {
      target: { ...state.target, placementCount: own.length },
      written: state.written,
      states,
      looking: state.looking,
      settingsPage: { url: 'https://ci.example.test/settings', path: [...state.settingsPath] },
    };
  };

  interface Said {
    readonly name?: string | undefined;
    readonly place?: WrittenPlace | undefined;
    readonly baseUrl?: string | null | undefined;
    readonly token?: Readonly<Record<string, string>> | null | undefined;
    readonly projectId?: string | null | undefined;
    readonly environmentId?: string | null | undefined;
  }
  const refusal = (said: Said, system: CiSystemId, except: string | null) => {
    if (said.name !== undefined && ci.targets.some(({ target: { id, name } }) => name === said.name && id !== except))
      return failure('name-taken', `There is already a target named "${said.name}". Choose another name.`);
    if (said.place !== undefined && system !== 'jenkins' && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(said.place.text.trim()))
      return failure('ci-place-invalid', 'That is no place: it is written OWNER/REPO.');
    if (typeof said.baseUrl === 'string' && !/^https:\/\/./.test(said.baseUrl))
      return failure('address-invalid', 'That is no web address. It looks like https://ci.example.com.');
    return null;
  };
  const take = (state: FakeTarget, said: Said): void => {
    const { name, place: written, baseUrl, token, projectId, environmentId } = said;
    if (name !== undefined) change(state, { name });
    if (baseUrl !== undefined) change(state, { baseUrl });
    // What a request names is an id of the fake vault's own making.
    if (projectId !== undefined) change(state, { projectId: projectId as CiTarget['projectId'] });
    if (environmentId !== undefined) change(state, { environmentId: environmentId as CiTarget['environmentId'] });
    if (written !== undefined) {
      state.written = written;
      change(state, { placeText: textOf(written), place: placeOf(state.target.place.system, written) });
    }
    if (token !== undefined) {
      change(state, { hasToken: token !== null, error: null });
      const bad = token !== null && Object.values(token).some((text) => text.includes('wrong'));
      if (bad) wrong.add(state.target.id);
      else wrong.delete(state.target.id);
    }
    changed();
  };

  const look = async (state: FakeTarget) => {
    state.looking = true;
    changed();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    state.looking = false;
    const error =
      state.failure ??
      (wrong.has(state.target.id)
        ? { code: 'provider-refused', message: 'It refused the token (401). Give the target another one.' }
        : null);
    change(state, { checkedAt: now(), error });
    if (error === null)
      for (const placement of ci.placements)
        if (placement.targetId === state.target.id) {
          placement.seenAt = now();
          // The write without an answer had been taken.
          if (placement.fixed === 'unknown') placement.fixed = null;
        }
    changed();
    const held = ci.placements.filter(
      ({ targetId, fixed }) => targetId === state.target.id && fixed !== 'missing',
    ).length;
    return {
      targetId: state.target.id,
      name: state.target.name,
      secrets: error === null ? held + state.others.length : null,
      error,
    };
  };

  const ciTargets: EngineClient['ciTargets'] = {
    systems: async () => success({ systems: DEMO_SYSTEMS }),
    list: async () => (isLocked() ? locked() : success({ targets: ci.targets.map(stateOfTarget) })),
    add: async ({ system, place: written, ...said }) => {
      const refused = refusal({ ...said, place: written }, system, null);
      if (refused !== null) return refused;
      const state = blankTarget(placeOf(system, written), said.name ?? textOf(written), textOf(written), written);
      ci.targets.push(state);
      take(state, said);
      return success({ targetId: state.target.id });
    },
    edit: async ({ targetId, ...said }) => {
      const state = find(targetId);
      if (state === undefined) return gone();
      const refused = refusal(said, state.target.place.system, targetId);
      if (refused !== null) return refused;
      take(state, said);
      return success({});
    },
    remove: async ({ targetId }) => {
      const state = find(targetId);
      if (state === undefined) return gone();
      ci.targets.splice(ci.targets.indexOf(state), 1);
      ci.placements.splice(
        0,
        ci.placements.length,
        ...ci.placements.filter((placement) => placement.targetId !== targetId),
      );
      changed();
      return success({});
    },
    test: async ({ targetId }) => {
      const state = find(targetId);
      if (state === undefined) return gone();
      if (!state.target.hasToken)
        return failure('credential-missing', 'The target has no access token. Edit it and give one.');
      if (state.failure?.code === 'provider-unreachable')
        return success({
          result: 'unreachable' as const,
          message: state.failure.message,
          mayRead: null,
          mayWrite: null,
          tokenExpiresAt: null,
        });
      if (wrong.has(targetId) || state.failure !== null)
        return success({
          result: 'refused' as const,
          message: 'It may read secrets and not write them: the token lacks "Secrets: write".',
          mayRead: true,
          mayWrite: false,
          tokenExpiresAt: null,
        });
      return success({
        result: 'works' as const,
        message: 'The token may read and write secrets here.',
        mayRead: true,
        mayWrite: true,
        tokenExpiresAt: now() + 40 * 86_400_000,
      });
    },
    secrets: async ({ targetId }) => {
      const state = find(targetId);
      if (state === undefined) return gone();
      if (!state.target.hasToken)
        return failure('credential-missing', 'The target has no access token. Edit it and give one.');
      if (state.failure?.code === 'provider-unreachable') return failure('provider-unreachable', state.failure.message);
      if (state.failure !== null || wrong.has(targetId))
        return failure('provider-refused', 'It refused the token (403). Give the target another one.');
      const own = ci.placements.filter((one) => one.targetId === targetId && one.fixed !== 'missing');
      return success({
        secrets: [
          ...own
            .flatMap(described)
            .map(({ id, keyId, keyName, state: how, secretName, placedAt, remoteUpdatedAt }) => ({
              secret: {
                name: secretName,
                createdAt: placedAt,
                updatedAt: remoteUpdatedAt,
                tail: null,
                remoteId: null,
                detail: '',
              },
              placement: { placementId: id, keyId, keyName, state: how },
            })),
          ...state.others.map((other) => ({ secret: { ...other, remoteId: null }, placement: null })),
        ].sort((a, b) => a.secret.name.localeCompare(b.secret.name)),
      });
    },
    openSettings: async ({ targetId }) => (find(targetId) === undefined ? gone() : success({})),
  };

  const placements: EngineClient['placements'] = {
    list: async ({ keyId, targetId }) =>
      isLocked()
        ? locked()
        : success({
            placements: ci.placements
              .filter(
                (one) =>
                  (keyId === undefined || one.keyId === keyId) && (targetId === undefined || one.targetId === targetId),
              )
              .flatMap(described),
          }),
    refresh: async ({ targetIds }) => {
      const asked = ci.targets.filter(({ target }) =>
        targetIds === undefined
          ? target.hasToken && ci.placements.some((one) => one.targetId === target.id)
          : targetIds.includes(target.id),
      );
      return success({ looks: await Promise.all(asked.map(look)) });
    },
    record: async ({ keyId, targetId, secretName, versionId }) => {
      const key = findKey(keyId);
      const state = find(targetId);
      if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
      if (state === undefined) return gone();
      const placement = placementOf(key, state, {
        secretName,
        placedVersionId: key.versions.find(({ id }) => id === versionId)?.id ?? null,
        placedAt: now(),
        how: 'recorded',
        remoteUpdatedAt: null,
        seenAt: null,
        fixed: 'presumed',
        detail: 'Somebody said that it is there.',
      });
      ci.placements.push(placement);
      changed();
      return success({ placementId: placement.id });
    },
    forget: async ({ placementId }) => {
      const at = ci.placements.findIndex(({ id }) => id === placementId);
      if (at === -1) return failure('placement-not-found', 'This placement is not there any more.');
      ci.placements.splice(at, 1);
      changed();
      return success({});
    },
    reach: async ({ keyId }) => {
      const key = findKey(keyId);
      if (key === undefined) return failure('key-not-found', 'This key is not there any more.');
      return success({
        sameValue: [],
        placements: ci.placements.filter((one) => one.keyId === keyId).flatMap(described),
        findings: [],
      });
    },
  };

  return {
    ciTargets,
    placements,
    pushes: createFakePushes(port, { find, stateOf, changed, refuses: (id: CiTargetId) => wrong.has(id) }),
  };
}

/** A rough reading, enough for what a list shows; the engine's own is core/ci/read-place.ts. */
function placeOf(system: CiSystemId, { text, choices }: WrittenPlace): CiPlace {
  const [owner = '', repository = null] = text.trim().split('/');
  switch (system) {
    case 'github':
      return {
        system,
        owner,
        repository: choices.org === true ? null : repository,
        environment: choices.environment ?? null,
        family: choices.dependabot === true ? 'dependabot' : 'actions',
        visibility: choices.org === true ? 'private' : null,
      };
    case 'gitlab':
      return {
        system,
        kind: choices.group === true ? 'group' : 'project',
        path: text,
        environmentScope: choices.scope ?? '*',
        masked: choices.masked ?? true,
        hidden: choices.hidden ?? false,
        protected: choices.protected ?? false,
      };
    case 'circleci':
      return {
        system,
        kind: choices.context === undefined ? 'project' : 'context',
        slug: text,
        context: choices.context ?? null,
      };
    case 'jenkins':
      return { system, folder: text };
    case 'bitbucket':
      return { system, workspace: owner, repository, environment: choices.environment ?? null };
    case 'vercel':
      return {
        system,
        project: repository ?? owner,
        team: choices.team ?? null,
        targets: ['production'],
        gitBranch: choices.branch ?? null,
      };
    case 'netlify':
      return { system, account: owner, site: repository, context: choices.scope ?? NETLIFY_DEFAULT_CONTEXT };
  }
}

function textOf({ text, choices }: WrittenPlace): string {
  const more = [
    ...(choices.environment === undefined ? [] : [`environment ${choices.environment}`]),
    ...(choices.scope === undefined ? [] : [`scope ${choices.scope}`]),
    ...(choices.context === undefined ? [] : [`context ${choices.context}`]),
  ];
  return [text.trim() === '' ? 'the system’s own store' : text.trim(), ...more].join(', ');
}
