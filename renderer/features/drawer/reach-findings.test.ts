import { expect, test } from 'vitest';
import type { ScanId } from '#shared/domain/ids.ts';
import type { ScanFinding } from '#shared/domain/repository-scan.ts';
import { groupFindings } from './reach-findings.ts';

const finding = (change: Partial<ScanFinding>): ScanFinding => ({
  scanId: 'scan' as ScanId,
  root: '/home/dana/shop',
  scannedAt: 5,
  what: 'used',
  version: null,
  file: 'ci.yml',
  line: 1,
  inFiles: true,
  harmless: false,
  commit: null,
  ...change,
});

test('uses in one file are one line, and values come before them', () => {
  const commit = { id: '91bb7720c4d3518ea6f0925b7c1de84f3a60d7e2', at: 1 };
  const groups = groupFindings([
    finding({ line: 9 }),
    finding({ line: 2 }),
    finding({ what: 'value', version: 3, file: 'public.js', line: 4, harmless: true }),
    finding({ what: 'value', version: 2, file: 'old.env', line: null, inFiles: false, commit }),
  ]);
  expect(groups).toMatchObject([
    {
      file: 'old.env',
      lines: '',
      note: 'holds its value, v2, only in the history, commit 91bb772',
      repository: 'shop',
    },
    { file: 'ci.yml', lines: '2, 9', note: 'uses its name' },
    { file: 'public.js', lines: '4', note: 'has its value, v3', harmless: true },
  ]);
});

test('two versions in one file are two leaks', () => {
  const of = (version: number) => finding({ what: 'value', version, file: null, line: null });
  expect(groupFindings([of(1), of(2)])).toHaveLength(2);
});
