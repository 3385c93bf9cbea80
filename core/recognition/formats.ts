import type { KeyKind } from '#shared/domain/key.ts';
import { hasGitHubChecksum } from './checksum.ts';
import formatData from './formats.json' with { type: 'json' };
import { providerIdOf } from './providers.ts';

export type EnvironmentHint = 'production' | 'staging' | 'development';

/** One documented shape of a value. */
export type ValueFormat = Readonly<{
  providerId: string | null;
  /** The provider's word for it: "personal access token (classic)". */
  label: string;
  kind: KeyKind;
  secret: boolean;
  identifierOnly: boolean;
  /** What every such value starts with; empty where nothing is fixed. */
  start: string;
  /** Other providers begin their values so as well: `sk-`, `sk_live_`, `pat`, `key-`. */
  commonStart: boolean;
  /** Matches a whole value. Compiled when it is first asked for: starting needs none of them, and a value few. */
  whole: RegExp;
  /** How sure a match is, 0 to 1. */
  confidence: number;
  environmentHint: EnvironmentHint | null;
  /** Characters that the provider itself shows of a key; null where it is not documented. */
  shownLength: number | null;
  checksum: ((value: string) => boolean) | null;
  notes: string;
}>;

/** Matches that say less than a prefix and a fixed length usually do, by provider and start. */
const WEAK: ReadonlyMap<string, number> = new Map([
  ['DeepSeek sk-', 0.4],
  ['Discord ', 0.4],
  ['Telegram ', 0.7],
  ['Mailchimp ', 0.7],
  ['Microsoft Entra ID ', 0.8],
  ['Square EAAA', 0.6],
  ['Twilio SK', 0.7],
  ['Twilio AC', 0.7],
  ['Mailgun key-', 0.7],
  ['Notion secret_', 0.7],
  ['ElevenLabs sk_', 0.8],
  ['generic ey', 0.6],
]);
/** Starts that several providers use, or that are words. A fixed length behind them is no proof. */
const COMMON_STARTS: ReadonlySet<string> = new Set([
  '',
  'sk-',
  'sk_',
  'pk_',
  'sk_live_',
  'sk_test_',
  'rk_live_',
  'pk_live_',
  'pk_test_',
  'whsec_',
  'key-',
  'secret_',
  'pat',
  'SK',
  'AC',
  'EAAA',
  'ey',
]);
const CLASSIC_GITHUB = new Set(['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']);

function fromData(entry: (typeof formatData)[number]): ValueFormat {
  const { provider, kind: label, prefix, regex, secret } = entry;
  let whole: RegExp | null = null;
  // Terraform's marker stands in the middle of the value.
  const start = prefix.startsWith('.') ? '' : prefix;
  const identifierOnly = !secret && /\b(?:id|SID)\b/.test(label);
  return {
    providerId: providerIdOf(provider),
    label,
    kind: kindOf(label, secret),
    secret,
    identifierOnly,
    start,
    commonStart: COMMON_STARTS.has(start),
    get whole() {
      whole ??= new RegExp(`^(?:${regex})$`);
      return whole;
    },
    confidence: WEAK.get(`${provider} ${prefix}`) ?? 0.95,
    environmentHint: /\blive\b/.test(label) ? 'production' : /\btest\b/.test(label) ? 'development' : null,
    shownLength: null,
    checksum: CLASSIC_GITHUB.has(prefix) ? hasGitHubChecksum : null,
    notes: entry.notes ?? '',
  };
}

function kindOf(label: string, secret: boolean): KeyKind {
  if (!secret) return 'publishable';
  if (/OAuth client secret|OAuth application secret|app client secret/.test(label)) return 'oauth-client';
  if (/PEM/.test(label)) return 'key-pair';
  return /token/i.test(label) ? 'token' : 'secret';
}

const own = {
  secret: true,
  identifierOnly: false,
  commonStart: false,
  kind: 'secret',
  environmentHint: null,
  shownLength: null,
  checksum: null,
  notes: '',
} as const;

