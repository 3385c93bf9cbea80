import { type RefObject, useRef, useState } from 'react';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { GivenText } from '#shared/contract/pasted.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { usePreviewDiscard } from '../../actions/use-preview-discard.ts';
import type { KeptForm } from '../../dialogs.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { type Project, useProjects } from '../../stores/projects.ts';
import { destination, type Target } from '../add-key/target.ts';
import { useKeptPaste } from '../add-key/use-kept-paste.ts';
import { ImportPreviewStep } from './import-preview-step.tsx';
import { ImportSourceStep } from './import-source-step.tsx';

/** Takes the keys of a file or of pasted text in, after showing each name and what would happen to it. */
export function ImportDialog({
  open,
  environmentId = null,
  initialText,
  given,
  onImported,
  kept,
  onClose,
}: {
  readonly open: boolean;
  /** The environment that was pointed at; otherwise the keys go where the person is. */
  readonly environmentId?: EnvironmentId | null;
  /** Holds a text that was pasted elsewhere; a ref, since it has values in it. */
  readonly initialText?: RefObject<string>;
  /** That text, for the engine, where it is in the engine alone. */
  readonly given?: () => GivenText;
  /** Something was imported. */
  readonly onImported?: () => void;
  /** It goes on with a text that was pasted before. */
  readonly kept?: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects);
  if (!open || projects === null) return null;
  return (
    <ImportSteps
      projects={projects}
      environmentId={environmentId}
      initialText={initialText}
      given={given}
      onImported={onImported}
      kept={kept}
      onClose={onClose}
    />
  );
}

function ImportSteps({
  projects,
  environmentId,
  initialText,
  given,
  onImported,
  kept,
  onClose,
}: {
  readonly projects: readonly Project[];
  readonly environmentId: EnvironmentId | null;
  readonly initialText: RefObject<string> | undefined;
  readonly given: (() => GivenText) | undefined;
  readonly onImported: (() => void) | undefined;
  readonly kept: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const [target, setTarget] = useState(
    () =>
      (kept?.fields as { readonly target: Target } | undefined)?.target ??
      destination(projects, useNavigation.getState(), environmentId),
  );
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [isPasted, setIsPasted] = useState(false);
  const pasted = useRef(initialText?.current ?? '');
  const paste = useKeptPaste(pasted, kept, { label: 'Import keys', request: { kind: 'import' }, fields: { target } });
  usePreviewDiscard('imports', preview?.previewId ?? null);

  const environment = projects
    .find(({ id }) => id === target.projectId)
    ?.environments.find(({ id }) => id === (preview?.environmentId ?? target.environmentId));
  if (preview !== null && environment !== undefined) {
    return (
      <ImportPreviewStep
        key={`${preview.previewId} ${preview.reader ?? ''}`}
        preview={preview}
        onPreview={setPreview}
        environment={environment}
        projectName={projects.find(({ id }) => id === environment.projectId)?.name ?? ''}
        isPasted={isPasted}
        onBack={() => setPreview(null)}
        onImported={() => {
          paste.stored();
          onImported?.();
        }}
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
      isKept={kept !== undefined || given !== undefined}
      given={() => (pasted.current === '' && given !== undefined ? given() : paste.given())}
      onText={() => {
        // What another form holds is kept by that one.
        if (given === undefined) paste.keep();
      }}
      onPreview={(next, from) => {
        setIsPasted(from === 'text');
        setPreview(next);
      }}
      onClose={onClose}
    />
  );
}
