import { ArrowRight, Plus, X } from 'lucide-react';
import type { ProjectId } from '#shared/domain/ids.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { ConnectionErrors, ConnectionValues } from './connection-form-values.ts';

const NONE: readonly Project[] = [];

/** Which project the keys of a connection belong to, and which of the provider's environments is which of ours. */
export function EnvironmentMapping({
  values,
  errors,
  onChange,
}: {
  readonly values: ConnectionValues;
  readonly errors: ConnectionErrors;
  readonly onChange: (change: Partial<ConnectionValues>) => void;
}) {
  const projects = useProjects((state) => state.projects) ?? NONE;
  const project = projects.find(({ id }) => id === values.projectId);
  const options = (project?.environments ?? []).map(({ id, name, colour }) => ({
    value: id,
    label: name,
    mark: <EnvironmentSwatch colour={colour} />,
  }));
  const { mapped } = values;
  const nextRow = mapped.reduce((highest, { row }) => Math.max(highest, row), -1) + 1;
  return (
    <>
      <div className="form-columns">
        <Select<ProjectId | 'none'>
          label="Project"
          value={values.projectId === '' ? 'none' : values.projectId}
          error={errors['projectId']}
          onChange={(chosen) =>
            // The environments of one project say nothing about another.
            onChange({ projectId: chosen === 'none' ? '' : chosen, mapped: [], otherwise: '' })
          }
          options={[
            { value: 'none', label: 'Any project' },
            ...projects
              .filter(({ archivedAt, id }) => archivedAt === null || id === values.projectId)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        {project === undefined ? null : (
          <Select
            label={mapped.length === 0 ? 'Environment' : 'All others go to'}
            value={values.otherwise === '' ? 'none' : values.otherwise}
            error={errors['otherwise']}
            onChange={(chosen) => onChange({ otherwise: chosen === 'none' ? '' : chosen })}
            options={[{ value: 'none' as const, label: 'Any environment' }, ...options]}
          />
        )}
      </div>
      {project === undefined ? null : (
        <div className="mapping">
          {mapped.map((each) => (
            <div key={each.row} className="mapping-row">
              <TextField
                label="The provider’s name"
                labelHidden
                placeholder="The provider’s name, such as prod"
                value={each.remote}
                onChange={(event) =>
                  onChange({
                    mapped: mapped.map((one) => (one === each ? { ...one, remote: event.target.value } : one)),
                  })
                }
              />
              <ArrowRight size={14} className="faint" aria-hidden="true" />
              <Select
                label={`Environment for ${each.remote === '' ? 'this name' : each.remote}`}
                labelHidden
                value={each.environmentId}
                placeholder="Choose an environment"
                error={errors[`mapped.${each.row}`]}
                onChange={(environmentId) =>
                  onChange({ mapped: mapped.map((one) => (one === each ? { ...one, environmentId } : one)) })
                }
                options={options}
              />
              <IconButton
                icon={X}
                size="small"
                label={`Remove the line of ${each.remote === '' ? 'this name' : each.remote}`}
                onClick={() => onChange({ mapped: mapped.filter((one) => one !== each) })}
              />
            </div>
          ))}
          <Button
            variant="quiet"
            icon={Plus}
            className="mapping-add"
            onClick={() => onChange({ mapped: [...mapped, { row: nextRow, remote: '', environmentId: '' }] })}
          >
            Name an environment at the provider
          </Button>
        </div>
      )}
    </>
  );
}
