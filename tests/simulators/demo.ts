import { DAY_MS, HOUR_MS } from './frame/clock.ts';
import { DEMO_ACCOUNTS } from './frame/demo-accounts.ts';
import type { Simulator, SimulatorOptions } from './frame/server.ts';
import { startAnthropic } from './providers/anthropic.ts';
import { startAwsIam } from './providers/aws-iam.ts';
import { startCloudflare } from './providers/cloudflare.ts';
import { startDatadog } from './providers/datadog.ts';
import { startGitHub } from './providers/github.ts';
import { startGitLab } from './providers/gitlab.ts';
import { startHuggingFace } from './providers/hugging-face.ts';
import { startNpmRegistry } from './providers/npm.ts';
import { startOpenAi } from './providers/openai.ts';
import { startSendGrid } from './providers/sendgrid.ts';
import { startSupabase } from './providers/supabase.ts';
import { startTwilio } from './providers/twilio.ts';
import { startVercel } from './providers/vercel.ts';
import { startBkend } from './seeds/bkend.ts';
import { startNativeBridge } from './seeds/nativebridge.ts';
import { startNativeMessage } from './seeds/nativemessage.ts';
import { startNorrix } from './seeds/norrix.ts';
import { startSdkKey } from './seeds/sdkkey.ts';

/** A running simulator with made-up keys in it, and what somebody needs to get in. */
export interface Demo {
  readonly simulator: Simulator<unknown>;
  /** Where to go on: a dashboard's page or the base address of an API. */
  readonly path: string;
  /** Made-up credentials and parameters by name. */
  readonly access: Readonly<Record<string, string>>;
  /** What to type to make Keyrail know it. */
  readonly commands?: readonly string[];
}

const SIGN_IN = Object.fromEntries(
  DEMO_ACCOUNTS.map(({ userName, password, role }) => [`${userName} (${role})`, password]),
);

