import { hasPublicName, NEVER_PUBLIC } from './name-words.ts';
import { recognise } from './recognise.ts';
import { isShellName } from './shell-names.ts';

export type Likelihood = Readonly<{
  verdict: 'secret' | 'publishable' | 'not-a-secret';
  /** In words for a preview: "a number", "by its name". Never holds the value. */
  reason: string;
}>;

const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'KEY KEYS APIKEY TOKEN SECRET SECRETS PASSWORD PASSWORT PASSWD PASSCODE PASS PWD PW PASSPHRASE PASSPHRASES DSN PRIVATE CREDENTIAL ' +
    'CREDENTIALS CREDS CRED AUTH SALT PEPPER PIN PINCODE PAT SIGNING SIGNATURE ENCRYPTION COOKIE WEBHOOK WEBHOOKS HOOK HOOKS CERT ' +
    'CERTIFICATE OTP TOTP MFA JWT BEARER UNSEAL UNLOCK SEED MNEMONIC LICENSE LICENCE SERIAL HMAC SAS PSK NONCE KEYSTORE'
  ).split(' '),
);
const SECRET_ENDING =
  /(?:PASSWORD|PASSWD|PASSPHRASE|PASSCODE|PINCODE|SECRET|TOKEN|APIKEY|PRIVATEKEY|CREDENTIALS?|WEBHOOK)$/;
const BUILD_TIME_PUBLIC = /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|PUBLIC)_/i;

/** Codes that say a state, a place or a language. */
const PLAIN_CODE =
  /^(?:COUNTRY|LANG|LANGUAGE|LOCALE|CURRENCY|STATUS|ERROR|EXIT|RETURN|RESPONSE|HTTP|ZIP|POST|POSTAL|AREA|REGION|DIAL|AIRPORT|CHARSET|SOURCE|VS|QR|BAR)$/;
/** A name that ends so says how something secret is handled, not what it is: TOKEN_TTL, PASSWORD_MIN_LENGTH. */
const MEASURE =
  /^(?:TTL|TIMEOUT|LENGTH|LEN|MIN|MAX|SIZE|COUNT|LIMIT|DAYS|HOURS|MINUTES|SECONDS|SECS|MS|AGE|EXPIRY|EXPIRES|EXPIRE|EXPIRATION|IN|LIFETIME|DURATION|INTERVAL|ROUNDS|ITERATIONS|COST|ENABLED|DISABLED|ENABLE|DISABLE|REQUIRED|SECURE|ALGORITHM|ALG|ALGO|ATTEMPTS|RETRIES|RETRY|PORT|HOST|DOMAIN|TYPE|MODE|VERSION|PATH|DIR|FILE|SAMESITE|HTTPONLY)$/;

/** Values that tell what they are by themselves, whatever their name is. */
const PLAIN_VALUES: readonly (readonly [RegExp, string])[] = [
  [/^(?:true|false|yes|no|on|off|null|none|undefined)$/i, 'a switch'],
  [/^[+-]?\d{1,8}(?:\.\d{1,6})?$/, 'a number'],
  [/^\d{1,8} ?(?:ms|s|m|h|d|kb|mb|gb|%)$/i, 'a number with a unit'],
  [/^(?:utf-?8|[a-z]{2}[-_][A-Z]{2}(?:\.UTF-8)?|UTC|[A-Z][a-z]+\/[A-Z][A-Za-z_]+)$/, 'a locale or time zone'],
  [/^[a-z]{2}-[a-z]{4,12}-\d$/, 'a region'],
  [/^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[?::1?\]?)(?::\d{1,5})?$/i, 'a local address'],
  [/^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}$/, 'an e-mail address'],
  [/^(?:\.{0,2}|~)(?:\/[\w.@ -]{1,40}){1,12}\/?$/, 'a path'],
  [/^[A-Za-z]:\\(?:[\w.@ -]{1,40}\\?){1,12}$/, 'a path'],
];

