import type { CiSystemId, ValueEncoding } from '#shared/domain/ci.ts';
import type {
  CampaignId,
  CiTargetId,
  ConnectionId,
  EnvironmentId,
  KeyId,
  PastedId,
  ProjectId,
  ReceiptId,
  ReminderId,
  RemoteKeyId,
  RotationId,
  ScanId,
} from '#shared/domain/ids.ts';
import type { PolicyScope } from '#shared/domain/policy.ts';
import type { CampaignFilter, RotationMode } from '#shared/domain/rotation.ts';

/** One key that is to be in one target. */
export interface PushWish {
  readonly keyId: KeyId;
  readonly targetId: CiTargetId;
  /** Absent: the name under which the key is there already, else the key's own. */
  readonly secretName?: string;
  /** Absent: as it is there already, else as it is. */
  readonly encoding?: ValueEncoding;
  /** The person meant this very secret: one that somebody else put there is replaced as well. */
  readonly named: boolean;
}

/** A form that was closed before the value that was pasted into it was stored: how it was filled in, and where the value is. */
export interface KeptForm {
  readonly pastedId: PastedId;
  /** As the form itself said them. */
  readonly fields: unknown;
}

/** The forms that a value can be pasted into. */
export type KeptRequest = Extract<DialogRequest, { readonly kept?: KeptForm }>;

