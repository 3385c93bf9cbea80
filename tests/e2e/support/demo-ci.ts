import type { CiTargetId, KeyId } from '#shared/domain/ids.ts';
import { must } from '../../fixtures/test-vault.ts';
import { startCircleCi } from '../../simulators/ci/circleci.ts';
import { startGitHubCi } from '../../simulators/ci/github.ts';
import { startGitLabCi } from '../../simulators/ci/gitlab.ts';
import type { Filling } from './seed.ts';

const DAY_MS = 86_400_000;

type Target = Parameters<Filling['engine']['ciTargets']['add']>[0];

/**
 * CI targets of the demo's storefront at simulators, with placements that are current, behind, missing, changed elsewhere and
 * presumed: pushed 20 days ago, and looked at since.
 * @returns what ends the simulators
 */
export async function addDemoCi({ engine, setClock }: Filling, now: number): Promise<() => Promise<void>> {
  let at = now - 20 * DAY_MS;
  const clock = { now: () => at };
  const github = await startGitHubCi(clock);
  const gitlab = await startGitLabCi(clock);
  const circleci = await startCircleCi(clock);
  const goTo = (time: number): void => {
    at = time;
    setClock(time);
  };
  goTo(at);

  const { projects } = must(await engine.projects.list({}));
  const storefront = projects.find(({ name }) => name === 'storefront');
  const environmentOf = (name: string) => {
    const environment = storefront?.environments.find((one) => one.name === name);
    if (storefront === undefined || environment === undefined) throw new Error(`The demo's storefront has ${name}.`);
    return { projectId: storefront.id, environmentId: environment.id };
  };
  const { keys } = must(await engine.keys.list({}));
  const keyOf = (name: string, environment: string): KeyId => {
    const { environmentId } = environmentOf(environment);
    const key = keys.find((one) => one.name === name && one.environmentId === environmentId);
    if (key === undefined) throw new Error(`The demo has ${name} in ${environment}.`);
    return key.id;
  };
  const add = async (target: Target): Promise<CiTargetId> => must(await engine.ciTargets.add(target)).targetId;

  const repository = github.state.addRepository('acme/storefront', ['production']);
  const production = repository.environments.get('production');
  gitlab.state.addHome('projects', 'acme/storefront-mobile');
  circleci.state.addProject('gh/acme/storefront');
  const token = { token: github.state.addToken().value };
  const release = await add({
    ...{ system: 'github', name: 'storefront production', baseUrl: github.url, token, ...environmentOf('production') },
    place: { text: 'acme/storefront', choices: { environment: 'production' } },
  });
  const staging = await add({
    ...{ system: 'github', name: 'storefront repository', baseUrl: github.url, token, ...environmentOf('staging') },
    place: { text: 'acme/storefront', choices: {} },
  });
  const mobile = await add({
    ...{ system: 'gitlab', name: 'mobile app', baseUrl: gitlab.url, ...environmentOf('staging') },
    ...{ place: { text: 'acme/storefront-mobile', choices: {} }, token: { token: gitlab.state.addToken().value } },
  });
  const nightly = await add({
    ...{ system: 'circleci', name: 'nightly build', baseUrl: circleci.url, ...environmentOf('staging') },
    ...{ place: { text: 'gh/acme/storefront', choices: {} }, token: { token: circleci.state.tokens.add().value } },
  });
  const byHand = await add({
    ...{ system: 'jenkins', name: 'build farm', baseUrl: 'https://jenkins.example.test' },
    ...environmentOf('production'),
    place: { text: 'team/app', choices: {} },
  });

  must(await engine.environments.confirmProtected({ environmentId: environmentOf('production').environmentId }));
  const pushed = (names: readonly string[], environment: string, targetIds: readonly CiTargetId[]) =>
    targetIds.flatMap((targetId) => names.map((name) => ({ keyId: keyOf(name, environment), targetId, named: true })));
  const { previewId } = must(
    await engine.pushes.preview({
      of: 'steps',
      steps: [
        ...pushed(['NORRIX_API_KEY', 'BKEND_SECRET_KEY', 'BKEND_PUBLIC_KEY', 'SSO_CLIENT'], 'production', [release]),
        ...pushed(['NORRIX_API_KEY', 'BKEND_SECRET_KEY'], 'staging', [staging, mobile, nightly]),
      ],
    }),
  );
  const { receiptId } = must(await engine.pushes.start({ previewId, agreed: [...Array(10).keys()] }));
  for (;;) {
    const { receipt } = must(await engine.pushes.receipt({ receiptId }));
    if (receipt.status === 'done') break;
    if (receipt.status !== 'running') throw new Error(`The demo's push is ${receipt.status}.`);
    await new Promise((later) => setTimeout(later, 20));
  }
  const record = { keyId: keyOf('EXPERIMENT_TOKEN', 'production'), targetId: byHand, secretName: 'experiment-token' };
  must(await engine.placements.record({ ...record, versionId: null }));

  // Since then: a new value here, one that somebody else wrote there, and one that they took away.
  goTo(now - 3 * DAY_MS);
  production?.set('BKEND_PUBLIC_KEY', 'made up by somebody else', at);
  production?.secrets.delete('SSO_CLIENT');
  const value = { from: 'text', text: 'server_MADEUP2222222222222222222' } as const;
  must(await engine.keys.setValue({ keyId: keyOf('BKEND_SECRET_KEY', 'staging'), value, verbatim: true }));
  goTo(now);
  must(await engine.placements.refresh({}));
  return async () => {
    for (const simulator of [github, gitlab, circleci]) await simulator.close();
  };
}
