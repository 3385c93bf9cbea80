import type { CampaignId, RotationId } from '#shared/domain/ids.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { type FakeKey, nextId, type Vault } from './demo-data.ts';
import type { FakeRotations } from './fake-rotations.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Rotations at every state that one can be left in, over the demo's keys. */
export function demoRotations(vault: Vault, now: number): FakeRotations {
  const find = (name: string, environment: string): FakeKey => {
    for (const key of vault.keys.values()) {
      const place = vault.projects
        .flatMap(({ environments }) => environments)
        .find(({ id }) => id === key.environmentId);
      if (key.name === name && place?.name === environment) return key;
    }
    throw new Error(`The demo has no ${name} in ${environment}.`);
  };
  const campaignId = nextId<CampaignId>();
  const running = rotationOf(vault, find('EXPERIMENT_TOKEN', 'production'), now - 2 * MINUTE, [
    done('create', 'Create the replacement', 'A person made the new key.', now - 90_000),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 90_000),
    { ...waiting('place', 'Place it where the old one was'), state: 'running' },
    waiting('check', 'Check that it works'),
    waiting('end', 'Deactivate the old key'),
    waiting('confirm', 'Confirm that nothing uses the old one'),
    waiting('retire', 'Retire the old value'),
  ]);
  const failed = rotationOf(vault, find('NATIVEMESSAGE_API_KEY', 'development'), now - 3 * DAY, [
    done('create', 'Create the replacement', 'A person made the new key.', now - 3 * DAY),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 3 * DAY),
    done('place', 'Place it where the old one was', 'It is placed nowhere that Keyrail knows of.', now - 3 * DAY),
    {
      ...waiting('check', 'Check that it works'),
      state: 'failed',
      error: {
        code: 'provider-refused',
        message: 'NativeMessage does not accept the new value (401). Look whether it was copied whole.',
      },
    },
    waiting('end', 'Revoke the old key'),
    waiting('confirm', 'Confirm that nothing uses the old one'),
    waiting('retire', 'Retire the old value'),
  ]);
  const limited = rotationOf(vault, find('SSO_CLIENT', 'staging'), now - 40 * MINUTE, [
    done('create', 'Create the replacement', 'A person made the new key.', now - 39 * MINUTE),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 39 * MINUTE),
    {
      ...waiting('place', 'Place it where the old one was'),
      error: { code: 'provider-limited', message: 'GitHub asks to wait.' },
    },
    waiting('end', 'End the old key'),
    waiting('retire', 'Retire the old value'),
  ]);
  const yes = rotationOf(vault, find('SSO_CLIENT', 'production'), now - 12 * MINUTE, [
    done('create', 'Create the replacement', 'Cloudflare made a new key (9f2c).', now - 11 * MINUTE),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 11 * MINUTE),
    {
      ...done(
        'place',
        'Place it where the old one was',
        'It is placed nowhere that Keyrail knows of.',
        now - 11 * MINUTE,
      ),
    },
    done('check', 'Check that it works', 'The provider accepts the new value.', now - 10 * MINUTE, true),
    {
      ...waiting('end', 'Delete the old key'),
      needs: 'yes',
      task: {
        text: 'Keyrail is about to delete "storefront-sso" there. What still uses it fails from then on. This cannot be undone.',
        copy: null,
        url: null,
      },
    },
    waiting('confirm', 'Confirm that nothing uses the old one'),
    waiting('retire', 'Retire the old value'),
  ]);
  limited.resumeAt = now + 20 * MINUTE;
  const aborted = rotationOf(vault, find('BKEND_SECRET_KEY', 'development'), now - 20 * DAY, [
    done('create', 'Create the replacement', 'A person made the new key.', now - 20 * DAY),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 20 * DAY),
    waiting('place', 'Place it where the old one was'),
    waiting('end', 'Delete the old key'),
    waiting('retire', 'Retire the old value'),
  ]);
  Object.assign(aborted, {
    status: 'aborted',
    step: null,
    finishedAt: now - 20 * DAY + 5 * MINUTE,
    left: [
      'The new value is the current one; the old one is kept as previous.',
      'The old key was not ended, and still works.',
    ],
  });
  const over = rotationOf(vault, find('NORRIX_DEPLOY_KEY', 'staging'), now - 33 * DAY, [
    done('create', 'Create the replacement', 'A person made the new key.', now - 33 * DAY),
    done('store', 'Store the new value', 'Version 2 is the current one.', now - 33 * DAY),
    done(
      'place',
      'Place it where the old one was',
      'The new value is there: NORRIX_DEPLOY_KEY in storefront.',
      now - 33 * DAY,
    ),
    done('check', 'Check that it works', 'A person says so.', now - 33 * DAY),
    done('end', 'Revoke the old key', 'A person says so. Dana did, in the dashboard.', now - 32 * DAY),
    {
      ...done('confirm', 'Confirm that nothing uses the old one', 'The builds of a week were green.', now - 30 * DAY),
      state: 'skipped',
    },
    done('retire', 'Retire the old value', 'The old value is retired; it stays in the history.', now - 30 * DAY),
  ]);
  Object.assign(over, { status: 'done', step: null, finishedAt: now - 30 * DAY, oldEnded: true });
  for (const rotation of [running, failed, over]) rotation.campaignId = campaignId;
  return {
    rotations: [running, yes, limited, failed, aborted, over],
    campaigns: [
      {
        id: campaignId,
        name: 'Everything that Robin knew',
        at: now - 33 * DAY,
        refused: [
          {
            keyId: find('PUSH_KEY', 'production').id,
            name: 'PUSH_KEY',
            why: 'PUSH_KEY is being rotated already. Go on with that, or abort it.',
          },
        ],
      },
    ],
  };
}

