import { recognise } from './recognise.ts';

export type Likelihood = Readonly<{
  verdict: 'secret' | 'publishable' | 'not-a-secret';
  /** In words for a preview: "a number", "by its name". Never holds the value. */
  reason: string;
}>;

const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'KEY KEYS APIKEY TOKEN SECRET SECRETS PASSWORD PASSWD PASS PWD PASSPHRASE DSN PRIVATE CREDENTIAL CREDENTIALS AUTH ' +
    'SALT PEPPER PIN PAT SIGNING ENCRYPTION COOKIE WEBHOOK CERT CERTIFICATE OTP JWT BEARER'
  ).split(' '),
);
const SECRET_ENDING = /(?:PASSWORD|PASSWD|SECRET|TOKEN|APIKEY|PRIVATEKEY|CREDENTIALS?)$/;
const BUILD_TIME_PUBLIC = /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_/i;
const NEVER_PUBLIC = /SECRET|PASSWORD|PRIVATE/i;

const PLAIN_VALUES: readonly (readonly [RegExp, string])[] = [
  [/^(?:true|false|yes|no|on|off|null|none|undefined)$/i, 'a switch'],
  [/^[+-]?\d{1,8}(?:\.\d{1,6})?$/, 'a number'],
  [/^\d{1,8} ?(?:ms|s|m|h|d|kb|mb|gb|%)$/i, 'a number with a unit'],
  [/^v?\d{1,4}\.\d{1,4}\.\d{1,6}$/, 'a version'],
  [
    /^(?:development|dev|production|prod|staging|stage|test|testing|local|ci|debug|info|warn|warning|error|verbose|trace|silent)$/i,
    'a mode',
  ],
  [/^(?:utf-?8|[a-z]{2}[-_][A-Z]{2}(?:\.UTF-8)?|UTC|[A-Z][a-z]+\/[A-Z][A-Za-z_]+)$/, 'a locale or time zone'],
  [/^[a-z]{2}-[a-z]{4,12}-\d$/, 'a region'],
  [/^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[?::1?\]?)(?::\d{1,5})?$/i, 'a local address'],
  [/^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/, 'an address'],
  [/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?(?:\.[a-z][a-z0-9-]{0,30}){1,4}(?::\d{1,5})?$/, 'a host name'],
  [/^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$/, 'an e-mail address'],
  [/^(?:\.{0,2}|~)(?:\/[\w.@ -]{1,40}){1,12}\/?$/, 'a path'],
  [/^[A-Za-z]:\\(?:[\w.@ -]{1,40}\\?){1,12}$/, 'a path'],
];

/**
 * Whether an imported name and value look like a secret. Careful: an empty value apart, a documented format decides, then
 * the name (KEY, TOKEN, PASSWORD, DSN…), then plain values; what is left is taken for a secret.
 */
export function isLikelySecret(name: string, value: string): Likelihood {
  const text = value.trim();
  if (text === '') return { verdict: 'not-a-secret', reason: 'empty' };
  const [best] = recognise(text, { name });
  if (best && best.confidence >= 0.5) {
    const reason = [best.providerName, best.label].filter(Boolean).join(' ');
    if (best.secret) return { verdict: 'secret', reason };
    return { verdict: 'publishable', reason: best.identifierOnly ? `${reason}, an identifier` : reason };
  }
  if (BUILD_TIME_PUBLIC.test(name) && !NEVER_PUBLIC.test(name)) {
    return plainValue(text) ?? { verdict: 'publishable', reason: 'its name says that browsers get it' };
  }
  if (/PUBLISHABLE|(?:^|_)PUBLIC(?:_|$)|ANON_KEY$/i.test(name) && !NEVER_PUBLIC.test(name)) {
    return { verdict: 'publishable', reason: 'by its name' };
  }
  if (hasSecretWord(name)) return { verdict: 'secret', reason: 'by its name' };
  return plainValue(text) ?? { verdict: 'secret', reason: 'could be one' };
}

function hasSecretWord(name: string): boolean {
  const words = name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  return words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word));
}

function plainValue(text: string): Likelihood | null {
  if (text.length > 512) return null;
  const found = PLAIN_VALUES.find(([pattern]) => pattern.test(text));
  if (found) return { verdict: 'not-a-secret', reason: found[1] };
  return isPlainUrl(text) ? { verdict: 'not-a-secret', reason: 'an address without credentials' } : null;
}

/** No user, no query, no fragment, and no part of the path that could be a token, as in a webhook's address. */
function isPlainUrl(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /[@?#\s]/.test(text)) return false;
  const [, path = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/i.exec(text) ?? [];
  return path.split('/').every((part) => part.length < 20 && !/\d.*[a-z].*\d|[a-z]\d.*[A-Z]/.test(part));
}
