import { FileInput, FilterX, KeyRound, Plus } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { registerCommands } from '../../commands/registry.ts';
import { buildBoard } from '../../data/board-model.ts';
import { openDialog } from '../../dialogs.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { ensureBoard, loadBoard, setBoardFilter, useBoard } from '../../stores/board.ts';
import type { Project } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { BoardGrid, type BoardGridHandle } from './board-grid.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** A project's keys as a matrix: a row a name, a column an environment. */
export function BoardScreen({ project }: { readonly project: Project }) {
  const filterField = useRef<HTMLInputElement>(null);
  const grid = useRef<BoardGridHandle>(null);
  const filter = useBoard((state) => state.filter);
  const environment = project.environments[0];
  const archived = project.archivedAt !== null;
  useEffect(() => {
    ensureBoard(project.id);
    return onEngineEvent('vault-changed', () => void loadBoard(project.id));
  }, [project.id]);
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
        <h1 className="screen-title truncate">
          Board<VisuallyHidden> of {project.name}</VisuallyHidden>
          {archived ? <span className="screen-note">archived project</span> : null}
        </h1>
        <FilterField ref={filterField} value={filter} onChange={setBoardFilter} onLeave={() => grid.current?.focus()} />
        <Button icon={FileInput} disabled={environment === undefined} onClick={() => openDialog({ kind: 'import' })}>
          Import
        </Button>
        <Button
          variant="primary"
          icon={Plus}
          disabled={environment === undefined}
          onClick={() => openDialog({ kind: 'add-key' })}
        >
          Add key
        </Button>
      </header>
      <BoardContent project={project} grid={grid} />
    </div>
  );
}

function BoardContent({
  project,
  grid,
}: {
  readonly project: Project;
  readonly grid: React.RefObject<BoardGridHandle | null>;
}) {
  const keys = useBoard((state) => (state.projectId === project.id ? state.keys : null));
  const error = useBoard((state) => state.error);
  const filter = useBoard((state) => state.filter);
  const selected = useBoard((state) => state.selected);
  const rows = useMemo(() => buildBoard(keys ?? [], filter), [keys, filter]);
  const shown = keys !== null && rows.length > 0;
  useEffect(() => {
    // Keyboard first: after unlocking or changing screens the arrows work at once, unless something else has the focus.
    const { activeElement } = document;
    const isFree = activeElement === null || activeElement === document.body || activeElement.closest('.rail, h1');
    if (shown && isFree) grid.current?.focus();
  }, [shown, grid]);
  if (keys === null) {
    if (error === null) return <LoadingState label="Reading keys…" />;
    return (
      <ErrorState
        title="The keys could not be read"
        message={error.message}
        onRetry={() => void loadBoard(project.id)}
      />
    );
  }
  if (keys.length === 0) return <EmptyBoard project={project} />;
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={FilterX}
        title="No key fits the filter"
        actions={<Button onClick={() => setBoardFilter('')}>Clear the filter</Button>}
      >
        Nothing in {project.name} has “{filter.trim()}” in its name, provider, prefix, tags or scopes.
      </EmptyState>
    );
  }
  return (
    <>
      <BoardGrid key={project.id} ref={grid} project={project} rows={rows} />
      {selected.size === 0 ? null : <SelectionBar keys={keys} selected={selected} />}
    </>
  );
}

function EmptyBoard({ project }: { readonly project: Project }) {
  const environment = project.environments[0];
  if (environment === undefined) {
    return (
      <EmptyState icon={KeyRound} title="No environment yet">
        Add an environment in the project’s settings; keys belong to one.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={KeyRound}
      title={`No keys in ${project.name} yet`}
      actions={
        <>
          <Button icon={FileInput} onClick={() => openDialog({ kind: 'import' })}>
            Import a file
          </Button>
          <Button variant="primary" icon={Plus} onClick={() => openDialog({ kind: 'add-key' })}>
            Add key
          </Button>
        </>
      }
    >
      Paste a key anywhere in this window with <Kbd keys="mod+v" />, or import a .env file.
    </EmptyState>
  );
}
