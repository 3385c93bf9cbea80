// The pictures in docs/, of the real app with made-up keys. Run by hand in a session with a keyring and a display, after
// `npm run build`:
//
//   node tests/e2e/make-docs-screenshots.ts
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type App, ROOT, removeHome, startApp } from './support/app.ts';
import { showCiList } from './support/ci.ts';
import { seedDemo } from './support/demo.ts';
import { DEMO_CONNECTION } from './support/demo-connections.ts';
import { openConnection } from './support/providers.ts';
import { PASSPHRASE } from './support/seed.ts';
import { boardIsThere, cell, closeLayers, goTo, paste } from './support/window.ts';

const DOCS = join(ROOT, 'docs');
const SHOP_FILE = `NORRIX_API_KEY=nrx_Ks7dF2xWmadeup0000000000000000001
BKEND_PUBLIC_KEY=pk_dev_anotherMadeUp00000000000
STRIPE_SECRET_KEY=sk_test_madeup0000000000000000000000
SENDGRID_API_KEY="SG.madeup00000000000000.madeup0000000000000000000000000000000000000"
DATABASE_URL=postgres://shop:madeup-password@db.internal.example:5432/shop
PORT=3000
NODE_ENV=development
LOG_LEVEL=debug
`;

// An address at which nothing is: the pictures open no dashboard.
const dashboardUrl = 'https://norrix.example.test/settings/api-keys';
const { home } = await seedDemo({ longNames: false, dashboardUrl, ci: true });
const app = await startApp({ home, passphrase: PASSPHRASE, viewport: { width: 1280, height: 800 } });
try {
  await takePictures(app);
} finally {
  await app.kill();
  await removeHome(home);
}

async function takePictures({ page }: App): Promise<void> {
  mkdirSync(DOCS, { recursive: true });
  const picture = (name: string) => page.screenshot({ path: join(DOCS, `${name}.png`), animations: 'disabled' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await boardIsThere(page);
  await cell(page, 'NORRIX_API_KEY', 'staging').click();
  const drawer = page.getByRole('complementary', { name: 'Key' });
  for (const section of ['At the provider', 'In CI and elsewhere', 'Activity'])
    await drawer.getByRole('heading', { name: section }).waitFor();
  const inBothThemes = async (name: string): Promise<void> => {
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForFunction((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, theme);
      await picture(`${name}-${theme}`);
    }
  };
  await inBothThemes('board');
  await closeLayers(page);
  await openConnection(page, DEMO_CONNECTION);
  await page.getByRole('row').filter({ hasText: 'Revoked at the provider' }).waitFor();
  await page.mouse.move(640, 700);
  await inBothThemes('connection');
  await showCiList(page, 'Placements');
  await page.getByRole('row').filter({ hasText: 'Changed elsewhere' }).waitFor();
  await page.mouse.move(640, 700);
  await inBothThemes('ci');
  await goTo(page, 'Inbox');
  await page
    .getByRole('button', { name: /^Rotate…/ })
    .first()
    .waitFor();
  await picture('inbox');
  await goTo(page, 'Timeline');
  await page.getByText('Today', { exact: true }).last().waitFor();
  await page.mouse.move(640, 760);
  await inBothThemes('timeline');
  await goTo(page, 'Board');
  await cell(page, 'NORRIX_API_KEY', 'staging').click();
  await drawer.getByRole('button', { name: 'Rotate…' }).click();
  await page.getByRole('button', { name: /^Start the rotation/ }).click();
  await page.getByLabel(/^New value/).waitFor();
  await picture('rotation');
  await closeLayers(page);
  await closeLayers(page);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const source = page.getByRole('dialog', { name: 'Import keys' });
  await source.getByLabel('Or paste').fill(SHOP_FILE);
  await source.getByRole('button', { name: /^Preview/ }).click();
  await page.getByRole('dialog', { name: /^Import from/ }).waitFor();
  await picture('import');
  await closeLayers(page);
  await paste(app, 'export NORRIX_SUBMIT_KEY="nrx_Tg55fPqZmadeup0000000000000000099"');
  await page
    .getByRole('dialog', { name: 'Add a key' })
    .getByText(/^Taken off/)
    .waitFor();
  await picture('add');
}
