import type { TestContext } from 'vitest';

/** A vendor's own package, with as much of its types as a test uses. */
export async function installedPackage<Package>(name: string): Promise<Package> {
  return (await import(/* @vite-ignore */ name)) as Package;
}

/** One that is too large to install for everybody; where it is not there, the test is skipped and says so. */
export async function packageOrSkip<Package>(context: TestContext, name: string): Promise<Package> {
  try {
    return await installedPackage(name);
  } catch (error) {
    if (isMissing(error)) return context.skip(`${name} is not installed`);
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
