import type { TestContext } from 'vitest';

/** A vendor's own package; where it is not installed, the test is skipped and says so. */
export async function packageOrSkip<Package>(context: TestContext, name: string): Promise<Package> {
  try {
    return (await import(/* @vite-ignore */ name)) as Package;
  } catch (error) {
    if (isMissing(error)) return context.skip(`${name} is not installed`);
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