type Step = Omit<RotationStep, 'position'>;

function waiting(kind: Step['kind'], title: string): Step {
  return {
    kind,
    title,
    automatic: kind !== 'create' && kind !== 'end',
    state: 'waiting',
    needs: null,
    task: null,
    evidence: '',
    at: null,
    error: null,
    undo: { possible: false, text: UNDO[kind] ?? 'Changes nothing.' },
    skippable: !['create', 'store', 'retire'].includes(kind),
    receiptId: null,
  };
}

function done(kind: Step['kind'], title: string, evidence: string, at: number, back = false): Step {
  const step = waiting(kind, title);
  const text = back ? step.undo.text : 'Take back what was done after it first.';
  return { ...step, state: 'done', evidence, at, undo: { possible: back, text } };
}

const UNDO: Partial<Record<Step['kind'], string>> = {
  create: 'The new key can be deleted at the provider, by hand.',
  store: 'The old value can be made the current one again, as long as the old key was not ended.',
  place: 'The old value can be put back where Keyrail replaced it, as long as the old key was not ended.',
  end: 'This cannot be undone.',
  retire: 'The old value stays in the history, and can be made the previous one again.',
};

function rotationOf(vault: Vault, key: FakeKey, startedAt: number, steps: readonly Step[]): Rotation {
  const place = vault.projects.flatMap((project) =>
    project.environments.flatMap((environment) =>
      environment.id === key.environmentId ? [{ project: project.name, environment: environment.name }] : [],
    ),
  )[0];
  const [version] = key.versions;
  if (place === undefined || version === undefined) throw new Error('A key has a place and a version.');
  const next = steps.findIndex(({ state }) => state !== 'done' && state !== 'skipped');
  return {
    id: nextId<RotationId>(),
    campaignId: null,
    mode: 'planned',
    strategy: 'overlap',
    provider: key.provider,
    providerName: key.provider === 'nativemessage' ? 'NativeMessage' : (key.provider ?? 'the provider'),
    connectionId: null,
    oldName: null,
    keys: [
      {
        keyId: key.id,
        name: key.name,
        ...place,
        part: 'value',
        oldVersionId: version.id,
        newVersionId: version.id,
      },
    ],
    status: steps[next]?.state === 'running' ? 'running' : 'waiting',
    startedAt,
    finishedAt: null,
    resumeAt: null,
    steps: steps.map((step, position) => ({ ...step, position })),
    step: next,
    oldEnded: false,
    exposure: null,
    notes: [],
    left: [],
  };
}
