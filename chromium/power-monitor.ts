import { spawnSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { findProgram } from './clipboard-tools.ts';
import type { Runtime } from './runtime.ts';
import { UnavailableHere } from './unavailable-here.ts';

const TICK_MS = 5_000;
/** A wall clock that is ahead of the monotonic one by this much means that the machine slept (or its clock was set). */
const JUMP_MS = 20_000;

/** How much longer the wall clock ran than the machine was awake, in milliseconds, between two readings. */
export function sleptMs(before: { wall: number; awake: number }, after: { wall: number; awake: number }): number {
  return after.wall - before.wall - (after.awake - before.awake);
}

/**
 * Electron's `powerMonitor`. Suspending is noticed when the machine wakes, by the clocks: 'suspend' and 'resume' come
 * together then, so a host that locks does so before anything else happens. A timer that is far too late counts as well,
 * since the monotonic clock of some systems runs on in sleep. A screen lock is not noticed.
 */
export function createPowerMonitor(runtime: Runtime) {
  const emitter = new EventEmitter();
  const now = () => ({ wall: Date.now(), awake: performance.now() });
  let last = now();
  const timer = setInterval(() => {
    const next = now();
    const slept = sleptMs(last, next) > JUMP_MS || next.awake - last.awake > TICK_MS + JUMP_MS;
    last = next;
    if (!slept) return;
    emitter.emit('suspend');
    emitter.emit('resume');
  }, TICK_MS);
  timer.unref();
  runtime.cleanups.push(() => clearInterval(timer));
  const program =
    process.platform === 'linux' && (process.env['DISPLAY'] ?? '') !== '' ? findProgram('xprintidle') : undefined;

  return Object.assign(emitter, {
    /** Whole seconds. @throws UnavailableHere without `xprintidle` on an X11 session: 0 would mean that someone is there. */
    getSystemIdleTime: (): number => {
      if (program === undefined) throw new UnavailableHere('powerMonitor.getSystemIdleTime');
      const idleMs = Number(spawnSync(program, { encoding: 'utf8', timeout: 500 }).stdout);
      return Number.isFinite(idleMs) ? Math.floor(idleMs / 1000) : 0;
    },
    getSystemIdleState: (thresholdSeconds: number): 'active' | 'idle' | 'locked' | 'unknown' => {
      if (program === undefined) return 'unknown';
      const idleMs = Number(spawnSync(program, { encoding: 'utf8', timeout: 500 }).stdout);
      return idleMs >= thresholdSeconds * 1000 ? 'idle' : 'active';
    },
    isOnBatteryPower: () => false,
  });
}
