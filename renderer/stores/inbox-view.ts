import type { ProjectId } from '#shared/domain/ids.ts';
import { featureStore } from './registry.ts';

export type InboxShown = 'open' | 'snoozed' | 'dismissed';

/** What the inbox shows; it stays while one looks at something else. */
export interface InboxView {
  readonly show: InboxShown;
  /** Null: of all projects. */
  readonly projectId: ProjectId | null;
  /** By its name, so that it can be that of every project; null: of all. */
  readonly environment: string | null;
  /** Another day than today: its last millisecond in UTC. */
  readonly at: number | null;
}

export const useInboxView = featureStore<InboxView>('inbox-view', () => ({
  show: 'open',
  projectId: null,
  environment: null,
  at: null,
}));
