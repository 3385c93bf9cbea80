import type { RepositoryScan, SuggestedPlacement } from '#shared/domain/repository-scan.ts';
import { providerName } from '../../data/provider-name.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Checkbox } from '../../ui/choices.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { placeWords } from './scan-words.ts';

/** Placements that the CI files make likely, to be recorded in one step. Nothing is sent. */
export function ScanSuggestions({
  scan: { suggestions },
  chosen,
  onChange,
}: {
  readonly scan: RepositoryScan;
  readonly chosen: ReadonlySet<number>;
  readonly onChange: (chosen: Set<number>) => void;
}) {
  const choosable = suggestions.flatMap(({ place }, index) => (place === null ? [] : index));
  const all = choosable.length > 0 && choosable.every((index) => chosen.has(index));
  const toggle = (index: number, wanted: boolean): void => {
    const next = new Set(chosen);
    if (wanted) next.add(index);
    else next.delete(index);
    onChange(next);
  };
  return (
    <>
      <p className="scan-note">
        CI uses these names, so the keys are most likely there already. Recorded as placed, Keyrail tells when one falls
        behind. Nothing is sent; targets that are missing are added without a token.
      </p>
      {choosable.length < 2 ? null : (
        <div className="suggested-all">
          <Checkbox
            label="All of them"
            checked={all ? true : chosen.size > 0 ? 'indeterminate' : false}
            onChange={() => onChange(new Set(all ? [] : choosable))}
          />
        </div>
      )}
      <ul className="suggested-list">
        {suggestions.map((suggested, index) => (
          // Suggestions have no other identity than their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index}>
            <Checkbox
              label={<SuggestedLabel suggested={suggested} />}
              hint={
                suggested.place === null
                  ? 'The repository does not say where that is. Add the target, and place the key there.'
                  : `${providerName(suggested.system)}, ${placeWords(suggested.place)}`
              }
              checked={chosen.has(index)}
              disabled={suggested.place === null}
              onChange={(wanted) => toggle(index, wanted)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function SuggestedLabel({ suggested: { secretName, environmentId } }: { readonly suggested: SuggestedPlacement }) {
  const place = findEnvironment(environmentId);
  return (
    <span className="suggested-label">
      <span className="mono">{secretName}</span>
      {place === undefined ? null : (
        <span className="suggested-from">
          <EnvironmentSwatch colour={place.environment.colour} />
          {place.project.name}, {place.environment.name}
        </span>
      )}
    </span>
  );
}
