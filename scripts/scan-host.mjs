// Runs Doyensec's Electronegativity, a scanner for Electron's known hazards, over the host and the page.
//
//   node scripts/scan-host.mjs     prints the findings; status 1 when one is not on the list of explained ones
import fs, { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { continueOnPinnedNode, root } from './pinned-node.mjs';

/**
 * @typedef {{ id: string, file: string, code: string, description: string }} Finding
 * @typedef {{ id: string, file: string, reason: string }} Explained
 * @typedef {{ findings: Finding[], unreadable: string[], scanned: string[] }} Scan
 */

/** Findings that were looked at and are right as they are. Each entry is for one rule in one file. @type {Explained[]} */
export const EXPLAINED = [
  {
    id: 'CSP_GLOBAL_CHECK',
    file: 'N/A',
    reason:
      'The policy is a header of the app protocol (electron/content-security-policy.ts); the scanner looks for a meta element.',
  },
  {
    id: 'CERTIFICATE_ERROR_EVENT_JS_CHECK',
    file: 'electron/hardening.ts',
    reason: 'The listener refuses every certificate that failed; the rule is against listeners that accept one.',
  },
  {
    id: 'OPEN_EXTERNAL_JS_CHECK',
    file: 'electron/platform.ts',
    reason: 'The only call, and it takes https addresses without credentials only.',
  },
  {
    id: 'PRELOAD_JS_CHECK',
    file: 'electron/window.ts',
    reason: 'A request to review: the preload exposes named procedures of the contract, and runs in the sandbox.',
  },
  ...['CONTEXT_ISOLATION_JS_CHECK', 'SANDBOX_JS_CHECK'].map((id) => ({
    id,
    file: 'electron/dashboard-window.ts',
    reason: 'Both are on, in an object that the windows share with those that pages open; the scanner reads literals.',
  })),
  {
    id: 'AUXCLICK_JS_CHECK',
    file: 'electron/dashboard-window.ts',
    reason: 'Pages of providers may open windows, by whichever click; each goes through the handler and its rules.',
  },
];

const KEPT_OUT = ['got', '@typescript-eslint/typescript-estree'];
const ABSENT = new URL('./scan/absent.cjs', import.meta.url).href;

/** Compares Electron's version with a list that it would fetch. */
const NEEDS_NETWORK = ['AvailableSecurityFixesGlobalCheck'];

/**
 * Scans TypeScript sources as the scanner can read them: types taken off, syntax lowered, a file each.
 *
 * @param {string} folder holds electron/ and, where it is built, dist/renderer/index.html
 * @returns {Promise<Scan>}
 */
export async function scan(folder) {
  const { transformWithOxc } = await import('vite');
  const readable = mkdtempSync(path.join(tmpdir(), 'kr-scan-'));
  try {
    const scanned = fs.globSync('electron/**/*.ts', { cwd: folder }).filter((file) => !file.endsWith('.test.ts'));
    for (const file of scanned) {
      const source = readFileSync(path.join(folder, file), 'utf8');
      const { code } = await transformWithOxc(source, file, { target: 'es2018', sourcemap: false });
      const target = path.join(readable, file.replace(/\.ts$/, '.js'));
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, code);
    }
    for (const page of fs.globSync('dist/renderer/*.html', { cwd: folder })) {
      cpSync(path.join(folder, page), path.join(readable, page), { recursive: true });
      scanned.push(page);
    }
    const { issues, errors } = await electronegativity(readable);
    return {
      findings: issues.map(({ id, file, location, description }) => ({
        id,
        file: path.relative(readable, path.resolve(readable, file)).replaceAll(path.sep, '/').replace(/\.js$/, '.ts'),
        // The line itself: its number is of the lowered code.
        code: lineOf(path.resolve(readable, file), location.line),
        description,
      })),
      unreadable: errors.map(({ file, message }) => `${path.relative(readable, file)}: ${message}`),
      scanned,
    };
  } finally {
    rmSync(readable, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @param {number} line from 1; 0 for a finding about the whole
 * @returns {string}
 */
function lineOf(file, line) {
  return line === 0 ? '' : (readFileSync(file, 'utf8').split('\n')[line - 1]?.trim() ?? '');
}

/**
 * @typedef {{ id: string, file: string, location: { line: number }, description: string }} Issue
 * @typedef {{ issues: Issue[], errors: { file: string, message: string, tolerable: boolean }[] }} Report
 */

/**
 * @param {string} input a folder
 * @returns {Promise<Report>}
 */
async function electronegativity(input) {
  const hooks = module.registerHooks({
    resolve: (specifier, context, next) =>
      KEPT_OUT.includes(specifier) ? { url: ABSENT, format: 'commonjs', shortCircuit: true } : next(specifier, context),
  });
  try {
    const require = createRequire(import.meta.url);
    /** @type {(options: object) => Promise<Report>} */
    const run = require('@doyensec/electronegativity');
    const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
    return await run({ input, electronVersionOverride: version, customScan: [], excludeFromScan: NEEDS_NETWORK });
  } finally {
    hooks.deregister();
  }
}

/**
 * @param {readonly Finding[]} findings
 * @returns {Finding[]} those that no entry explains
 */
export function unexplained(findings) {
  return findings.filter(({ id, file }) => !EXPLAINED.some((entry) => entry.id === id && entry.file === file));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await continueOnPinnedNode(import.meta.url);
  const { findings, unreadable, scanned } = await scan(root);
  for (const { id, file, code, description } of findings) {
    const entry = EXPLAINED.find((explained) => explained.id === id && explained.file === file);
    process.stdout.write(
      `${id} ${file} ${code}\n  ${entry === undefined ? description : `explained: ${entry.reason}`}\n`,
    );
  }
  for (const message of unreadable) process.stdout.write(`not read: ${message}\n`);
  const open = unexplained(findings).length;
  process.stdout.write(`${scanned.length} files, ${findings.length} findings, ${open} not explained\n`);
  process.exit(open === 0 && unreadable.length === 0 && scanned.length > 0 ? 0 : 1);
}
