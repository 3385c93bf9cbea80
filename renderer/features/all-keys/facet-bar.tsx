import { useMemo } from 'react';
import type { KeyStatus } from '#shared/domain/key.ts';
import { type Facets, NO_FACETS } from '../../data/key-table.ts';
import { providerName } from '../../data/provider-name.ts';
import { setFacets, useAllKeys } from '../../stores/all-keys.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Select, type SelectOption } from '../../ui/select.tsx';

const ALL = 'all';
const NONE: readonly Project[] = [];

type StatusFacet = KeyStatus | 'rotate';

const STATUSES: readonly SelectOption<StatusFacet>[] = [
  { value: 'expired', label: 'Expired' },
  { value: 'expiring', label: 'Expiring' },
  { value: 'rotate', label: 'Rotation due' },
  { value: 'revoked', label: 'Revoked' },
  { value: 'deactivated', label: 'Deactivated' },
  { value: 'active', label: 'Active' },
];

/** What narrows the list besides the filter field, and how much is left. */
export function FacetBar() {
  const table = useAllKeys((state) => state.table);
  const facets = useAllKeys((state) => state.facets);
  const show = useAllKeys((state) => state.show);
  const projects = useProjects((state) => state.projects) ?? NONE;
  const environments = useMemo(
    () => [...new Set(projects.flatMap((project) => project.environments.map(({ name }) => name)))],
    [projects],
  );
  const providers = useMemo(
    () => [...new Set(table?.rows.map((key) => key.provider ?? ''))].filter((id) => id !== '').sort(),
    [table],
  );
  const set = (facets !== NO_FACETS && Object.values(facets).some((facet) => facet !== null)) || false;
  return (
    <div className="facets">
      <Facet
        name="projectId"
        label="Project"
        every="Every project"
        facets={facets}
        options={projects.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Facet
        name="environment"
        label="Environment"
        every="Every environment"
        facets={facets}
        options={environments.map((name) => ({ value: name, label: name }))}
      />
      <Facet
        name="provider"
        label="Provider"
        every="Every provider"
        facets={facets}
        options={providers.map((id) => ({ value: id, label: providerName(id) }))}
      />
      {show === 'live' ? (
        <Facet name="status" label="Status" every="Every status" facets={facets} options={STATUSES} />
      ) : null}
      {set ? (
        <Button variant="quiet" onClick={() => setFacets(NO_FACETS)}>
          Clear
        </Button>
      ) : null}
      <Count />
    </div>
  );
}

function Facet({
  name,
  label,
  every,
  facets,
  options,
}: {
  readonly name: keyof Facets;
  readonly label: string;
  readonly every: string;
  readonly facets: Facets;
  readonly options: readonly SelectOption<string>[];
}) {
  return (
    <Select
      className="facet"
      label={label}
      labelHidden
      value={facets[name] ?? ALL}
      onChange={(value) => setFacets({ [name]: value === ALL ? null : value })}
      options={[{ value: ALL, label: every }, ...options]}
    />
  );
}

function Count() {
  const table = useAllKeys((state) => state.table);
  const filter = useAllKeys((state) => state.filter);
  const facets = useAllKeys((state) => state.facets);
  const loading = useAllKeys((state) => state.loading);
  const found = useMemo(() => table?.find(filter, facets).length ?? 0, [table, filter, facets]);
  if (table === null) return null;
  const total = table.rows.length;
  const all = total === 1 ? '1 key' : `${formatCount(total)} keys`;
  const text = found === total ? all : `${formatCount(found)} of ${all}`;
  return (
    <span className="facet-count" role="status">
      {loading === null || loading <= total ? text : `${text}, reading more…`}
    </span>
  );
}
