export const NEVER_PUBLIC = /SECRET|PASSWORD|PRIVATE/i;

/** Whether a key's name says that what it holds may be seen. */
export function hasPublicName(name: string): boolean {
  return /PUBLISHABLE|(?:^|_)PUBLIC(?:_|$)|ANON_KEY$/i.test(name) && !NEVER_PUBLIC.test(name);
}
