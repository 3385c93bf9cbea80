import { Archive, ArchiveRestore, Pencil, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { perform } from '../../actions/perform.ts';
import { openDialog } from '../../dialogs.ts';
import { engine } from '../../engine/client.ts';
import { showScreen } from '../../stores/navigation.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EnvironmentDialog } from './environment-dialog.tsx';
import { EnvironmentList } from './environment-list.tsx';
import { EnvironmentPolicies } from './environment-policies.tsx';

/** A project's name, environments and end. Every change can be undone from its notice. */
export function ProjectSettingsScreen({ project }: { readonly project: Project }) {
  const [editing, setEditing] = useState<Environment | 'new' | null>(null);
  const archived = project.archivedAt !== null;
  const { id: projectId } = project;
  return (
    <div className="screen">
      <header className="screen-header">
        <h1 className="screen-title truncate" title={project.name}>
          {project.name}
          <span className="screen-note">{summary(project)}</span>
        </h1>
        <Button onClick={() => showScreen('board')}>To the board</Button>
      </header>
      <div className="project-settings">
        <section className="settings-block">
          <div className="settings-block-head">
            <h2>Environments</h2>
            <Button icon={Plus} onClick={() => setEditing('new')}>
              Add environment
            </Button>
          </div>
          <p className="settings-block-text">
            The columns of the board, in this order. A protected environment asks once per unlock before its values are
            used.
          </p>
          <EnvironmentList project={project} onEdit={setEditing} />
        </section>
        <EnvironmentPolicies project={project} />
        <section className="settings-block">
          <h2>Project</h2>
          <div className="project-card">
            <div className="settings-line">
              <div>
                <h3>Name</h3>
                <p className="settings-block-text truncate">{project.name}</p>
              </div>
              <Button
                icon={Pencil}
                onClick={() => openDialog({ kind: 'rename-project', projectId, name: project.name })}
              >
                Rename
              </Button>
            </div>
            <div className="settings-line">
              <div>
                <h3>{archived ? 'Archived' : 'Archive'}</h3>
                <p className="settings-block-text">Out of the rail and the switcher’s list; its keys stay.</p>
              </div>
              <Button
                icon={archived ? ArchiveRestore : Archive}
                onClick={() => void perform(engine().projects.archive({ projectId, archived: !archived }))}
              >
                {archived ? 'Bring back' : 'Archive'}
              </Button>
            </div>
            <div className="settings-line">
              <div>
                <h3>Remove</h3>
                <p className="settings-block-text">
                  Only a project without keys can be removed, archive and bin included.
                </p>
              </div>
              <Button
                variant="danger"
                icon={Trash2}
                onClick={() => void perform(engine().projects.remove({ projectId }))}
              >
                Remove
              </Button>
            </div>
          </div>
        </section>
      </div>
      {editing === null ? null : (
        <EnvironmentDialog
          project={project}
          environment={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

/** "Project settings, 42 keys" */
function summary({ keyCount }: Project): string {
  return `Project settings, ${keyCount === 1 ? '1 key' : `${formatCount(keyCount)} keys`}`;
}
