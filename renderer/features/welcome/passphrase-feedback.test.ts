import { expect, test } from 'vitest';
import { judgePassphrase } from './passphrase-feedback.ts';

test.each([
  ['', 'none'],
  ['password1', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['abcdefghijklmnopqrstuvwxyz0123456789', 'weak'],
  ['qwertyuiopasdfghjkl', 'weak'],
  ['correcthorse', 'weak'],
  ['word word word word word word', 'weak'],
  ['lantern orbit velvet', 'weak'],
  ['lantern orbit velvet mango', 'fair'],
  ['lantern orbit velvet mango harbour', 'good'],
  ['x7$Kp2!vRq9#Lm4t', 'good'],
])('%j is %s', (passphrase, level) => {
  expect(judgePassphrase(passphrase).level).toBe(level);
});

test('nobody is told that a passphrase is strong without being told when it is not', () => {
  expect(judgePassphrase('lantern orbit velvet mango harbour').text).toMatch(/if it was picked at random/);
});
