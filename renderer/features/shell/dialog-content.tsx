import { type DialogRequest, openDialog } from '../../dialogs.ts';
import { AddKeyDialog } from '../add-key/add-key-dialog.tsx';
import { SetValueDialog } from '../add-key/set-value-dialog.tsx';
import { CaptureDialog } from '../capture/capture-dialog.tsx';
import { PushDialog, PushSteps } from '../ci/push-dialog.tsx';
import { ReceiptDialog } from '../ci/receipt-dialog.tsx';
import { RecordDialog } from '../ci/record-dialog.tsx';
import { AddTargetDialog, EditTargetDialog, RemoveTargetDialog } from '../ci/target-dialogs.tsx';
import { CopyAssistantDialog } from '../ci-copy/copy-assistant-dialog.tsx';
import { ScanDialog } from '../ci-scan/scan-dialog.tsx';
import { EditKeyDialog } from '../drawer/edit-key-dialog.tsx';
import { EraseKeysDialog } from '../drawer/erase-keys-dialog.tsx';
import { MoveKeysDialog } from '../drawer/move-keys-dialog.tsx';
import { RenameKeyDialog } from '../drawer/rename-key-dialog.tsx';
import { ExportDialog } from '../import/export-dialog.tsx';
import { ImportDialog } from '../import/import-dialog.tsx';
import { CalendarDialog } from '../inbox/calendar-dialog.tsx';
import { DismissDialog } from '../inbox/dismiss-dialog.tsx';
import { RecoveryDrillDialog } from '../inbox/recovery-drill-dialog.tsx';
import { SettleDialog } from '../inbox/settle-dialog.tsx';
import { SnoozeDialog } from '../inbox/snooze-dialog.tsx';
import { AdoptDialog } from '../inventory/adopt-dialog.tsx';
import { LinkDialog } from '../inventory/link-dialog.tsx';
import { PolicyDialog } from '../policies/policy-dialog.tsx';
import { ProjectNameDialog } from '../project-settings/project-name-dialog.tsx';
import { AddConnectionDialog, EditConnectionDialog } from '../providers/connection-dialog.tsx';
import { RemoveConnectionDialog } from '../providers/remove-connection-dialog.tsx';
import { RotationDialogs } from '../rotation/rotation-dialogs.tsx';
import { PlanRotationDialog } from '../timeline/plan-dialog.tsx';
import { LockDialog } from './lock-dialog.tsx';

