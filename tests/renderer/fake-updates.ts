import type { EngineClient } from '#shared/contract/index.ts';
import { success } from '#shared/contract/result.ts';
import { TestUpdates } from '../fixtures/test-updates.ts';

/** A Keyrail that can look for newer versions and finds one. */
export function createFakeUpdates(changed: () => void): EngineClient['updates'] {
  const port = new TestUpdates();
  port.newest = '0.2.0';
  port.onChange(changed);
  const answer = async () => success({ status: port.status() });
  return {
    status: answer,
    allow: async ({ allowed }) => {
      port.allow(allowed);
      return answer();
    },
    check: async () => {
      await port.check();
      return answer();
    },
    download: async () => {
      await port.download();
      return answer();
    },
    install: async () => {
      port.install();
      return answer();
    },
  };
}
