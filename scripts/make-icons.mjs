// `npm run icons`: draws every PNG in resources/ from its SVG, with the installed browser. Run it after changing a drawing.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { continueOnPinnedNode, root } from './pinned-node.mjs';
import { findBrowser } from './setup/runtimes.mjs';
import { setUp } from './setup.mjs';

await setUp('packages');
await continueOnPinnedNode(import.meta.url);

/** @typedef {{ from: string, to: string, size: number, color?: string }} Drawing */

/** Larger sizes are drawn from the full mark, small ones from the drawing that is aligned to their pixels. */
const SMALL = [16, 24, 32];
const LARGE = [48, 64, 128, 256, 512];

/** @type {Drawing[]} */
const drawings = [
  // electron-builder makes .icns and .ico from this one.
  { from: 'icon.svg', to: 'icon.png', size: 1024 },
  ...SMALL.map((size) => ({ from: 'icon-small.svg', to: `icons/${size}x${size}.png`, size })),
  ...LARGE.map((size) => ({ from: 'icon.svg', to: `icons/${size}x${size}.png`, size })),
  // Electron takes the @2x file by itself on dense screens, and "Template" in the name as macOS does.
  ...trayPair('trayTemplate', '#000'),
  ...trayPair('tray-for-light', '#1b1c1e'),
  ...trayPair('tray-for-dark', '#ececea'),
];

const executablePath = findBrowser();
if (executablePath === undefined) {
  process.stderr.write('No browser is installed; npm start says how to get one.\n');
  process.exit(1);
}
const { chromium } = await import('playwright-core');
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});
try {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  for (const { from, to, size, color = 'black' } of drawings) {
    const svg = readFileSync(path.join(root, 'resources', from), 'utf8');
    const target = path.join(root, 'resources', to);
    mkdirSync(path.dirname(target), { recursive: true });
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(
      `<style>body{margin:0;color:${color}}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
    );
    await page.screenshot({ path: target, omitBackground: true });
    process.stdout.write(`resources/${to}\n`);
  }
} finally {
  await browser.close();
}

/**
 * @param {string} name
 * @param {string} color
 * @returns {Drawing[]}
 */
function trayPair(name, color) {
  return [
    { from: 'tray.svg', to: `tray/${name}.png`, size: 16, color },
    { from: 'tray.svg', to: `tray/${name}@2x.png`, size: 32, color },
  ];
}
