import type { EngineEvent } from '#shared/contract/events.ts';
import type { CopyId } from '#shared/domain/ids.ts';
import type { Environment } from '#shared/domain/project.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { PushPlan } from '../ci/push-plan.ts';
import type { Capture } from '../connections/captured.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { Log } from '../log.ts';
import type { Platform } from '../platform.ts';
import type { Actor, Store } from '../store/store.ts';
import type { KeptImport } from '../transfer/kept-import.ts';
import type { VaultSession } from '../vault/session.ts';
import type { VaultPlace } from '../vault/vault-place.ts';
import type { ClipboardGuard } from './clipboard-guard.ts';
import type { CopyUnderWay } from './copy-under-way.ts';
import type { PastedShelf } from './pasted-shelf.ts';
import type { PreviewShelf } from './preview-shelf.ts';
import type { PushService } from './push-service.ts';
import type { RepositoryScanner } from './repository-scanner.ts';
import type { SyncService } from './sync-service.ts';
import type { UnconfirmedCode } from './unconfirmed-code.ts';

/** What the handlers of all procedures work with. */
export type EngineState = {
  readonly home: string;
  readonly place: VaultPlace;
  readonly version: string;
  readonly runtime: 'electron' | 'chromium';
  readonly features: DesktopFeatures;
  readonly by: Actor;
  readonly platform: Platform;
  readonly keychain: Keychain;
  readonly log: Log;
  readonly now: () => number;
  readonly clipboard: ClipboardGuard;
  readonly previews: PreviewShelf<KeptImport>;
  /** What was pasted and not stored yet. */
  readonly pasted: PastedShelf;
  /** What was read of providers' lists and waits for a yes. */
  readonly captures: PreviewShelf<Capture>;
  /** Copies by hand under way. */
  readonly copies: PreviewShelf<CopyUnderWay, CopyId>;
  readonly scans: RepositoryScanner;
  readonly newCode: UnconfirmedCode;
  /** What pushes would do, and wait for a yes. */
  readonly pushPlans: PreviewShelf<PushPlan>;
  /** The pushes of the unlocked vault and its looks at CI targets, or null. */
  readonly pushes: () => PushService | null;
  /** The syncs of the unlocked vault, or null. */
  readonly syncs: () => SyncService | null;
  /** The unlocked vault, or null. */
  readonly store: () => Store | null;
  readonly session: () => VaultSession | null;
  /** What is wrong with the database that was locked because of it; null where nothing is known to be. */
  readonly damage: () => string | null;
  /** Notes what is wrong with the database, until it is opened again or `null` says that another one took its place. */
  readonly foundDamage: (problem: string | null) => void;
  readonly settings: () => Settings;
  /** Takes over a session that was just opened or created. */
  readonly opened: (session: VaultSession) => void;
  readonly lock: () => Promise<void>;
  readonly emit: (event: EngineEvent) => void;
  readonly confirmProtected: (environment: Environment) => void;
  readonly isConfirmed: (environmentId: string) => boolean;
};

export type DesktopFeatures = {
  readonly tray: boolean;
  readonly notifications: boolean;
  readonly globalShortcut: boolean;
  readonly screenLockEvents: boolean;
};