/** By Keyrail's provider id. */
export const DEMOS: Readonly<Record<string, (options: SimulatorOptions) => Promise<Demo>>> = {
  nativebridge: async (options) => ({
    simulator: await startNativeBridge(options),
    path: '/dashboard/api-keys',
    access: SIGN_IN,
  }),
  norrix: async (options) => ({
    simulator: await startNorrix(options),
    path: '/dashboard/settings/api-keys',
    access: SIGN_IN,
  }),
  nativemessage: async (options) => ({
    simulator: await startNativeMessage(options),
    path: '/settings/api-keys',
    access: SIGN_IN,
  }),
  sdkkey: async (options) => ({
    simulator: await startSdkKey(options),
    path: '/projects/6666/settings/sdk-key',
    access: SIGN_IN,
  }),
  bkend: async (options) => ({ simulator: await startBkend(options), path: '/project/api-keys', access: SIGN_IN }),
  github: async (options) => {
    const simulator = await startGitHub(options);
    const { state } = simulator;
    const token = state.addToken('classic', {
      scopes: ['repo', 'read:public_key'],
      expiresAtMs: Date.now() + 20 * DAY_MS,
    });
    const app = state.addToken('app', { expiresAtMs: Date.now() + HOUR_MS, expiryFormat: 'offset' });
    for (const title of ['deployer', 'mirror']) state.addDeployKey('acme/web', title);
    state.addSshKey('laptop');
    state.addGrant('acme', 'release reader');
    return {
      simulator,
      path: '',
      access: { token: token.value, appToken: app.value, repository: 'acme/web', org: 'acme' },
    };
  },
  gitlab: async (options) => {
    const simulator = await startGitLab(options);
    const { state } = simulator;
    const token = state.add('inventory', { scopes: ['api'] });
    state.add('old laptop', { revoked: true });
    state.add('deploy-pull', { home: 'projects/42', userId: 77_120, scopes: ['read_registry'] });
    state.add('audit-reader', { home: 'groups/7', userId: 78_003, scopes: ['read_api'] });
    return { simulator, path: '/api/v4', access: { token: token.value, project: '42', group: '7' } };
  },
  openai: async (options) => {
    const simulator = await startOpenAi(options);
    const { state } = simulator;
    const admin = state.addAdminKey('inventory', Date.now() + 60 * DAY_MS);
    const project = state.addProject('Checkout');
    state.addProjectKey(project.id, 'checkout-prod', { owner: 'service_account', lastUsedAtMs: Date.now() - HOUR_MS });
    state.addProjectKey(project.id, 'dana laptop', { ownerAccess: 'inactive' });
    return { simulator, path: '/v1', access: { adminKey: admin.value } };
  },
  anthropic: async (options) => {
    const simulator = await startAnthropic(options);
    simulator.state.add('search-prod');
    simulator.state.add('demo', { status: 'expired', expires_at: '2026-05-01T00:00:00.000000Z' });
    return { simulator, path: '', access: { adminKey: simulator.state.adminKey } };
  },
  cloudflare: async (options) => {
    const simulator = await startCloudflare(options);
    const account = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
    const own = simulator.state.add('inventory');
    simulator.state.add('dns deploy', null, { expires_on: '2026-12-31T23:59:59Z' });
    simulator.state.add('terraform', account);
    return { simulator, path: '/client/v4', access: { token: own.value, account } };
  },
  'aws-iam': async (options) => {
    const simulator = await startAwsIam(options);
    const key = simulator.state.add('ci-deployer');
    simulator.state.add('ci-deployer', {
      lastUsed: { atMs: Date.now() - DAY_MS, service: 's3', region: 'eu-central-1' },
    });
    return { simulator, path: '', access: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } };
  },
  sendgrid: async (options) => {
    const simulator = await startSendGrid(options);
    simulator.state.add('newsletter', ['mail.send']);
    return { simulator, path: '/v3', access: { key: simulator.state.ownKey.value } };
  },
  datadog: async (options) => {
    const simulator = await startDatadog(options);
    const { state } = simulator;
    state.add('api_keys', 'agents-prod', {
      date_last_used: '2026-07-31T04:00:00.000000+00:00',
      used_in_last_24_hours: true,
    });
    state.add('application_keys', 'terraform', { scopes: ['dashboards_read'] });
    state.add('personal_access_tokens', 'cli', { expires_at: '2026-10-09T08:58:54Z' });
    return { simulator, path: '', access: { apiKey: state.apiKey.value, applicationKey: state.applicationKey.value } };
  },
  supabase: async (options) => {
    const simulator = await startSupabase(options);
    const ref = simulator.state.addProject();
    simulator.state.add(ref, 'publishable', 'web');
    simulator.state.add(ref, 'secret', 'worker', 'queue worker');
    return { simulator, path: '', access: { accessToken: simulator.state.accessToken, ref } };
  },
  npm: async (options) => {
    const simulator = await startNpmRegistry(options);
    simulator.state.add('ci-publish', { description: 'release workflow', bypass_2fa: true, cidr: ['203.0.113.0/24'] });
    return { simulator, path: '', access: { token: simulator.state.ownToken.value } };
  },
  vercel: async (options) => {
    const simulator = await startVercel(options);
    const own = simulator.state.add('inventory');
    simulator.state.add('deploy bot', { expiresAt: Date.now() + 90 * DAY_MS });
    simulator.state.add('leaked', { leakedAt: Date.now() - DAY_MS, leakedUrl: 'https://example.test/gist' });
    return { simulator, path: '', access: { token: own.value } };
  },
  twilio: async (options) => {
    const simulator = await startTwilio(options);
    simulator.state.add('sms worker');
    simulator.state.add('read only', { allow: ['/twilio/messaging/messages/read'] });
    return {
      simulator,
      path: '',
      access: { accountSid: simulator.state.accountSid, authToken: simulator.state.authToken },
    };
  },
  'hugging-face': async (options) => {
    const simulator = await startHuggingFace(options);
    const token = simulator.state.add('ci-read', { role: 'fineGrained', expiresAtMs: Date.now() + 30 * DAY_MS });
    return { simulator, path: '', access: { token: token.value } };
  },
};
