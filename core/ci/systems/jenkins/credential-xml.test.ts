import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlatXml } from '../../../../tests/simulators/ci/flat-xml.ts';
import { changedCredential, isXmlText, newCredential, readCredential } from './credential-xml.ts';

const TEXT = { form: 'text', identifier: null } as const;

function children(xml: string): Record<string, string> | null {
  const read = readFlatXml(xml);
  return read === null ? null : Object.fromEntries(read.children);
}

describe('a credential’s XML', () => {
  it('holds every text that XML can hold, in ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
        fc.pre(isXmlText(value));
        const xml = newCredential('deploy', TEXT, value);
        expect(xml).toMatch(/^[\t\n\r\x20-\x7e]*$/);
        expect(children(xml)).toEqual({ scope: 'GLOBAL', id: 'deploy', description: '', secret: value });
        const again = changedCredential(readCredential(xml) ?? { type: '', children: [] }, TEXT, 'other');
        expect(children(again ?? '')?.['secret']).toBe('other');
      }),
      { numRuns: 300 },
    );
  });

  it.each(['\u0000', '\u0008', '\u000b', '\u001b[0m', '\ufffe', '\uffff', '\ud800', 'a\udc00'])(
    'cannot hold %j',
    (value) => {
      expect(isXmlText(value)).toBe(false);
    },
  );

  it.each(['\t\n\r', '\u007f\u0085', '\ud7ff\ue000\ufffd', '\u{10000}\u{10ffff}', ']]>', '<!--'])(
    'can hold %j',
    (value) => {
      expect(isXmlText(value)).toBe(true);
    },
  );

  it('keeps what it does not know, and nothing that is hidden', () => {
    const xml = `<?xml version='1.1' encoding='UTF-8'?>
<a.B plugin="credentials@1">
  <!-- <secret>not this</secret> -->
  <scope>SYSTEM</scope>
  <id>deploy</id>
  <description>Ümlaut &amp; more</description>
  <extra kind="x"><inner>1</inner><inner/></extra>
  <secret><secret-redacted/></secret>
</a.B>`;
    const read = readCredential(xml);
    expect(read?.type).toBe('a.B');
    expect(changedCredential(read ?? { type: '', children: [] }, TEXT, '<new>')).toBe(
      '<a.B><scope>SYSTEM</scope><id>deploy</id><description>&#xdc;mlaut &amp; more</description>' +
        '<extra kind="x"><inner>1</inner><inner/></extra><secret>&lt;new&gt;</secret></a.B>',
    );
    const hidden = readCredential('<a.B><other><secret-redacted/></other><secret><secret-redacted/></secret></a.B>');
    expect(changedCredential(hidden ?? { type: '', children: [] }, TEXT, 'x')).toBeNull();
  });

  it.each([
    '',
    'no XML',
    '<a><b></a></b>',
    '<a><b></a>',
    '<a></a><b></b>',
    '<a></a>text',
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    '<a b=c></a>',
    '<a',
    '</a>',
  ])('reads no %j', (xml) => {
    expect(readCredential(xml)).toBeNull();
  });

  it('reads whatever it is given in time that grows with it', () => {
    const started = performance.now();
    for (const xml of ['<a '.repeat(50_000), `<a>${'<b>'.repeat(50_000)}`, `<a>${'<b x="'.repeat(50_000)}`]) {
      expect(readCredential(xml)).toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
