/** What ships inside the app and under which licence; `licences.test.ts` holds this against the installed packages. */
export type ShippedPart = { readonly name: string; readonly licence: string; readonly package: string };

export const SHIPPED_PARTS: readonly ShippedPart[] = [
  { name: 'Electron', licence: 'MIT', package: 'electron' },
  { name: 'React', licence: 'MIT', package: 'react' },
  { name: 'React DOM', licence: 'MIT', package: 'react-dom' },
  { name: 'Radix Primitives', licence: 'MIT', package: 'radix-ui' },
  { name: 'Lucide', licence: 'ISC', package: 'lucide-react' },
  { name: 'TanStack Virtual', licence: 'MIT', package: '@tanstack/react-virtual' },
  { name: 'Zustand', licence: 'MIT', package: 'zustand' },
  { name: 'electron-updater', licence: 'MIT', package: 'electron-updater' },
  { name: 'Zod', licence: 'MIT', package: 'zod' },
  { name: 'Inter', licence: 'OFL-1.1', package: '@fontsource-variable/inter' },
  { name: 'JetBrains Mono', licence: 'OFL-1.1', package: '@fontsource-variable/jetbrains-mono' },
  { name: 'SQLite3 Multiple Ciphers', licence: 'MIT', package: 'better-sqlite3' },
  { name: 'napi-rs keyring', licence: 'MIT', package: '@napi-rs/keyring' },
  { name: 'node-rs Argon2', licence: 'MIT', package: '@node-rs/argon2' },
];
