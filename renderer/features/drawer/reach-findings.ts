import type { ScanFinding } from '#shared/domain/repository-scan.ts';
import { folderName } from '../ci-scan/scan-words.ts';

/** What was found of a key in one file, as the drawer shows it. */
export interface FoundInFile {
  readonly id: string;
  readonly what: ScanFinding['what'];
  /** The folder's own name. */
  readonly repository: string;
  /** Null: in a commit's message. */
  readonly file: string | null;
  /** "41, 88", or empty where no line is known. */
  readonly lines: string;
  /** "its name", "the value of v1, commit 91bb772". */
  readonly note: string;
  readonly harmless: boolean;
  readonly scannedAt: number;
}

/** A line a file, values before names: a value in a file is what should not be. */
export function groupFindings(findings: readonly ScanFinding[]): readonly FoundInFile[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const finding of findings) {
    const { scanId, what, file, version, commit } = finding;
    // Each version of a value is a leak of its own.
    const id = [scanId, what, file, what === 'value' ? version : '', what === 'value' ? commit?.id : ''].join('\n');
    const known = groups.get(id);
    if (known === undefined) groups.set(id, [finding]);
    else known.push(finding);
  }
  const rank = ({ what, harmless }: FoundInFile): number => (what === 'used' ? 1 : harmless ? 2 : 0);
  return [...groups].flatMap(([id, found]) => describe(id, found)).sort((a, b) => rank(a) - rank(b));
}

function describe(id: string, found: readonly ScanFinding[]): readonly FoundInFile[] {
  const [first] = found;
  if (first === undefined) return [];
  const { what, root, file, harmless, scannedAt } = first;
  const lines = [...new Set(found.flatMap(({ line }) => line ?? []))].sort((a, b) => a - b).join(', ');
  return [{ id, what, repository: folderName(root), file, lines, note: noteOf(first), harmless, scannedAt }];
}

function noteOf({ what, version, inFiles, commit, harmless }: ScanFinding): string {
  if (what === 'used') return 'uses its name';
  const which = version === null ? 'its value' : `its value, v${version}`;
  const where =
    commit === null ? '' : `, ${inFiles ? 'since' : 'only in the history,'} commit ${commit.id.slice(0, 7)}`;
  return `${harmless ? 'has' : 'holds'} ${which}${where}`;
}
