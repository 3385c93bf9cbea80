import { z } from 'zod';
import { ID_FORM } from './limits.ts';

/** Ids are random UUIDs (RFC 9562, version 4) in lower case, branded so that one kind cannot stand in for another. */
const id = z.string().regex(ID_FORM);

export const vaultId = id.brand<'VaultId'>();
export const projectId = id.brand<'ProjectId'>();
export const environmentId = id.brand<'EnvironmentId'>();
export const keyId = id.brand<'KeyId'>();
export const versionId = id.brand<'VersionId'>();
export const slotId = id.brand<'SlotId'>();
export const undoId = id.brand<'UndoId'>();
export const previewId = id.brand<'PreviewId'>();
export const connectionId = id.brand<'ConnectionId'>();
export const remoteKeyId = id.brand<'RemoteKeyId'>();
export const ciTargetId = id.brand<'CiTargetId'>();
export const placementId = id.brand<'PlacementId'>();
export const receiptId = id.brand<'ReceiptId'>();
export const pastedId = id.brand<'PastedId'>();
export const copyId = id.brand<'CopyId'>();
export const scanId = id.brand<'ScanId'>();
export const rotationId = id.brand<'RotationId'>();
export const campaignId = id.brand<'CampaignId'>();

/** Not random: a reminder's kind and what it is about, `expires:` and the key's id for one. It is the same at every look. */
export const reminderId = z
  .string()
  .regex(/^[a-z]+(?:-[a-z]+)*:(?:vault|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/)
  .brand<'ReminderId'>();

export type VaultId = z.output<typeof vaultId>;
export type ProjectId = z.output<typeof projectId>;
export type EnvironmentId = z.output<typeof environmentId>;
export type KeyId = z.output<typeof keyId>;
export type VersionId = z.output<typeof versionId>;
export type SlotId = z.output<typeof slotId>;
export type UndoId = z.output<typeof undoId>;
export type PreviewId = z.output<typeof previewId>;
export type ConnectionId = z.output<typeof connectionId>;
export type RemoteKeyId = z.output<typeof remoteKeyId>;
export type CiTargetId = z.output<typeof ciTargetId>;
export type PlacementId = z.output<typeof placementId>;
export type ReceiptId = z.output<typeof receiptId>;
export type PastedId = z.output<typeof pastedId>;
export type CopyId = z.output<typeof copyId>;
export type ScanId = z.output<typeof scanId>;
export type RotationId = z.output<typeof rotationId>;
export type CampaignId = z.output<typeof campaignId>;
export type ReminderId = z.output<typeof reminderId>;
