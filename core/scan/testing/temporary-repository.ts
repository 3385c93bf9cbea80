import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A real repository in a folder of its own, made with the git that is installed. */
export class TemporaryRepository {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), 'keyrail-scan-')));

  constructor(options: readonly string[] = []) {
    this.git('init', '--quiet', '--initial-branch=main', ...options);
  }

  /** Runs git with nobody's configuration but the repository's; returns what it prints. */
  git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...this.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    }).trim();
  }

  get env(): NodeJS.ProcessEnv {
    const person = { NAME: 'Made Up', EMAIL: 'made-up@example.com', DATE: '2026-03-04T05:06:07Z' };
    const of = (who: string) => Object.entries(person).map(([what, text]) => [`GIT_${who}_${what}`, text]);
    return { PATH: process.env['PATH'], HOME: this.root, ...Object.fromEntries([...of('AUTHOR'), ...of('COMMITTER')]) };
  }

  write(file: string, content: string | Uint8Array): void {
    const full = path.join(this.root, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
  }

  /** Commits everything that is there; returns the commit's id. */
  commit(message = 'Change'): string {
    this.git('add', '--all', '--force');
    this.git('commit', '--quiet', '--allow-empty', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}
