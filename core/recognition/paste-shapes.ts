import { providerInName } from './providers.ts';

const NAME_WORDS =
  /^(?:KEY|KEYS|APIKEY|API|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PWD|URL|URI|DSN|AUTH|CREDENTIAL|CREDENTIALS|WEBHOOK|CLIENT|ACCESS|PRIVATE|PUBLIC|USER|USERNAME|DATABASE|SIGNING)$/;

/**
 * Whether a word before "=" or ":" is the name of a variable rather than the start of a password: its words are those of
 * such names, a known provider's among them, or it is long and made of words. Of random passwords of 20 characters fewer
 * than one in a hundred million begins with such a name.
 */
export function isLikelyName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[_.-]+/)
    .filter((word) => word !== '');
  if (name.length >= 5 && words.some((word) => NAME_WORDS.test(word))) return true;
  if (name.length >= 8 && providerInName(name) !== null) return true;
  return words.length > 1 && name.length >= 10 && words.every((word) => /^[A-Z]{2,}\d{0,2}$|^\d{1,2}$/.test(word));
}

/** Whether a text has the characters of tokens only, and enough of them: what stands around it is then no part of it. */
export function isTokenText(text: string): boolean {
  return text.length >= 12 && /^[\w.~+/:@=-]+$/.test(text);
}
