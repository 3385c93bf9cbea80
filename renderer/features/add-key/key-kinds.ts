import type { KeyKind } from '#shared/domain/key.ts';

/** A kind of key as a person reads it. */
export const KIND_LABELS: Readonly<Record<KeyKind, string>> = {
  secret: 'Secret key',
  publishable: 'Publishable key',
  token: 'Token',
  'oauth-client': 'OAuth client',
  'key-pair': 'Key pair',
  file: 'File',
  'username-password': 'User name and password',
};

/** What the identifier of a kind is called; null for kinds that have none. */
export function identifierLabel(kind: KeyKind): string | null {
  switch (kind) {
    case 'oauth-client':
      return 'Client id';
    case 'username-password':
      return 'User name';
    case 'key-pair':
      return 'Public key';
    case 'file':
      return 'File name';
    case 'secret':
    case 'publishable':
    case 'token':
      return null;
  }
}

/** What the secret value of a kind is called. */
export function valueLabel(kind: KeyKind): string {
  switch (kind) {
    case 'oauth-client':
      return 'Client secret';
    case 'username-password':
      return 'Password';
    case 'key-pair':
      return 'Private key';
    case 'file':
      return 'Content';
    case 'publishable':
    case 'secret':
    case 'token':
      return 'Value';
  }
}

const CLIENT_WORDS = /\b(?:client|browser|front-?end|web ?app|web|mobile|ios|android|app)\b/i;
/** Prefixes by which build tools copy a variable into what is sent to every visitor. */
const PUBLIC_PREFIXES = ['NEXT_PUBLIC_', 'VITE_', 'REACT_APP_', 'EXPO_PUBLIC_', 'NUXT_PUBLIC_', 'GATSBY_', 'PUBLIC_'];

/**
 * Why a key would end up in the hands of everybody: a secret that is meant for code that runs on other people's machines.
 * Null where it would not.
 */
export function exposure(kind: KeyKind, name: string, consumer: string): string | null {
  if (kind === 'publishable') return null;
  const prefix = PUBLIC_PREFIXES.find((each) => name.startsWith(each));
  if (prefix !== undefined) {
    return `Names that start with ${prefix} are built into what every visitor downloads. A secret does not belong there.`;
  }
  if (CLIENT_WORDS.test(consumer)) {
    return 'Whoever has the app can read what is inside it. Use a publishable key there, or keep this one on a server.';
  }
  return null;
}
