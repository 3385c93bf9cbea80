import { expect, it } from 'vitest';
import { type UpdateStatus, updateStatus } from '#shared/contract/updates.ts';
import { updateText } from './update-text.ts';

const STATUS: UpdateStatus = {
  available: true,
  allowed: true,
  state: 'found',
  version: '0.2.0',
  host: 'updates.keyrail.example',
  problem: '',
  installs: true,
};

it('names the version that each state is about', () => {
  const running = ['idle', 'checking', 'current'];
  for (const state of updateStatus.shape.state.options) {
    const version = running.includes(state) ? '' : '0.2.0';
    const { title, text } = updateText({ ...STATUS, state, version, problem: 'Why it failed.' }, '0.1.0');
    expect(title, state).toContain(running.includes(state) ? '0.1.0' : '0.2.0');
    expect(text, state).not.toBe('');
  }
});

it('says why something failed, and that a package of the system is updated as one', () => {
  const failed = updateText({ ...STATUS, state: 'failed', version: '', problem: 'The feed is gone.' }, '0.1.0');
  expect(failed).toEqual({ title: 'Looking did not work', text: 'The feed is gone.' });
  expect(updateText({ ...STATUS, installs: false }, '0.1.0').text).toContain('package of your system');
});