/** Values that could as well be somebody's password, and that are plain only under a name that asks for such a value. */
const PLAIN_UNDER_NAMES: readonly (readonly [value: RegExp, name: RegExp, what: string])[] = [
  [/^v?\d{1,4}\.\d{1,4}\.\d{1,6}$/, /^(?:VERSION|VER|RELEASE|TAG|BUILD|IMAGE)$/, 'a version'],
  [
    /^(?:development|dev|production|prod|staging|stage|test|testing|local|ci|debug|info|warn|warning|error|verbose|trace|silent)$/i,
    /^(?:ENV|ENVIRONMENT|MODE|STAGE|LEVEL|LOG|LOGGING|LOGLEVEL|PROFILE|PROFILES|TIER|TARGET|CHANNEL|DEBUG|CONFIGURATION|PHASE|TYPE|DEPLOYMENT|WORKSPACE|NAMESPACE|STACK|VERBOSITY)$/,
    'a mode',
  ],
  [
    /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$|^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?(?:\.[a-z][a-z0-9-]{0,30}){1,4}(?::\d{1,5})?$/,
    /^(?:HOST|HOSTS|HOSTNAME|DOMAIN|DOMAINS|SERVER|SERVERS|URL|URI|ENDPOINT|ADDRESS|ADDR|ORIGIN|ORIGINS|SITE|BROKER|BROKERS|BOOTSTRAP|NODE|NODES|SMTP|IMAP|MAIL|PROXY|DNS|REGISTRY|BIND|LISTEN|IP|PEER|UPSTREAM|BASE|BUCKET|CLUSTER|GATEWAY|PROVIDER|ISSUER|AUDIENCE|TENANT|ZONE)$/,
    'a host name',
  ],
];

/**
 * Whether an imported name and value look like a secret. Careful: an empty value apart, a documented format decides, then
 * the name (KEY, TOKEN, PASSWORD, PIN, HOOK…), then values that are plain by themselves or under such a name; what is left
 * is taken for a secret.
 */
export function isLikelySecret(name: string, value: string): Likelihood {
  const text = value.trim();
  if (text === '') return { verdict: 'not-a-secret', reason: 'empty' };
  if (isShellName(name)) return { verdict: 'not-a-secret', reason: 'the shell’s own' };
  const words = wordsOf(name);
  const [best] = recognise(text, { name });
  if (best && best.confidence >= 0.5 && best.label !== '') {
    const reason = [best.providerName, best.label].filter(Boolean).join(' ');
    if (best.secret) return { verdict: 'secret', reason };
    return { verdict: 'publishable', reason: best.identifierOnly ? `${reason}, an identifier` : reason };
  }
  if (BUILD_TIME_PUBLIC.test(name) && !NEVER_PUBLIC.test(name)) {
    return plainValue(words, text) ?? { verdict: 'publishable', reason: 'its name says that browsers get it' };
  }
  if (hasPublicName(name)) return { verdict: 'publishable', reason: 'by its name' };
  if (MEASURE.test(words.at(-1) ?? '')) {
    const plain = plainValue(words, text);
    if (plain !== null) return plain;
  }
  if (hasSecretWord(words)) return { verdict: 'secret', reason: 'by its name' };
  return plainValue(words, text) ?? { verdict: 'secret', reason: 'could be one' };
}

function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
}

function hasSecretWord(words: readonly string[]): boolean {
  return words.some((word, index) => {
    if (word === 'CODE' || word === 'CODES') return !PLAIN_CODE.test(words[index - 1] ?? '');
    return SECRET_WORDS.has(word) || SECRET_ENDING.test(word);
  });
}

function plainValue(words: readonly string[], text: string): Likelihood | null {
  if (text.length > 512) return null;
  const found = PLAIN_VALUES.find(([pattern]) => pattern.test(text));
  if (found) return { verdict: 'not-a-secret', reason: found[1] };
  for (const [pattern, names, reason] of PLAIN_UNDER_NAMES) {
    const asked = words.some((word) => names.test(word));
    if (asked && pattern.test(text)) return { verdict: 'not-a-secret', reason };
  }
  return isPlainUrl(text) ? { verdict: 'not-a-secret', reason: 'an address without credentials' } : null;
}

/** No user, no query, no fragment, and no part of the path that could be a token, as in a webhook's address. */
function isPlainUrl(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /[@?#\s]/.test(text)) return false;
  const [, path = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/i.exec(text) ?? [];
  return path.split('/').every((part) => part.length < 20 && !/\d.*[a-z].*\d|[a-z]\d.*[A-Z]/.test(part));
}
