import type { RemoteSecret } from '#shared/domain/ci.ts';

/** The first of a listing's secrets that has the name; null where there is none. No page after it is asked for. */
export async function findInList(
  pages: AsyncIterable<readonly RemoteSecret[]>,
  hasName: (secretName: string) => boolean,
): Promise<RemoteSecret | null> {
  for await (const page of pages) {
    const found = page.find(({ name }) => hasName(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** How many secrets a listing has in all. */
export async function countList(pages: AsyncIterable<readonly RemoteSecret[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}
