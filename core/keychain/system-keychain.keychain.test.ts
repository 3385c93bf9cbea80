import { randomUUID } from 'node:crypto';
import { describeKeychain } from './keychain-suite.ts';
import { SystemKeychain } from './system-keychain.ts';

describeKeychain("the operating system's keychain", () => new SystemKeychain(), `keyrail-test-${randomUUID()}`);
