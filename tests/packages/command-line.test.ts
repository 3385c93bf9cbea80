import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packCommandLine } from '../../scripts/package/command-line.mjs';
import { shrinkwrapOf } from '../../scripts/package/lockfile.mjs';

const root = path.join(import.meta.dirname, '..', '..');
const ON_WINDOWS = process.platform === 'win32';
const npmFolder = (): string =>
  path.dirname(execFileSync(ON_WINDOWS ? 'where' : 'which', ['npm'], { encoding: 'utf8' }));

/** What npm says where it can neither reach its registry nor find a package in its cache. */
const NO_REGISTRY = /E(?:NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|AI_AGAIN|NETUNREACH)|SELF_SIGNED|ENOTCACHED/;

/** What npm needs of this machine to reach its registry; nothing else of the environment is handed on. */
const REGISTRY_VARIABLES =
  /^(?:NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|https?_proxy|no_proxy|npm_config_(?:registry|cache|cafile))$/i;

let folder: string;
let packed: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kr-npm-'));
  expect(existsSync(path.join(root, 'dist/cli/keyrail.cjs')), 'nothing is built; run npm run build first').toBe(true);
  packed = packCommandLine(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readJson = (file: string): Record<string, unknown> => JSON.parse(readFileSync(file, 'utf8'));

describe('the packed command line', () => {
  it('holds the bundle, its launcher and its licences, and nothing else', () => {
    const files = execFileSync('tar', ['tzf', packed], { encoding: 'utf8' }).trim().split('\n');
    const strangers = files.filter(
      (file) =>
        !/^package\/(?:package\.json|npm-shrinkwrap\.json|README\.md|LICENSE|keyrail\.cjs)$/.test(file) &&
        !/^package\/lib\/(?:keyrail\.cjs|(?:work\/)?licences\.txt|work\/worker\.cjs|chunks\/[\w-]+\.cjs|wasm\/[\w-]+\.wasm)$/.test(
          file,
        ),
    );
    expect(strangers).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['package/npm-shrinkwrap.json', 'package/lib/wasm/web-tree-sitter.wasm']),
    );
  });

  it('needs three packages, all pinned with their checksums, of which none runs anything when it is installed', () => {
    const own = readJson(path.join(root, 'package.json'));
    const manifest = readJson(path.join(folder, 'npm/package.json'));
    expect(manifest['dependencies']).toEqual(own['dependencies']);
    expect(manifest['version']).toBe(own['version']);
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('scripts');
    const { packages } = readJson(path.join(folder, 'npm/npm-shrinkwrap.json')) as {
      packages: Record<string, { integrity?: string; version?: string; hasInstallScript?: boolean }>;
    };
    const needed = Object.entries(packages).filter(([at]) => at !== '');
    expect(needed.map(([at]) => at)).toEqual(
      expect.arrayContaining(Object.keys(manifest['dependencies'] as object).map((name) => `node_modules/${name}`)),
    );
    for (const [at, { integrity, version, hasInstallScript }] of needed) {
      expect(integrity, at).toMatch(/^sha512-/);
      expect(version, at).toMatch(/^\d+\.\d+\.\d+$/);
      expect(hasInstallScript, at).toBeUndefined();
    }
  });

  it('is the same file when it is packed again', () => {
    const again = mkdtempSync(path.join(folder, 'again-'));
    expect(readFileSync(packCommandLine(again)).equals(readFileSync(packed))).toBe(true);
  });

  it('says which Node it needs on one that is too old, instead of ending without a word', () => {
    const old = path.join(folder, 'old.cjs');
    writeFileSync(
      old,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });
       Object.defineProperty(process, 'version', { value: 'v20.19.0' });
       require(${JSON.stringify(path.join(folder, 'npm/keyrail.cjs'))});`,
    );
    const { status, stderr } = spawnSync(process.execPath, [old, 'list'], { encoding: 'utf8' });
    expect(stderr).toBe(
      'keyrail: This needs Node 22 or newer, and this is v20.19.0. Install it from https://nodejs.org\n',
    );
    expect(status).toBe(1);
  });
});

describe('a shrinkwrap', () => {
  const lock = (packages: Record<string, object>) => ({ lockfileVersion: 3, packages: { '': {}, ...packages } });
  const manifest = { name: 'a', version: '1.0.0', dependencies: { b: '1.0.0' } };

  it('is of what is needed, and what that needs, with packages for other machines', () => {
    const { packages } = shrinkwrapOf(
      lock({
        'node_modules/b': {
          version: '1.0.0',
          dependencies: { c: '^2.0.0' },
          optionalDependencies: { 'b-win': '1.0.0' },
        },
        'node_modules/c': { version: '2.1.0', dev: true },
        'node_modules/b-win': { version: '1.0.0', os: ['win32'] },
        'node_modules/unrelated': { version: '9.0.0' },
      }),
      manifest,
    );
    expect(Object.keys(packages)).toEqual(['', 'node_modules/b', 'node_modules/b-win', 'node_modules/c']);
    expect(packages['node_modules/c']).toEqual({ version: '2.1.0' });
    expect(packages['node_modules/b-win']).toMatchObject({ optional: true });
  });

  it('is refused where it would lose something or run something', () => {
    expect(() => shrinkwrapOf(lock({}), manifest)).toThrow('has no b');
    expect(() => shrinkwrapOf(lock({ 'node_modules/b': { hasInstallScript: true } }), manifest)).toThrow(
      'runs a script',
    );
    expect(() => shrinkwrapOf(lock({ 'node_modules/b': {}, 'node_modules/b/node_modules/c': {} }), manifest)).toThrow(
      'node_modules/b/node_modules/c',
    );
  });
});

/** Folders with a `node`: this one's, and the oldest that is supported, where somebody says where that is. */
const NODES = [
  ['this Node', path.dirname(process.execPath)],
  ['Node 22', process.env['KEYRAIL_TEST_NODE_22'] ?? ''],
] as const;

describe.each(NODES)('installed in an empty prefix on %s', (name, nodeFolder) => {
  it('makes a vault, imports, gets a value and runs a program', ({ skip }) => {
    skip(nodeFolder === '', `no ${name} is here; KEYRAIL_TEST_NODE_22 names the folder of one, as the workflow does`);
    const prefix = mkdtempSync(path.join(folder, 'prefix-'));
    const home = path.join(prefix, 'home');
    mkdirSync(home);
    const search = [
      nodeFolder,
      npmFolder(),
      ...(ON_WINDOWS ? [process.env['SystemRoot'] ?? ''] : ['/usr/bin', '/bin']),
    ];
    const bare = {
      HOME: home,
      ...(ON_WINDOWS ? { USERPROFILE: home, SystemRoot: process.env['SystemRoot'], APPDATA: home } : {}),
    };
    const installed = spawnSync(
      'npm',
      ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', packed],
      {
        encoding: 'utf8',
        shell: ON_WINDOWS,
        env: {
          ...bare,
          ...Object.fromEntries(Object.entries(process.env).filter(([name]) => REGISTRY_VARIABLES.test(name))),
          npm_config_cache: process.env['npm_config_cache'] ?? path.join(homedir(), '.npm'),
          npm_config_fetch_retries: '0',
          PATH: search.join(path.delimiter),
        },
      },
    );
    skip(
      installed.status !== 0 && NO_REGISTRY.test(installed.stderr) && !process.env['CI'],
      'the registry of npm cannot be reached, and its packages are not all in the cache',
    );
    expect(installed.stderr + installed.stdout).toMatch(/added \d+ packages/);
    const modules = path.join(prefix, ON_WINDOWS ? '' : 'lib', 'node_modules', 'keyrail');
    expect(globSync('**/build/Release/*', { cwd: modules }), 'something was compiled').toEqual([]);

    const passphrase = 'correct horse battery staple 9';
    const keyrail = (args: readonly string[], input = '', extra: NodeJS.ProcessEnv = {}) =>
      spawnSync(path.join(prefix, ON_WINDOWS ? 'keyrail.cmd' : 'bin/keyrail'), args, {
        input,
        encoding: 'utf8',
        shell: ON_WINDOWS,
        cwd: home,
        env: {
          ...bare,
          PATH: search.join(path.delimiter),
          KEYRAIL_HOME: path.join(home, 'vault'),
          KEYRAIL_PASSPHRASE: passphrase,
          ...extra,
        },
      });
    const succeeds = (args: readonly string[], input = '') => {
      const { status, stdout, stderr } = keyrail(args, input);
      expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
      return stdout;
    };
    expect(succeeds(['--version']).trim()).toBe(readJson(path.join(root, 'package.json'))['version']);
    succeeds(['init', '--unlock', 'passphrase']);
    succeeds(['projects', 'add', 'shop']);
    writeFileSync(path.join(home, '.env'), 'STRIPE_API_KEY=made-up-value-1\nMAILER_API_KEY=made-up-value-2\n');
    succeeds(['import', '.env', '-p', 'shop', '-e', 'development', '--yes']);
    expect(succeeds(['get', 'STRIPE_API_KEY', '-p', 'shop', '-e', 'development']).trim()).toBe('made-up-value-1');
    const shows = 'process.stdout.write(process.env.MAILER_API_KEY + (process.env.KEYRAIL_PASSPHRASE ?? ""))';
    writeFileSync(path.join(home, 'show.cjs'), shows);
    expect(succeeds(['run', '-p', 'shop', '-e', 'development', '--', 'node', 'show.cjs'])).toBe('made-up-value-2');
    expect(existsSync(path.join(modules, '.compile-cache')), 'root leaves nothing behind').toBe(
      process.getuid?.() !== 0,
    );
    const refused = keyrail(['get', 'STRIPE_API_KEY', '-p', 'shop', '-e', 'development'], '', {
      KEYRAIL_PASSPHRASE: 'not that one',
    });
    expect(refused.status).toBe(3);
  });
});
