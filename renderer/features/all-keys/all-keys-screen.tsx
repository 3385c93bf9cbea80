import { Archive, FilterX, KeyRound, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { registerCommands } from '../../commands/registry.ts';
import { NO_FACETS } from '../../data/key-table.ts';
import type { Shown } from '../../data/load-keys.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { loadAllKeys, setAllKeysFilter, setFacets, useAllKeys } from '../../stores/all-keys.ts';
import { useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { FacetBar } from './facet-bar.tsx';
import { KeyList, type KeyListHandle } from './key-list.tsx';

const VIEWS: readonly { readonly value: Shown; readonly label: string }[] = [
  { value: 'live', label: 'Keys' },
  { value: 'archived', label: 'Archive' },
  { value: 'deleted', label: 'Bin' },
];

/** Every key of every project, most urgent first. */
export function AllKeysScreen() {
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<KeyListHandle>(null);
  const show = useAllKeys((state) => state.show);
  const filter = useAllKeys((state) => state.filter);
  const hasProjects = useProjects((state) => state.projects !== null);
  useEffect(() => {
    if (!hasProjects) return;
    void loadAllKeys();
    return onEngineEvent('vault-changed', () => void loadAllKeys());
  }, [hasProjects]);
  useEffect(
    () =>
      registerCommands([
        {
          id: 'keys.filter',
          title: 'Filter keys',
          section: 'Keys',
          shortcut: '/',
          run: () => filterField.current?.select(),
        },
      ]),
    [],
  );
  return (
    <div className="screen">
      <header className="screen-header">
        <h1 className="screen-title">All projects</h1>
        <Segmented label="View" value={show} onChange={(next) => void loadAllKeys(next)} options={VIEWS} />
        <FilterField
          ref={filterField}
          value={filter}
          onChange={setAllKeysFilter}
          onLeave={() => list.current?.focus()}
        />
      </header>
      <FacetBar />
      <Content list={list} />
    </div>
  );
}

function Content({ list }: { readonly list: React.RefObject<KeyListHandle | null> }) {
  const table = useAllKeys((state) => state.table);
  const show = useAllKeys((state) => state.show);
  const error = useAllKeys((state) => state.error);
  const filter = useAllKeys((state) => state.filter);
  const facets = useAllKeys((state) => state.facets);
  const found = useMemo(() => table?.find(filter, facets) ?? null, [table, filter, facets]);
  if (table === null || found === null) {
    if (error === null) return <LoadingState label="Reading keys…" />;
    return <ErrorState title="The keys could not be read" message={error.message} onRetry={() => void loadAllKeys()} />;
  }
  if (table.rows.length === 0) return <Nothing show={show} />;
  if (found.length === 0) {
    const clear = (): void => {
      setAllKeysFilter('');
      setFacets(NO_FACETS);
    };
    return (
      <EmptyState icon={FilterX} title="No key fits" actions={<Button onClick={clear}>Clear all filters</Button>}>
        None of {formatCount(table.rows.length)} keys fits the filters.
      </EmptyState>
    );
  }
  return <KeyList ref={list} table={table} found={found} show={show} />;
}

function Nothing({ show }: { readonly show: Shown }) {
  switch (show) {
    case 'live':
      return (
        <EmptyState icon={KeyRound} title="No keys yet">
          Add the first one on a project’s board.
        </EmptyState>
      );
    case 'archived':
      return (
        <EmptyState icon={Archive} title="The archive is empty">
          Archived keys are kept here, out of the way of boards, exports and programs.
        </EmptyState>
      );
    case 'deleted':
      return (
        <EmptyState icon={Trash2} title="The bin is empty" tone="good">
          Deleted keys wait here for 30 days before they are erased.
        </EmptyState>
      );
  }
}
