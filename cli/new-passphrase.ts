import type { Context } from './context.ts';

/**
 * Asks for a new passphrase, twice. Null where nobody can be asked, or the person gave up.
 * @param weakness why a passphrase is too weak, or null
 */
export async function newPassphrase(
  context: Context,
  weakness: (passphrase: string) => string | null,
): Promise<string | null> {
  const { askHidden, canAsk } = await import('./prompt.ts');
  if (!canAsk()) return null;
  for (;;) {
    const passphrase = await askHidden('New passphrase: ');
    if (passphrase === null || passphrase === '') return null;
    if (/\p{Cc}/u.test(passphrase)) {
      context.output.say(
        'It has a line break or another control character in it, which is hard to type again. Once more.',
      );
      continue;
    }
    const weak = weakness(passphrase);
    if (weak !== null) {
      context.output.say(weak);
      continue;
    }
    const again = await askHidden('The same once more: ');
    if (again === passphrase) return passphrase;
    if (again === null) return null;
    context.output.say('The two are not the same. Once more from the start.');
  }
}
