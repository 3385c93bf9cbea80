import { placeOf, targetRow } from '#core/ci/target-rows.ts';
import type { AcceptedSuggestions } from '#core/scan/accept-suggestions.ts';
import type { KnownPlacement } from '#core/scan/compare/used-secrets.ts';
import type { Store } from '#core/store/store.ts';
import type { FoundValue, RepositoryScan, SecretKey } from '#shared/domain/repository-scan.ts';
import { isoOf } from '../key-json.ts';

type KeyNames = { readonly name: string; readonly project: string; readonly environment: string };

/** A scan as `ci scan --json` prints it; part of the command line's stable output. */
export function scanJson(
  store: Store,
  scan: RepositoryScan,
  placements: readonly KnownPlacement[],
  accepted: AcceptedSuggestions | null,
) {
  const keys = new Map(scan.secrets.flatMap((secret) => secret.keys).map((key) => [key.keyId as string, namesOf(key)]));
  const placed = new Map(placements.map((placement) => [placement.id, placement]));
  return {
    root: scan.root,
    repository: scan.repository,
    ciFiles: scan.ciFiles,
    secrets: scan.secrets.map(({ key, keys: all, placementIds, ...secret }) => ({
      ...secret,
      key: key === null ? null : namesOf(key),
      keys: all.map(namesOf),
      placements: placementIds,
    })),
    unused: scan.unused.map(({ placementId, secretName, system, namedIn, notRead }) => ({
      placement: placementId,
      secretName,
      system,
      place: placed.get(placementId)?.place ?? null,
      namedIn,
      notRead,
    })),
    suggestions: scan.suggestions.map(({ keyId, secretName, system, place, baseUrl }) => ({
      key: keys.get(keyId) ?? null,
      secretName,
      system,
      place,
      baseUrl,
    })),
    values: scan.values.map(valueJson),
    skippedValues: scan.skippedValues.map(({ keyId, ...skipped }) => skipped),
    notSearched: scan.notSearched,
    problems: scan.problems,
    searched: scan.searched,
    /** Null without --accept. */
    accepted:
      accepted === null
        ? null
        : {
            targets: accepted.targets.map((row) => ({ name: row.name, system: row.system, place: placeOf(row) })),
            placements: accepted.placements.map(({ keyId, targetId, secretName }) => ({
              key: keys.get(keyId) ?? null,
              target: targetRow(store, targetId)?.name ?? null,
              secretName,
            })),
          },
  };
}

function valueJson({ keyId, versionId, commit, ...found }: FoundValue) {
  return { ...found, commit: commit?.id ?? null, committedAt: isoOf(commit?.at ?? null) };
}

function namesOf({ name, project, environment }: SecretKey): KeyNames {
  return { name, project, environment };
}
