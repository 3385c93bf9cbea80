/** Kept equal to the version in package.json by a test; reading that file would cost every start some time. */
export const VERSION = '0.1.0';