/** From the providers' own pages; what those do not say (lengths, further prefixes) is left open here. */
const OWN_FORMATS: readonly ValueFormat[] = [
  {
    ...own,
    providerId: 'norrix',
    label: 'API key',
    start: 'nrx_',
    whole: /^nrx_[A-Za-z0-9+/_-]{8,}={0,2}$/,
    confidence: 0.95,
    // "The first 12 characters (prefix) are stored for display."
    shownLength: 12,
  },
  {
    ...own,
    providerId: 'nativemessage',
    label: 'API key',
    start: 'nmk_live_',
    whole: /^nmk_live_[A-Za-z0-9]{8,}$/,
    confidence: 0.95,
    environmentHint: 'production',
  },
  {
    ...own,
    providerId: 'bkend',
    label: 'publishable key',
    kind: 'publishable',
    secret: false,
    start: 'pk_',
    commonStart: true,
    whole: /^pk_[A-Za-z0-9_-]{8,}$/,
    confidence: 0.35,
    notes: 'other providers use the prefix pk_ as well',
  },
  {
    ...own,
    providerId: 'bkend',
    label: 'secret key',
    start: 'sk_',
    commonStart: true,
    whole: /^sk_[A-Za-z0-9_-]{8,}$/,
    confidence: 0.35,
    notes: 'other providers use the prefix sk_ as well',
  },
];

/**
 * Starts that Stripe made common and others took over (https://docs.stripe.com/keys, https://paystack.com/docs/api/authentication,
 * https://clerk.com/docs): what follows tells them apart, as far as anything does.
 */
const STRIPE_LIKE: readonly ValueFormat[] = (['live', 'test'] as const).flatMap((mode): ValueFormat[] => {
  const shared = {
    ...own,
    commonStart: true,
    environmentHint: mode === 'live' ? ('production' as const) : ('development' as const),
  };
  const pub = { ...shared, kind: 'publishable' as const, secret: false, label: `publishable key ${mode}` };
  return [
    ...(mode === 'test'
      ? [{ ...pub, providerId: 'stripe', start: 'pk_test_', whole: /^pk_test_[A-Za-z0-9]{20,247}$/, confidence: 0.95 }]
      : []),
    {
      ...pub,
      providerId: 'paystack',
      start: `pk_${mode}_`,
      whole: new RegExp(`^pk_${mode}_[a-f0-9]{40}$`),
      confidence: 0.6,
    },
    {
      ...shared,
      providerId: 'paystack',
      label: `secret key ${mode}`,
      start: `sk_${mode}_`,
      whole: new RegExp(`^sk_${mode}_[a-f0-9]{40}$`),
      confidence: 0.6,
    },
    // The base64 of a host name and "$".
    {
      ...pub,
      providerId: 'clerk',
      start: `pk_${mode}_`,
      whole: new RegExp(
        `^pk_${mode}_[A-Za-z0-9+/]{8,200}(?:[AQgw]JA==|[A-Za-z0-9+/]{2}JA|[A-Za-z0-9+/]{3}k|[A-Za-z0-9+/]{2}[AQgw]k)={0,2}$`,
      ),
      confidence: 0.4,
    },
  ];
});

export const VALUE_FORMATS: readonly ValueFormat[] = [...formatData.map(fromData), ...OWN_FORMATS, ...STRIPE_LIKE];

const BY_FIRST_TWO = new Map<string, ValueFormat[]>();
const ANYWHERE: ValueFormat[] = [];
for (const format of VALUE_FORMATS) {
  if (format.start === '') ANYWHERE.push(format);
  else {
    const key = format.start.slice(0, 2);
    const list = BY_FIRST_TWO.get(key) ?? [];
    list.push(format);
    BY_FIRST_TWO.set(key, list);
  }
}

/** The formats whose fixed start the value has, and those without one. An import of 1,000 values runs few expressions. */
export function formatsThatMayMatch(value: string): readonly ValueFormat[] {
  const started = (BY_FIRST_TWO.get(value.slice(0, 2)) ?? []).filter(({ start }) => value.startsWith(start));
  return [...started, ...ANYWHERE];
}
