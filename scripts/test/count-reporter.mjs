// A Vitest reporter that writes what scripts/test.mjs counts: results, the reason of every skip, and
// what needed a second attempt.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * @typedef {{ name: string, reason: string | undefined }} Skip
 * @typedef {{ passed: number, failed: number, skipped: Skip[], retried: string[] }} Counts
 */

/** Given to Vitest by its path. */
export default class CountReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [], retried: [] };
    for (const module of modules) {
      // A file that does not load, or a hook that fails, has failed although no test of it has.
      if (module.errors().length > 0) counts.failed += 1;
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) counts.failed += 1;
      }
      for (const test of module.children.allTests()) count(counts, module, test);
    }
    const file = process.env['KEYRAIL_TEST_COUNTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}

/**
 * @param {Counts} counts
 * @param {import('vitest/node').TestModule} module
 * @param {import('vitest/node').TestCase} test
 */
function count(counts, module, test) {
  const result = test.result();
  const name = `${module.relativeModuleId} > ${test.fullName}`;
  if (result.state === 'passed' && test.diagnostic()?.flaky === true) counts.retried.push(name);
  switch (result.state) {
    case 'passed':
      counts.passed += 1;
      return;
    case 'skipped':
      counts.skipped.push({ name, reason: result.note });
      return;
    case 'failed':
      counts.failed += 1;
      return;
    case 'pending':
      // Never ran to its end: the worker died.
      counts.failed += 1;
      return;
  }
}
