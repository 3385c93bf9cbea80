import { describe, expect, it } from 'vitest';
import { factsOf } from './certainty.ts';
import { recognise } from './recognise.ts';

// Made up, and only in the shape of real ones; put together here so that no scanner stops on them.
const repeat = (text: string, length: number) => text.repeat(length).slice(0, length);
const MIXED = (length: number) => repeat('aB3dE6gH9jK2mN5pQ8sT1vW4', length);
const HEX = (length: number) => repeat('0a1b2c3d4e5f6789', length);
const DIGITS = (length: number) => repeat('4815162342', length);
const token = (...parts: readonly string[]) => parts.join('');
const facts = (value: string, name = '') => factsOf(recognise(value, name === '' ? {} : { name }), name);

describe('what is stored of recognition', () => {
  it.each([
    [token('ghp_', MIXED(36)), 'github'],
    [token('gho_', MIXED(36)), 'github'],
    [token('github_pat_', MIXED(22), '_', MIXED(59)), 'github'],
    [token('glpat-', MIXED(20)), 'gitlab'],
    [token('gldt-', MIXED(20)), 'gitlab'],
    [token('sk-ant-api03-', MIXED(93), 'AA'), 'anthropic'],
    [token('sk-proj-', MIXED(58), 'T3BlbkFJ', MIXED(58)), 'openai'],
    [token('sk-or-v1-', HEX(64)), 'openrouter'],
    [token('gsk_', MIXED(52)), 'groq'],
    [token('r8_', MIXED(37)), 'replicate'],
    [token('hf_', MIXED(34)), 'hugging-face'],
    [token('xoxb-', DIGITS(11), '-', DIGITS(12), '-', MIXED(24)), 'slack'],
    [token('SG.', MIXED(22), '.', MIXED(43)), 'sendgrid'],
    [token('npm_', MIXED(36)), 'npm'],
    [token('pypi-AgEIcHlwaS5vcmc', MIXED(60)), 'pypi'],
    [token('dop_v1_', HEX(64)), 'digitalocean'],
    [token('shpat_', HEX(32)), 'shopify'],
    [token('lin_api_', MIXED(40)), 'linear'],
    [token('dckr_pat_', MIXED(27)), 'docker-hub'],
    [token('pul-', HEX(40)), 'pulumi'],
    [token('glsa_', MIXED(32), '_', HEX(8)), 'grafana'],
    [token('sntryu_', HEX(64)), 'sentry'],
    [token('PMAK-', HEX(24), '-', HEX(34)), 'postman'],
    [token('NRAK-', repeat('ABC123', 27)), 'new-relic'],
    [token('rubygems_', HEX(48)), 'rubygems'],
    [token('AIza', MIXED(35)), 'google'],
    [token('sbp_', HEX(40)), 'supabase'],
    [token('dapi', HEX(32)), 'databricks'],
    [token('bkua_', HEX(40)), 'buildkite'],
    [token('sk_live_', MIXED(24)), 'stripe'],
    [token('pk_live_', MIXED(24)), 'stripe'],
    [token('pk_test_', MIXED(24)), 'stripe'],
    [token('nvapi-', MIXED(64)), 'nvidia'],
  ])('%.14s… is of its provider for certain', (value, provider) => {
    expect(facts(value)).toMatchObject({ provider, maybe: null });
  });

  it.each([
    ['bkend’s pk_ or many others’', token('pk_', MIXED(24)), 'bkend'],
    ['ClickUp’s, secret though it begins with pk_', token('pk_', DIGITS(8), '_', repeat('ABC123', 32)), 'bkend'],
    ['sk_ alone', token('sk_', MIXED(24)), 'bkend'],
    ['a test key that was cut off', 'pk_test_abc123', 'Stripe'],
    ['DashScope’s, DeepSeek’s and many more', token('sk-', HEX(32)), 'DeepSeek'],
    ['GitHub’s with a letter lost', token('ghp_', MIXED(30)), 'GitHub'],
    ['a token of three parts', token(MIXED(24), '.', MIXED(6), '.', MIXED(27)), 'Discord'],
  ])('%s: maybe, and nothing is stored', (_what, value, maybe) => {
    expect(facts(value)).toEqual({ provider: null, maybe, kind: 'secret', providerName: null });
  });

  it.each([
    ['STRIPE_PUBLISHABLE_KEY', token('pk_test_', MIXED(12)), 'stripe', 'publishable'],
    ['STRIPE_PUBLISHABLE_KEY', token('pk_', MIXED(24)), 'stripe', 'publishable'],
    ['NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY', token('pk_test_', MIXED(40)), 'clerk', 'publishable'],
    ['CLERK_SECRET_KEY', token('sk_test_', MIXED(42)), 'clerk', 'secret'],
    ['PAYSTACK_SECRET_KEY', token('sk_test_', HEX(40)), 'paystack', 'secret'],
    ['DASHSCOPE_API_KEY', token('sk-', HEX(32)), 'alibaba-cloud', 'secret'],
    ['DEEPSEEK_API_KEY', token('sk-', HEX(32)), 'deepseek', 'secret'],
    ['MOONSHOT_API_KEY', token('sk-', MIXED(48)), 'moonshot', 'secret'],
    ['CLICKUP_TOKEN', token('pk_', DIGITS(8), '_', repeat('ABC123', 32)), 'clickup', 'token'],
    ['BKEND_PUBLIC_KEY', token('pk_', MIXED(24)), 'bkend', 'publishable'],
    ['TOGETHER_API_KEY', HEX(64), 'together', 'secret'],
    ['DD_API_KEY', HEX(32), 'datadog', 'secret'],
    ['MAILGUN_API_KEY', token('key-', HEX(32)), 'mailgun', 'secret'],
    ['RAZORPAY_WEBHOOK_SECRET', token('whsec_', MIXED(32)), 'razorpay', 'secret'],
  ])('the name %s outweighs a start that many use', (name, value, provider, kind) => {
    expect(facts(value, name)).toMatchObject({ provider, kind, maybe: null });
  });

  it.each([
    ['STRIPE_KEY', token('ghp_', MIXED(36)), 'github'],
    ['OPENAI_API_KEY', token('sk-ant-api03-', MIXED(93), 'AA'), 'anthropic'],
    ['SLACK_TOKEN', token('glpat-', MIXED(20)), 'gitlab'],
  ])('the name %s does not outweigh a format of its own', (name, value, provider) => {
    expect(facts(value, name)).toMatchObject({ provider });
  });

  it('a name that is an ordinary word is no provider’s', () => {
    for (const name of ['RENDER_TIMEOUT', 'LINEAR_SCALE', 'PAGE_TOGETHER', 'NEON_COLOR', 'VOYAGE_DATE']) {
      expect(facts('made-up-value-77', name)).toMatchObject({ provider: null, maybe: null });
    }
  });
});
