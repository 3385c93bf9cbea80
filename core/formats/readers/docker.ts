import { isEnvironmentName } from '../names.ts';
import type { ReadEntry, ReadFile, Refusal } from './reader.ts';

/**
 * What `docker run --env-file` reads (docker/cli, pkg/kvfile): everything behind the first "=" of a line, quotes,
 * backslashes and comments included; a line that begins with "#" is a comment. A name alone takes the value that the
 * variable has where docker runs. A name with a space in it, "export" before it too, has docker refuse the file.
 */
export function readAsDocker(source: string): ReadFile {
  const entries: ReadEntry[] = [];
  const refusals: Refusal[] = [];
  const text = source.replace(/^\ufeff/, '');
  let line = 0;
  for (const raw of text.split('\n')) {
    line += 1;
    const content = (raw.endsWith('\r') ? raw.slice(0, -1) : raw).trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const equals = content.indexOf('=');
    const name = equals === -1 ? content : content.slice(0, equals);
    if (/\s/.test(name) || name === '') {
      const why = name === '' ? 'has no name' : 'has a space in its name';
      return {
        entries: [],
        refusals,
        stopped: { line, why: `refuses the file: line ${line} ${why}`, everything: true },
      };
    }
    if (equals === -1) {
      if (isEnvironmentName(name)) refusals.push({ name, line, why: 'takes it from where it is started' });
      continue;
    }
    entries.push({ name, line, open: false, value: content.slice(equals + 1) });
  }
  return { entries, refusals, stopped: null };
}
