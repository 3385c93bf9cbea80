import { z } from 'zod';
import { keyId, receiptId, rotationId } from '../domain/ids.ts';

/** What the engine tells a window without being asked. */
export const engineEvent = z.discriminatedUnion('type', [
  /** The vault was locked, unlocked, created, or its slots changed: ask for `vault.status`. */
  z.strictObject({ type: z.literal('vault-status-changed') }),
  /** Something in the vault changed, here or in another process: lists are to be read again. */
  z.strictObject({ type: z.literal('vault-changed'), by: z.enum(['this-window', 'another-process']) }),
  z.strictObject({ type: z.literal('clipboard-cleared') }),
  /** Nobody has used the window for long: the vault locks, and what was pasted and not stored goes with it. */
  z.strictObject({ type: z.literal('locking-soon'), inMs: z.int().min(0) }),
  /** A sync started, went on or ended, or a dashboard's window was opened or closed: ask for `connections.list`. */
  z.strictObject({ type: z.literal('connections-changed') }),
  /** A target was looked at, or a placement or a push changed: ask for `ciTargets.list`, `placements.list` or `pushes.receipt`. */
  z.strictObject({ type: z.literal('ci-changed') }),
  /** Of a push that runs in this app; `done` steps of `total` have ended. */
  z.strictObject({ type: z.literal('push-progress'), receiptId, done: z.int().min(0), total: z.int().min(0) }),
  /** Of the scan that runs; `of` is null where it is not known. */
  z.strictObject({
    type: z.literal('scan-progress'),
    step: z.enum(['ci-files', 'files', 'history', 'commits']),
    done: z.int().min(0),
    of: z.int().min(0).nullable(),
  }),
  /** A rotation got on, stopped or ended: ask for it, and for the campaign that it belongs to. */
  z.strictObject({ type: z.literal('rotation-changed'), rotationId }),
  /** What is known of a newer Keyrail changed: ask for `updates.status`. */
  z.strictObject({ type: z.literal('updates-changed') }),
  z.strictObject({ type: z.literal('rekey-progress'), done: z.int().min(0), total: z.int().min(0) }),
  /** A menu item, the tray or a second start of the app asks the window for something. */
  z.strictObject({
    type: z.literal('command'),
    command: z.enum([
      'add-key',
      'import',
      'palette',
      'settings',
      'inbox',
      'board',
      'filter',
      'undo',
      'about',
      'providers',
      'ci',
      'timeline',
    ]),
  }),
  z.strictObject({ type: z.literal('show-key'), keyId }),
]);
export type EngineEvent = z.output<typeof engineEvent>;
