import type { UpdateStatus } from '#shared/contract/updates.ts';

/** What a person reads of where looking for a newer version stands. */
export function updateText(status: UpdateStatus, running: string): { readonly title: string; readonly text: string } {
  const newer = `Keyrail ${status.version}`;
  switch (status.state) {
    case 'idle':
      return { title: `Keyrail ${running}`, text: 'Nobody was asked since this start.' };
    case 'checking':
      return { title: `Keyrail ${running}`, text: 'Looking…' };
    case 'current':
      return { title: `Keyrail ${running} is the newest`, text: 'There is nothing to do.' };
    case 'found':
      return {
        title: `${newer} is there`,
        text: status.installs
          ? 'It is downloaded when you say so, and compared with its makers’ signature.'
          : 'This Keyrail came as a package of your system, so it is updated as one.',
      };
    case 'downloading':
      return { title: `${newer} is being downloaded`, text: 'You can go on working.' };
    case 'ready':
      return { title: `${newer} is ready`, text: 'Keyrail locks the vault, restarts, and is the newer one.' };
    case 'failed':
      return {
        title: status.version === '' ? 'Looking did not work' : `${newer} was not downloaded`,
        text: status.problem,
      };
  }
}
