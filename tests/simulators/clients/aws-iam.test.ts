import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';
import { ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { type AwsAccessKey, type AwsIam, startAwsIam } from '../providers/aws-iam.ts';
import { packageOrSkip } from './vendor-package.ts';

type Input = Record<string, unknown>;
interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}
type Command = new (input: Input) => unknown;
type Package = {
  readonly IAMClient: new (options: Record<string, unknown>) => Client;
  readonly ListAccessKeysCommand: Command;
  readonly GetAccessKeyLastUsedCommand: Command;
  readonly CreateAccessKeyCommand: Command;
  readonly UpdateAccessKeyCommand: Command;
  readonly DeleteAccessKeyCommand: Command;
  paginateListAccessKeys(
    config: { client: Client; pageSize?: number },
    input: Input,
  ): AsyncIterable<{ AccessKeyMetadata: Input[] }>;
};

const NOW = Date.UTC(2026, 6, 1);
let running: Simulator<AwsIam>;
let own: AwsAccessKey;

beforeEach(async () => {
  running = await startAwsIam({ now: new ManualClock(NOW).now });
  own = running.state.add('ci-deployer');
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function iam(context: TestContext, secretAccessKey = own.secretAccessKey) {
  const sdk = await packageOrSkip<Package>(context, '@aws-sdk/client-iam');
  const credentials = { accessKeyId: own.accessKeyId, secretAccessKey };
  const client = new sdk.IAMClient({ endpoint: running.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return { sdk, client };
}

it('lists over all pages, with a signature that is checked', async (context) => {
  const { sdk, client } = await iam(context);
  for (let index = 0; index < 6; index += 1) running.state.add('ci-deployer');
  running.state.add('somebody else');
  const found: Input[] = [];
  for await (const page of sdk.paginateListAccessKeys({ client, pageSize: 3 }, { UserName: 'ci-deployer' })) {
    found.push(...page.AccessKeyMetadata);
  }
  expect(found.map(({ AccessKeyId }) => AccessKeyId)).toEqual(
    running.state.keys.slice(0, 7).map(({ accessKeyId }) => accessKeyId),
  );
  expect(found[0]).toMatchObject({ UserName: 'ci-deployer', Status: 'Active', CreateDate: new Date(NOW) });
  expect(running.requests.entries).toHaveLength(3);
});

it('refuses a wrong secret, an inactive key and an unknown one', async (context) => {
  const { sdk, client } = await iam(context, 'made-up-and-wrong');
  const list = new sdk.ListAccessKeysCommand({});
  await expect(client.send(list)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  own.status = 'Inactive';
  await expect(client.send(list)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  expect((await fetch(running.url, { method: 'POST', body: 'Action=ListAccessKeys' })).status).toBe(403);
});

it('tells the last use key by key', async (context) => {
  const { sdk, client } = await iam(context);
  const used = running.state.add('ci-deployer', { lastUsed: { atMs: NOW, service: 's3', region: 'eu-central-1' } });
  const lastUse = (AccessKeyId: string) => client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }));
  expect(await lastUse(used.accessKeyId)).toMatchObject({
    UserName: 'ci-deployer',
    AccessKeyLastUsed: { LastUsedDate: new Date(NOW), ServiceName: 's3', Region: 'eu-central-1' },
  });
  expect(await lastUse(own.accessKeyId)).toMatchObject({ AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } });
});

it('creates up to the limit, deactivates and deletes', async (context) => {
  const { sdk, client } = await iam(context);
  const created = (await client.send(new sdk.CreateAccessKeyCommand({}))) as { AccessKey: Record<string, string> };
  const AccessKeyId = created.AccessKey['AccessKeyId'];
  expect(created.AccessKey['SecretAccessKey']).toBe(running.state.keys[1]?.secretAccessKey);
  await expect(client.send(new sdk.CreateAccessKeyCommand({}))).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await client.send(new sdk.UpdateAccessKeyCommand({ AccessKeyId, Status: 'Inactive' }));
  expect(running.state.keys[1]?.status).toBe('Inactive');
  await client.send(new sdk.DeleteAccessKeyCommand({ AccessKeyId }));
  expect(running.state.keys).toHaveLength(1);
  await expect(client.send(new sdk.DeleteAccessKeyCommand({ AccessKeyId }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

it.for(['Throttling', 'RequestLimitExceeded'] as const)('throttles with %s', async (code, context) => {
  const { sdk, client } = await iam(context);
  running.state.throttledWith = code;
  await expect(client.send(new sdk.ListAccessKeysCommand({}))).rejects.toMatchObject({ name: code });
});
