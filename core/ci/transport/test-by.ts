import { ProviderError, type ProviderErrorCode } from '../../http/provider-error.ts';
import type { CiTest } from '../ci-system.ts';

/**
 * Runs what a system can be asked without changing anything, and says how it went.
 * @throws ProviderError where the fault is not the system's: `cancelled`, `address-invalid`, …
 */
export async function testBy(
  ask: () => Promise<Pick<CiTest, 'message' | 'mayWrite' | 'tokenExpiresAt'>>,
): Promise<CiTest> {
  try {
    return { result: 'works', mayRead: true, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const result = resultOf(error.code);
    if (result === null) throw error;
    const isRefused = result === 'refused';
    return {
      result,
      message: error.message,
      mayRead: isRefused ? false : null,
      mayWrite: isRefused ? false : null,
      tokenExpiresAt: null,
    };
  }
}

function resultOf(code: ProviderErrorCode): CiTest['result'] | null {
  switch (code) {
    case 'provider-refused':
    case 'provider-listing-missing':
      return 'refused';
    case 'provider-limited':
      return 'limited';
    case 'provider-unreachable':
    case 'provider-answer-invalid':
      return 'unreachable';
    case 'credential-missing':
    case 'parameter-missing':
    case 'address-invalid':
    case 'cancelled':
      return null;
  }
}