/** A dialog that any part of the window may ask for. One is open at a time. */
export type DialogRequest =
  | {
      readonly kind: 'add-key';
      /** The cell or environment that was pointed at; absent: where the person is. */
      readonly environmentId?: EnvironmentId;
      readonly name?: string;
      readonly initialText?: string;
      readonly kept?: KeptForm;
    }
  | { readonly kind: 'import'; readonly kept?: KeptForm }
  | { readonly kind: 'export'; readonly environmentId: EnvironmentId }
  | { readonly kind: 'edit-key'; readonly keyId: KeyId }
  | { readonly kind: 'set-value'; readonly keyId: KeyId; readonly kept?: KeptForm }
  | { readonly kind: 'rename-key'; readonly keyId: KeyId; readonly name: string }
  | { readonly kind: 'move-keys'; readonly keyIds: readonly KeyId[]; readonly from: EnvironmentId | null }
  | { readonly kind: 'erase-keys'; readonly keyIds: readonly KeyId[]; readonly label: string }
  | { readonly kind: 'add-connection'; readonly provider?: string }
  | { readonly kind: 'edit-connection'; readonly connectionId: ConnectionId }
  | { readonly kind: 'remove-connection'; readonly connectionId: ConnectionId }
  | { readonly kind: 'capture'; readonly connectionId: ConnectionId; readonly from: 'dashboard' | 'file' | 'text' }
  | {
      readonly kind: 'adopt';
      readonly remoteKeyId: RemoteKeyId;
      readonly connectionId: ConnectionId;
      readonly kept?: KeptForm;
    }
  | {
      readonly kind: 'link-remote-key';
      readonly remoteKeyId: RemoteKeyId;
      readonly connectionId: ConnectionId;
      readonly name: string;
    }
  /** Placing a key by hand; `targetId` absent: the target that fits best is chosen. */
  | {
      readonly kind: 'copy-assistant';
      readonly keyId: KeyId;
      readonly targetId?: CiTargetId;
      /** Present: it is done for a rotation, which is shown again afterwards. */
      readonly rotationId?: RotationId;
    }
  /** Scanning a repository; `scanId` present: that one again, at once. */
  | { readonly kind: 'scan'; readonly scanId?: ScanId }
  /** `placing` present: once it is there, that key is placed in it. */
  | { readonly kind: 'add-ci-target'; readonly system?: CiSystemId; readonly placing?: KeyId }
  | { readonly kind: 'edit-ci-target'; readonly targetId: CiTargetId }
  | { readonly kind: 'remove-ci-target'; readonly targetId: CiTargetId }
  | {
      /** Which keys go to which targets is chosen in the dialog; what is given here is chosen already. */
      readonly kind: 'push';
      readonly keyIds?: readonly KeyId[];
      readonly targetIds?: readonly CiTargetId[];
      /** All keys of an environment are on offer, and chosen. */
      readonly environmentId?: EnvironmentId;
    }
  /** These keys to these targets; only what would be done is shown first. */
  | { readonly kind: 'push-steps'; readonly steps: readonly PushWish[] }
  /** Every placement that is behind or missing: of all targets, of some, or of one key. */
  | { readonly kind: 'push-behind'; readonly targetIds?: readonly CiTargetId[]; readonly keyId?: KeyId }
  /** What a push replaced is pushed again. */
  | { readonly kind: 'put-back'; readonly receiptId: ReceiptId }
  /** How a push goes on, or how it ended. */
  | {
      readonly kind: 'receipt';
      readonly receiptId: ReceiptId;
      /** Present: it belongs to a rotation, which is shown again afterwards. */
      readonly rotationId?: RotationId;
    }
  /** A person says that a key is in a target already. */
  | { readonly kind: 'record-placement'; readonly targetId: CiTargetId; readonly secretName?: string }
  /** What rotating a key would do, and its start. Where the key is in a rotation already, that one is shown. */
  | { readonly kind: 'rotate'; readonly keyId: KeyId; readonly mode?: RotationMode }
  /** A rotation, step by step, as far as it has come. */
  | { readonly kind: 'rotation'; readonly rotationId: RotationId; readonly kept?: KeptForm }
  /** Rotating several keys: which ones is chosen in the dialog; what is given here is chosen already. */
  | { readonly kind: 'rotate-campaign'; readonly filter?: CampaignFilter; readonly mode?: RotationMode }
  /** How a campaign goes on. */
  | { readonly kind: 'campaign'; readonly campaignId: CampaignId }
  /** The rotations that are not over, and the campaigns. */
  | { readonly kind: 'rotations' }
  | { readonly kind: 'snooze'; readonly reminderId: ReminderId; readonly name: string }
  | { readonly kind: 'dismiss'; readonly reminderId: ReminderId; readonly name: string }
  /** A calendar file of what comes due: of a project or an environment, or of everything. */
  | { readonly kind: 'export-calendar'; readonly projectId?: ProjectId; readonly environmentId?: EnvironmentId }
  /** How the provider and the vault disagree about one key of the provider's, with what settles it. */
  | {
      readonly kind: 'settle-drift';
      readonly connectionId: ConnectionId;
      readonly remoteKeyId: RemoteKeyId;
      readonly name: string;
    }
  | { readonly kind: 'check-recovery-code' }
  /** How keys are looked after; `title` names whose policy it is. */
  | { readonly kind: 'policy'; readonly scope: PolicyScope; readonly title: string }
  /** Moving the next rotation of a key, due at `at`, to another day. */
  | {
      readonly kind: 'plan-rotation';
      readonly keyId: KeyId;
      readonly name: string;
      readonly at: number;
      readonly planned: boolean;
    }
  /** Locking while something is pasted and not stored. */
  | { readonly kind: 'confirm-lock' }
  | { readonly kind: 'new-project' }
  | { readonly kind: 'rename-project'; readonly projectId: ProjectId; readonly name: string };

type Host = (request: DialogRequest, isStored: boolean) => void;

let host: Host | undefined;

/**
 * Opens a dialog. A request can carry a pasted value, so it goes straight to the component that shows it and lives in no
 * store; it is gone when the dialog closes or the vault locks. Without an unlocked window there is nobody to ask: nothing
 * happens then.
 */
export function openDialog(request: DialogRequest): void {
  host?.(request, false);
}

/** Opens a dialog in the place of one whose content was just stored; otherwise an open form is asked about first. */
export function replaceDialog(request: DialogRequest): void {
  host?.(request, true);
}

/** Shows a form again that was closed with a pasted value in it. */
export function continueForm({ pastedId, form }: { readonly pastedId: PastedId; readonly form: string }): void {
  // The form said it of itself, in this window or in one that was loaded before in this session.
  const { request, fields } = JSON.parse(form) as { readonly request: KeptRequest; readonly fields: unknown };
  openDialog({ ...request, kept: { pastedId, fields } });
}

/** Names the component that shows dialogs; the returned function takes it back. */
export function hostDialogs(show: Host): () => void {
  host = show;
  return () => {
    if (host === show) host = undefined;
  };
}
