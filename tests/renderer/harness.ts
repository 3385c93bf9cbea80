import { createFakeEngine } from './fake-engine.ts';
import { measureFilter } from './measure-filter.ts';
import { scenario } from './scenarios.ts';

const name = new URLSearchParams(window.location.search).get('scenario') ?? 'demo';
Object.defineProperty(window, 'keyrail', { value: createFakeEngine(scenario(name, Date.now())) });
// For the benchmark: `await window.measureFilter(['stripe api'])` on the All projects screen.
Object.defineProperty(window, 'measureFilter', { value: measureFilter });
// The window's own entry, with the engine in place as the preload would have put it.
await import('../../renderer/main.tsx');
