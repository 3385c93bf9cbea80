import { lazy } from 'react';

// What the first board does not need comes in scripts of its own: loaded once the board is on screen, before anybody asks.

const drawer = () => import('../drawer/key-drawer.tsx');
const dialogs = () => import('./dialog-content.tsx');
const allKeys = () => import('../all-keys/all-keys-screen.tsx');
const inbox = () => import('../inbox/inbox-screen.tsx');
const activity = () => import('../activity/activity-screen.tsx');
const settings = () => import('../settings/settings-screen.tsx');
const providers = () => import('../providers/providers-screen.tsx');
const ci = () => import('../ci/ci-screen.tsx');
const timeline = () => import('../timeline/timeline-screen.tsx');
const projectSettings = () => import('../project-settings/project-settings-screen.tsx');

export const KeyDrawer = lazy(async () => ({ default: (await drawer()).KeyDrawer }));
export const DialogContent = lazy(async () => ({ default: (await dialogs()).DialogContent }));
export const AllKeysScreen = lazy(async () => ({ default: (await allKeys()).AllKeysScreen }));
export const InboxScreen = lazy(async () => ({ default: (await inbox()).InboxScreen }));
export const ActivityScreen = lazy(async () => ({ default: (await activity()).ActivityScreen }));
export const SettingsScreen = lazy(async () => ({ default: (await settings()).SettingsScreen }));
export const ProvidersScreen = lazy(async () => ({ default: (await providers()).ProvidersScreen }));
export const CiScreen = lazy(async () => ({ default: (await ci()).CiScreen }));
export const TimelineScreen = lazy(async () => ({ default: (await timeline()).TimelineScreen }));
export const ProjectSettingsScreen = lazy(async () => ({ default: (await projectSettings()).ProjectSettingsScreen }));

/** Fetches what is left while nobody waits; the returned function calls it off. */
export function loadTheRest(): () => void {
  const request = requestIdleCallback(() => {
    for (const load of [drawer, dialogs, allKeys, inbox, settings, activity, projectSettings, providers, ci, timeline])
      void load();
  });
  return () => cancelIdleCallback(request);
}
