import type { ScanId } from '#shared/domain/ids.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LoadingState } from '../../ui/states.tsx';

/** Scanning a repository for the vault's keys. */
export function ScanDialog({ onClose }: { readonly scanId: ScanId | null; readonly onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Scan a repository">
      <LoadingState label="Reading the scans…" />
    </Dialog>
  );
}
