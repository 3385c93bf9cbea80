import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageArguments } from '../../scripts/package/electron-builder.mjs';
import { readPackageOptions } from '../../scripts/package/options.mjs';
import { releaseNotes } from '../../scripts/package/release-notes.mjs';
import { fillTemplate, readChecksums, TEMPLATES } from '../../scripts/package/templates.mjs';

const root = path.join(import.meta.dirname, '..', '..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const { version }: { version: string } = JSON.parse(read('package.json'));

describe('the templates of package managers', () => {
  const released = ['Keyrail-1.2.3-arm64.dmg', 'Keyrail-1.2.3-x64.exe', 'keyrail_1.2.3_amd64.deb'];
  const sums = readChecksums(released.map((name, place) => `${String(place).repeat(64)}  ${name}\n`).join(''));

  it('are all filled, with nothing left unfilled, and those in YAML can be read', () => {
    for (const template of TEMPLATES) {
      const filled = fillTemplate(read(`packaging/${template}`), '1.2.3', sums);
      expect(filled, template).toContain('1.2.3');
      expect(filled, template).toMatch(/\b(0{64}|1{64}|2{64})\b/);
      expect(filled, template).not.toMatch(/@[A-Z]/);
      if (/\.ya?ml$/.test(template)) expect(parse(filled), template).toBeTypeOf('object');
    }
    expect(TEMPLATES.map((file) => path.dirname(file)).sort()).toEqual(
      readdirSync(path.join(root, 'packaging'))
        .filter((name) => !['deb', 'npm'].includes(name))
        .sort(),
    );
  });

  it('are refused where a file was not released, a mark is unknown, or the checksums are no checksums', () => {
    expect(() => fillTemplate('@SHA256:other.exe@', '1.2.3', sums)).toThrow('no other.exe');
    expect(() => fillTemplate('@LICENSE@', '1.2.3', sums)).toThrow('@LICENSE@');
    expect(() => readChecksums('abc  file\n')).toThrow('abc');
  });

  it('give Flatpak the keychain and no file of the person’s', () => {
    const { 'finish-args': rights } = parse(read('packaging/flatpak/app.keyrail.desktop.yml').replaceAll('@', '')) as {
      'finish-args': string[];
    };
    expect(rights).toContain('--talk-name=org.freedesktop.secrets');
    expect(rights.filter((right) => /filesystem|session-bus|system-bus|devel/.test(right))).toEqual([]);
  });
});

describe('the notes of a release', () => {
  it('are its part of the changelog, which has one for the version at hand', () => {
    expect(releaseNotes(read('CHANGELOG.md'), version)).toMatch(/^- /);
    const two = '# Changelog\n\n## 0.2.0\n\n- New.\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n';
    expect(releaseNotes(two, '0.2.0')).toBe('- New.\n');
    expect(releaseNotes(two, '0.1.0')).toBe('- Old.\n');
    expect(() => releaseNotes(two, '0.1')).toThrow('says nothing about 0.1');
  });
});

describe('the release workflow', () => {
  const workflows = readdirSync(path.join(root, '.github/workflows'));

  it('has no rights but those that a job names, and every action by its commit', () => {
    for (const file of workflows) {
      const text = read(`.github/workflows/${file}`);
      expect((parse(text) as { permissions: unknown }).permissions, file).toEqual({});
      for (const [, action] of text.matchAll(/uses: (\S+)/g)) expect(action, file).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  it('runs scripts that are there', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'));
    const text = read('.github/workflows/release.yml');
    for (const [, name = ''] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts, name).toHaveProperty([name]);
    for (const [, file = ''] of text.matchAll(/node (scripts\/\S+\.mjs)/g)) expect(() => read(file)).not.toThrow();
  });
});

describe('what npm run package is asked for', () => {
  it('is read, and what nobody knows is refused', () => {
    expect(readPackageOptions(['--offline', '--electron-dist', 'electron'], '/here')).toMatchObject({
      offline: true,
      unpackedOnly: false,
      electronDist: path.resolve('/here', 'electron'),
      output: path.join('/here', 'release'),
    });
    for (const words of [['--electron-dist'], ['--output', '--dir'], ['--publish'], ['deb']]) {
      expect(readPackageOptions(words, '/here')).toMatchObject({ problem: expect.stringContaining(words[0] ?? '') });
    }
  });

  it('builds with a feed and its key, or with neither', () => {
    const options = { electronDist: null, output: '/out', offline: false, unpackedOnly: false };
    expect(packageArguments(options, {}, []).join(' ')).not.toContain('updates');
    const both = { KEYRAIL_UPDATE_FEED: 'https://updates.example/', KEYRAIL_UPDATE_KEY: 'bWFkZSB1cA==' };
    expect(packageArguments(options, both, [])).toEqual(
      expect.arrayContaining(['-c.extraMetadata.updates.feed=https://updates.example/', '-c.publish.provider=generic']),
    );
    expect(() => packageArguments(options, { ...both, KEYRAIL_UPDATE_KEY: '' }, [])).toThrow('together');
  });
});
