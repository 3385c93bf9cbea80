import { type RefObject, useRef, useState } from 'react';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { usePreviewDiscard } from '../../actions/use-preview-discard.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { destination } from '../add-key/target.ts';
import { ImportPreviewStep } from './import-preview-step.tsx';
import { ImportSourceStep } from './import-source-step.tsx';

/** Takes the keys of a file or of pasted text in, after showing each name and what would happen to it. */
export function ImportDialog({
  open,
  environmentId = null,
  initialText,
  onClose,
}: {
  readonly open: boolean;
  /** The environment that was pointed at; otherwise the keys go where the person is. */
  readonly environmentId?: EnvironmentId | null;
  /** Holds a text that was pasted elsewhere; a ref, since it has values in it. */
  readonly initialText?: RefObject<string>;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects);
  if (!open || projects === null) return null;
  return <ImportSteps projects={projects} environmentId={environmentId} initialText={initialText} onClose={onClose} />;
}

function ImportSteps({
  projects,
  environmentId,
  initialText,
  onClose,
}: {
  readonly projects: readonly Project[];
  readonly environmentId: EnvironmentId | null;
  readonly initialText: RefObject<string> | undefined;
  readonly onClose: () => void;
}) {
  const [target, setTarget] = useState(() => destination(projects, useNavigation.getState(), environmentId));
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const pasted = useRef(initialText?.current ?? '');
  usePreviewDiscard('imports', preview?.previewId ?? null);

  const environment = projects
    .find(({ id }) => id === target.projectId)
    ?.environments.find(({ id }) => id === (preview?.environmentId ?? target.environmentId));
  if (preview !== null && environment !== undefined) {
    return (
      <ImportPreviewStep
        preview={preview}
        environment={environment}
        projectName={projects.find(({ id }) => id === environment.projectId)?.name ?? ''}
        onBack={() => setPreview(null)}
        onClose={onClose}
      />
    );
  }
  return (
    <ImportSourceStep
      projects={projects}
      target={target}
      onTarget={setTarget}
      text={pasted}
      onPreview={setPreview}
      onClose={onClose}
    />
  );
}