/** The dialog that was asked for. */
export function DialogContent({ request, onClose }: { readonly request: DialogRequest; readonly onClose: () => void }) {
  switch (request.kind) {
    case 'add-key': {
      const { kind: _kind, ...props } = request;
      return <AddKeyDialog open {...props} onClose={onClose} />;
    }
    case 'import':
      return <ImportDialog open kept={request.kept} onClose={onClose} />;
    case 'export':
      return <ExportDialog open environmentId={request.environmentId} onClose={onClose} />;
    case 'edit-key':
      return <EditKeyDialog keyId={request.keyId} onClose={onClose} />;
    case 'set-value':
      return <SetValueDialog open keyId={request.keyId} kept={request.kept} onClose={onClose} />;
    case 'rename-key':
      return <RenameKeyDialog keyId={request.keyId} name={request.name} onClose={onClose} />;
    case 'move-keys':
      return <MoveKeysDialog keyIds={request.keyIds} from={request.from} onClose={onClose} />;
    case 'erase-keys':
      return <EraseKeysDialog keyIds={request.keyIds} label={request.label} onClose={onClose} />;
    case 'add-connection':
      return <AddConnectionDialog provider={request.provider ?? null} onClose={onClose} />;
    case 'edit-connection':
      return <EditConnectionDialog connectionId={request.connectionId} onClose={onClose} />;
    case 'remove-connection':
      return <RemoveConnectionDialog connectionId={request.connectionId} onClose={onClose} />;
    case 'capture':
      return <CaptureDialog connectionId={request.connectionId} from={request.from} onClose={onClose} />;
    case 'adopt':
      return (
        <AdoptDialog
          remoteKeyId={request.remoteKeyId}
          connectionId={request.connectionId}
          kept={request.kept}
          onClose={onClose}
        />
      );
    case 'link-remote-key':
      return (
        <LinkDialog
          remoteKeyId={request.remoteKeyId}
          connectionId={request.connectionId}
          name={request.name}
          onClose={onClose}
        />
      );
    case 'copy-assistant': {
      const { keyId, targetId, rotationId } = request;
      const back = rotationId === undefined ? onClose : () => openDialog({ kind: 'rotation', rotationId });
      return <CopyAssistantDialog keyId={keyId} wanted={targetId ?? null} onClose={back} />;
    }
    case 'scan':
      return <ScanDialog scanId={request.scanId ?? null} onClose={onClose} />;
    case 'add-ci-target':
      return <AddTargetDialog system={request.system ?? null} placing={request.placing ?? null} onClose={onClose} />;
    case 'edit-ci-target':
      return <EditTargetDialog targetId={request.targetId} onClose={onClose} />;
    case 'remove-ci-target':
      return <RemoveTargetDialog targetId={request.targetId} onClose={onClose} />;
    case 'push':
      return (
        <PushDialog
          keyIds={request.keyIds ?? null}
          targetIds={request.targetIds ?? null}
          environmentId={request.environmentId ?? null}
          onClose={onClose}
        />
      );
    case 'push-steps':
      return (
        <PushSteps
          question={{ of: 'steps', steps: [...request.steps] }}
          title="Push to CI"
          onBack={null}
          onClose={onClose}
        />
      );
    case 'push-behind': {
      const { targetIds, keyId } = request;
      return (
        <PushSteps
          question={{
            of: 'behind',
            ...(targetIds === undefined ? {} : { targetIds: [...targetIds] }),
            ...(keyId === undefined ? {} : { keyId }),
          }}
          title="Push what is behind"
          onBack={null}
          onClose={onClose}
        />
      );
    }
    case 'put-back':
      return (
        <PushSteps
          question={{ of: 'receipt', receiptId: request.receiptId }}
          title="Put the previous versions back"
          onBack={null}
          onClose={onClose}
        />
      );
    case 'receipt': {
      const { receiptId, rotationId } = request;
      const back = rotationId === undefined ? onClose : () => openDialog({ kind: 'rotation', rotationId });
      return <ReceiptDialog receiptId={receiptId} onClose={back} />;
    }
    case 'record-placement':
      return <RecordDialog targetId={request.targetId} secretName={request.secretName ?? null} onClose={onClose} />;
    case 'rotate':
    case 'rotation':
    case 'rotate-campaign':
    case 'campaign':
    case 'rotations':
      return <RotationDialogs request={request} onClose={onClose} />;
    case 'plan-rotation': {
      const { kind: _kind, ...props } = request;
      return <PlanRotationDialog {...props} onClose={onClose} />;
    }
    case 'snooze':
      return <SnoozeDialog reminderId={request.reminderId} name={request.name} onClose={onClose} />;
    case 'dismiss':
      return <DismissDialog reminderId={request.reminderId} name={request.name} onClose={onClose} />;
    case 'export-calendar':
      return (
        <CalendarDialog
          projectId={request.projectId ?? null}
          environmentId={request.environmentId ?? null}
          onClose={onClose}
        />
      );
    case 'settle-drift': {
      const { kind: _kind, ...props } = request;
      return <SettleDialog {...props} onClose={onClose} />;
    }
    case 'check-recovery-code':
      return <RecoveryDrillDialog onClose={onClose} />;
    case 'policy':
      return <PolicyDialog scope={request.scope} title={request.title} onClose={onClose} />;
    case 'confirm-lock':
      return <LockDialog onClose={onClose} />;
    case 'new-project':
      return <ProjectNameDialog project={null} onClose={onClose} />;
    case 'rename-project':
      return <ProjectNameDialog project={{ id: request.projectId, name: request.name }} onClose={onClose} />;
  }
}
