import { Plus, Search } from 'lucide-react';
import { type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { CiTargetId, KeyId } from '#shared/domain/ids.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { PlacementMark } from './placement-mark.tsx';
import type { RankedTarget } from './rank-targets.ts';
import { stateWords } from './state-words.ts';

/** With more than these a field to find one by is worth its place. */
const WITHOUT_SEARCH = 6;

/**
 * The targets, the best one first. Up and down move and choose, from the list and from every field of the dialog (see
 * `nextTarget`). With many of them there is a field that finds by name, place and system.
 */
export function TargetChoice({
  targets,
  placing,
  chosen,
  focus,
  onChoose,
}: {
  readonly targets: readonly RankedTarget[];
  /** The key, for a target that is added meanwhile. */
  readonly placing: KeyId;
  readonly chosen: CiTargetId;
  /** What takes the focus first: the field, or the list where there is none. */
  readonly focus: RefObject<HTMLElement | null>;
  readonly onChoose: (id: CiTargetId) => void;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement | null>(null);
  const [query, setQuery] = useState('');
  const shown = useMemo(() => findTargets(targets, query), [targets, query]);
  const index = shown.findIndex(({ state }) => state.target.id === chosen);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [index]);
  const searched = targets.length > WITHOUT_SEARCH;
  const active = index === -1 ? undefined : `${id}-${index}`;
  return (
    <div className="field">
      <div className="field-label">
        <span id={`${id}-label`}>Target</span>
        <span className="field-aside">
          <Button
            variant="quiet"
            icon={Plus}
            className="copy-add-target"
            onClick={() => openDialog({ kind: 'add-ci-target', placing })}
          >
            Add a target…
          </Button>
        </span>
      </div>
      {searched ? (
        <div className="input">
          <Search size={14} className="input-icon" aria-hidden="true" />
          <input
            ref={(field) => {
              focus.current = field;
            }}
            type="text"
            role="combobox"
            aria-label="Find a target"
            aria-autocomplete="list"
            aria-expanded="true"
            aria-controls={id}
            aria-activedescendant={active}
            autoComplete="off"
            spellCheck={false}
            placeholder={`Find one of ${targets.length} targets`}
            value={query}
            onChange={(event) => {
              const next = event.target.value;
              setQuery(next);
              const [first] = findTargets(targets, next);
              if (first !== undefined) onChoose(first.state.target.id);
            }}
          />
        </div>
      ) : null}
      <div
        ref={(element) => {
          list.current = element;
          if (!searched) focus.current = element;
        }}
        id={id}
        className="copy-targets"
        role="listbox"
        aria-labelledby={`${id}-label`}
        // With a field over it, that one has the focus.
        tabIndex={searched ? -1 : 0}
        {...(searched ? {} : { 'aria-activedescendant': active })}
      >
        {shown.map((target, place) => (
          <TargetOption
            key={target.state.target.id}
            id={`${id}-${place}`}
            index={place}
            target={target}
            chosen={place === index}
            onChoose={() => onChoose(target.state.target.id)}
          />
        ))}
        {shown.length === 0 ? <p className="copy-targets-none">No target fits.</p> : null}
      </div>
    </div>
  );
}

function TargetOption({
  id,
  index,
  target: { state, fit, placement },
  chosen,
  onChoose,
}: {
  readonly id: string;
  readonly index: number;
  readonly target: RankedTarget;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}) {
  const { target } = state;
  const purpose = findEnvironment(target.environmentId);
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      data-index={index}
      className="copy-target"
      onMouseDown={(event) => {
        // The focus stays where the keys are listened to.
        event.preventDefault();
        onChoose();
      }}
    >
      <span className="copy-target-name truncate">
        {target.name}
        <span className="copy-target-place">
          {providerName(target.place.system)}
          {target.placeText === target.name ? '' : ` · ${target.placeText}`}
        </span>
      </span>
      <span className="copy-target-state">
        {placement !== null ? (
          <PlacementMark state={placement.state} text={stateWords(placement)} />
        ) : purpose === undefined ? null : (
          <span className="copy-target-purpose" data-elsewhere={fit === 'elsewhere' || undefined}>
            <EnvironmentSwatch colour={purpose.environment.colour} />
            {purpose.environment.name}
          </span>
        )}
      </span>
    </div>
  );
}

/** Those with every word in their name, place or system. */
export function findTargets(targets: readonly RankedTarget[], query: string): readonly RankedTarget[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter(({ state: { target } }) => {
    const all = `${target.name} ${target.placeText} ${providerName(target.place.system)}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
