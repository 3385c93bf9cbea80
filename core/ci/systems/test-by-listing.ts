import type { RemoteSecret } from '#shared/domain/ci.ts';
import type { CiTest } from '../ci-system.ts';
import { testBy } from '../transport/test-by.ts';
import { countList } from './find-in-list.ts';

/**
 * Tests a token that tells nothing of its permissions by listing the place's variables.
 * @param permission that writing needs, where its name is known
 */
export function testByListing(
  host: string,
  place: string,
  pages: AsyncIterable<readonly RemoteSecret[]>,
  permission?: string,
): Promise<CiTest> {
  return testBy(async () => {
    const them = permission === undefined ? 'them' : `them (${permission})`;
    return {
      message: `${host} lists the variables of ${place} (${await countList(pages)}). Whether the token may write ${them} shows at the first push.`,
      mayWrite: null,
      tokenExpiresAt: null,
    };
  });
}
