// The same counts as count-reporter.mjs, of a run of Playwright.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** @typedef {import('./count-reporter.mjs').Counts} Counts */

/** Given to Playwright by its path. */
export default class PlaywrightCountReporter {
  /** @type {import('@playwright/test/reporter').Suite | undefined} */
  #suite;
  #errors = 0;

  /**
   * @param {import('@playwright/test/reporter').FullConfig} _config
   * @param {import('@playwright/test/reporter').Suite} suite
   */
  onBegin(_config, suite) {
    this.#suite = suite;
  }

  /** What fails outside of any test: a file that does not load, a worker that dies. */
  onError() {
    this.#errors += 1;
  }

  onEnd() {
    /** @type {Counts} */
    const counts = { passed: 0, failed: this.#errors, skipped: [], retried: [] };
    for (const test of this.#suite?.allTests() ?? []) count(counts, test);
    const file = process.env['KEYRAIL_TEST_COUNTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }

  /** The lines of the run are another reporter's. */
  printsToStdio() {
    return false;
  }
}

/**
 * @param {Counts} counts
 * @param {import('@playwright/test/reporter').TestCase} test
 */
function count(counts, test) {
  const [, , ...titles] = test.titlePath();
  const name = `${path.relative(process.cwd(), test.location.file)} > ${titles.slice(1).join(' > ')}`;
  switch (test.outcome()) {
    case 'expected':
      counts.passed += 1;
      return;
    case 'flaky':
      counts.passed += 1;
      counts.retried.push(name);
      return;
    case 'unexpected':
      counts.failed += 1;
      return;
    case 'skipped': {
      const skip = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
      // One that did not run, because an earlier one failed that it builds on, did not pass.
      if (skip === undefined) counts.failed += 1;
      else counts.skipped.push({ name, reason: skip.description });
      return;
    }
  }
}
