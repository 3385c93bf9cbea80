import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { openCi, openPlacements, openTarget, previewFile, previewPush } from './screens-ci.ts';

const onHarness = serveWindow();

/** Opens the window in a scenario, once its board is there. */
async function onWindow(run: (page: Page) => Promise<void>, scenario = 'ci') {
  await onHarness(scenario, async (page) => {
    await page.getByRole('gridcell').first().waitFor();
    await run(page);
  });
}

const row = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'CI targets' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name, exact: true }) });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');
const lines = (page: Page) => page.locator('.placement-list .line-list-rows [role="row"]');
const focusedLine = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('[role="row"]')?.querySelector('.line-name')?.textContent);

/** Says yes to the question about protected environments. */
async function agree(page: Page) {
  await page.getByRole('alertdialog').getByRole('button', { name: 'Push to CI' }).click();
}

test('each target says how it is and counts its placements, in words', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    for (const [name, words] of [
      ['storefront production', '1 behind1 missing1 changed2 current'],
      ['storefront production', 'Checked 4 min ago'],
      ['build farm', 'Could not be reached 5 h ago. jenkins.acme.example.test did not answer'],
      ['mobile app', 'Could not be checked 2 days ago. GitLab refused the token (403)'],
      ['deploys context', 'No token'],
      ['storefront on Vercel', 'Checking…'],
      ['docs site', 'Never checkedNo placements'],
    ] as const) {
      await expect.poll(() => row(page, name).textContent()).toContain(words);
    }
    await expect
      .poll(() => page.getByRole('heading', { level: 1 }).textContent())
      .toContain('3 behind, 1 missing, 1 changed elsewhere, 1 unknown');
    // What a push would bring up to date.
    await expect.poll(() => page.locator('.rail').getByRole('button', { name: /^CI/ }).textContent()).toContain('4');
  });
});

test('arrows move over the targets, Enter opens one, Escape comes back, single keys act', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    await row(page, 'build farm').getByRole('button', { name: 'build farm', exact: true }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => focused(page)).toBe('storefront repository');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'storefront production', level: 1 }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('storefront production');
    await page.keyboard.press('s');
    await page.getByText('Checked storefront production').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('dialog', { name: 'Edit storefront production' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('storefront production');
    await page.keyboard.press('t');
    await page.getByText('The token of storefront production works').waitFor();
  });
});

test('placements are filtered by state and text, walked by keyboard, and open their key', async () => {
  await onWindow(async (page) => {
    await openPlacements(page);
    await page.getByRole('radio', { name: 'Behind 3' }).click();
    await expect.poll(() => lines(page).count()).toBe(3);
    await page.keyboard.press('/');
    await page.keyboard.type('repository');
    await expect.poll(() => lines(page).count()).toBe(1);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focusedLine(page)).toBe('NORRIX_TOKEN');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').getByText('NORRIX_API_KEY').first().waitFor();
  });
});

test('a placement that is forgotten can be followed again', async () => {
  await onWindow(async (page) => {
    await openTarget(page, 'storefront repository');
    await expect.poll(() => lines(page).count()).toBe(3);
    await page.locator('.placement-list [data-index="2"]').focus();
    await page.keyboard.press('Delete');
    await page.getByText('Forgot BKEND_SECRET_KEY').waitFor();
    await expect.poll(() => lines(page).count()).toBe(2);
    await page.getByRole('button', { name: 'Follow again' }).click();
    await expect.poll(() => lines(page).count()).toBe(3);
  });
});

test('what is behind is pushed by keyboard, asked about once, and is current then', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('push all that');
    await page.getByRole('option', { name: /^Push all that are behind/ }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Push what is behind' });
    await dialog.getByText('1 to create, 2 to replace, 1 refused').waitFor();
    await dialog.getByText('jenkins.acme.example.test did not answer').waitFor();
    await dialog.getByText('is also used in production of mobile-app').waitFor();
    await page.keyboard.press('Control+Enter');
    await agree(page);
    const receipt = page.getByRole('dialog', { name: 'Push', exact: true });
    await receipt.getByText('All of it is there').waitFor();
    await page.keyboard.press('Enter');
    await receipt.waitFor({ state: 'detached' });
    await expect.poll(() => row(page, 'storefront production').textContent()).toContain('1 changed4 current');
    // Only the target that cannot be reached is left.
    await expect.poll(() => row(page, 'build farm').textContent()).toContain('1 behind');
    await page.getByRole('button', { name: 'Push 1 update…' }).waitFor();
  });
});

test('mix-ups need a yes each, or are left out', async () => {
  await onWindow(async (page) => {
    await previewPush(page, ['storefront production', 'storefront repository']);
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    const start = dialog.getByRole('button', { name: /^Push \d+ secrets?/ });
    await dialog.getByText('6 need your yes').waitFor();
    await expect.poll(() => start.getAttribute('aria-disabled')).toBe('true');
    await page.keyboard.press('Control+Enter');
    await dialog.getByRole('checkbox', { name: /BKEND_PUBLIC_KEY belongs to staging/ }).click();
    await dialog.getByText('5 need your yes').waitFor();
    await dialog.getByRole('button', { name: 'Leave BKEND_SECRET_KEY out of storefront production' }).click();
    // The yes that was said holds for the next look.
    await dialog.getByText('4 need your yes').waitFor();
    await dialog.getByRole('button', { name: 'Leave them out' }).click();
    await dialog.getByText('3 to create, 1 to replace, 2 already current.').waitFor();
    await expect.poll(() => dialog.getByText('need your yes').count()).toBe(0);
    await expect.poll(() => start.getAttribute('aria-disabled')).not.toBe('true');
  });
});

test('a secret that somebody else put there is left alone until it is said to be replaced', async () => {
  await onWindow(async (page) => {
    await openPlacements(page);
    await page.getByRole('radio', { name: /^Changed elsewhere/ }).click();
    await page.getByRole('button', { name: 'Replace… EXPERIMENT_TOKEN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    // It was chosen by itself, so it is replaced.
    await dialog.getByText('1 to replace').first().waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    await openTarget(page, 'storefront production');
    await page.getByRole('button', { name: 'Push keys…' }).click();
    await dialog.getByRole('option', { name: /^EXPERIMENT_TOKEN/ }).click();
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('Somebody else wrote EXPERIMENT_TOKEN').waitFor();
    await expect
      .poll(() => dialog.getByRole('button', { name: /^Nothing to write/ }).getAttribute('aria-disabled'))
      .toBe('true');
    await dialog.getByRole('button', { name: 'Replace EXPERIMENT_TOKEN in storefront production anyway' }).click();
    await dialog.getByText('1 to replace').first().waitFor();
  });
});

test('a push stops when it is said, goes on later, and writes the rest', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    await page.getByRole('button', { name: /^Push [\d,]+ updates/ }).click();
    await page.getByRole('region', { name: 'What would be done' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await agree(page);
    const receipt = page.getByRole('dialog', { name: 'Push', exact: true });
    await receipt.getByRole('progressbar').waitFor();
    await receipt.getByRole('button', { name: 'Stop' }).click();
    await receipt.getByText(/^Stopped with \d+ secrets to go/).waitFor();
    await receipt.getByRole('button', { name: 'Close' }).last().click();
    await page.getByRole('radio', { name: 'Pushes' }).click();
    const first = page.getByRole('list', { name: 'Past pushes' }).getByRole('listitem').first();
    await first.getByText('Stopped').waitFor();
    await first.getByRole('button', { name: /^Go on with/ }).click();
    await receipt.getByRole('progressbar').waitFor();
    await receipt.getByRole('button', { name: 'Stop' }).click();
    await receipt.getByText(/^Stopped with/).waitFor();
  }, 'ci-10000');
});

test('a limit stops a push and says when it is worth going on', async () => {
  await onWindow(async (page) => {
    await openTarget(page, 'reports');
    await page.getByRole('button', { name: 'Push keys…' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    await dialog.getByRole('combobox', { name: 'Keys of' }).selectOption({ label: 'storefront, staging' });
    await dialog.getByRole('option', { name: /^NORRIX_DEPLOY_KEY/ }).waitFor();
    await dialog.getByRole('listbox', { name: 'Keys' }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('6 to create').first().waitFor();
    await page.keyboard.press('Control+Enter');
    const receipt = page.getByRole('dialog', { name: 'Push', exact: true });
    await receipt.getByText('Stopped with 4 secrets to go').waitFor();
    await receipt.getByText(/worth going on in (29|30) min/).waitFor();
    await receipt.getByRole('button', { name: 'Go on' }).click();
    await receipt.getByText('All of it is there').waitFor();
  });
});

test('the versions before a push are put back from its receipt', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    await page.getByRole('radio', { name: 'Pushes' }).click();
    const past = page.getByRole('list', { name: 'Past pushes' }).getByRole('listitem');
    await past
      .nth(1)
      .getByRole('button', { name: /^Put back/ })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Put the previous versions back' });
    await dialog.getByText('2 secrets cannot be put back').waitFor();
    await page.keyboard.press('Control+Enter');
    await page
      .getByRole('dialog', { name: 'Putting previous versions back' })
      .getByText('All of it is there')
      .waitFor();
    await page.keyboard.press('Escape');
    await past.first().getByText('Put back NORRIX_API_KEY').waitFor();
  });
});

test('a name that the target refuses gets another one in the preview', async () => {
  await onWindow(async (page) => {
    await openTarget(page, 'storefront repository');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Record by hand…' }).click();
    const record = page.getByRole('dialog', { name: 'Record by hand' });
    await record.getByRole('combobox', { name: 'Key' }).selectOption({ label: 'SSO_CLIENT' });
    await record.getByRole('textbox', { name: 'Secret' }).fill('sso-client');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Recorded sso-client in storefront repository').waitFor();
    await page.getByRole('row', { name: /^sso-client/ }).focus();
    await page.keyboard.press('u');
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    await dialog.getByText('GitHub takes letters').waitFor();
    await dialog.getByRole('button', { name: 'Another name for sso-client' }).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('SSO_CLIENT_SECRET');
    await page.keyboard.press('Enter');
    await dialog.getByText('SSO_CLIENT_SECRET').waitFor();
    await dialog.getByRole('button', { name: /^Push 1 secret/ }).waitFor();
  });
});

test('what a target takes in base64 only is pushed so when it is said', async () => {
  await onWindow(async (page) => {
    await previewFile(page);
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    await dialog.getByText('this target takes text only').waitFor();
    await expect.poll(() => dialog.getByRole('button', { name: /^Nothing to write/ }).count()).toBe(1);
    await dialog.getByRole('button', { name: /^Push SIGNING_CERTIFICATE.* in base64$/ }).click();
    await dialog.getByText('in base64', { exact: true }).waitFor();
    await dialog.getByRole('button', { name: /^Push 1 secret/ }).waitFor();
  });
});

test('a target is added with a token that the page forgets, tested, mended and removed', async () => {
  await onWindow(async (page) => {
    await openCi(page);
    await page.getByRole('button', { name: 'Add target…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add target', exact: true }).click();
    await dialog.getByText('Name the repository.').waitFor();
    await dialog.getByRole('radio', { name: 'Environment' }).click();
    await dialog.getByRole('textbox', { name: 'Repository' }).fill('acme/api');
    await dialog.getByRole('textbox', { name: 'Environment' }).fill('staging');
    const token = dialog.getByLabel('Access token', { exact: true });
    await expect.poll(() => token.getAttribute('type')).toBe('password');
    await token.fill('madeup-wrong-token');
    await dialog.getByRole('button', { name: 'Add and test' }).click();
    await dialog.getByText('The token is not enough').waitFor();
    await dialog.getByText('May list secrets, may not write them.').waitFor();
    await dialog.getByText('Stored, sealed in the vault.').waitFor();
    expect(await page.content()).not.toContain('madeup-wrong-token');
    await dialog.getByRole('button', { name: 'Replace…' }).click();
    await dialog.getByLabel('Access token', { exact: true }).fill('madeup-token');
    await dialog.getByRole('combobox', { name: 'Project' }).selectOption({ label: 'storefront' });
    await dialog.getByRole('combobox', { name: 'Environment' }).selectOption({ label: 'staging' });
    await dialog.getByRole('button', { name: 'Save and test' }).click();
    await dialog.getByText('It works').waitFor();
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    const title = page.getByRole('heading', { name: 'acme/api, environment staging', level: 1 });
    await title.waitFor();
    await page.getByText('Nothing of the vault is there').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Remove…' }).click();
    const question = page.getByRole('alertdialog');
    await expect.poll(() => question.textContent()).toContain('Its stored token');
    await question.getByRole('button', { name: 'Remove target' }).click();
    await page.getByRole('list', { name: 'CI targets' }).waitFor();
    await expect.poll(() => row(page, 'acme/api, environment staging').count()).toBe(0);
  });
});

test('a target without a token is gone to by hand', async () => {
  await onWindow(async (page) => {
    await openTarget(page, 'deploys context');
    await page.getByRole('button', { name: 'Place a key…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Place by hand' });
    await dialog.getByRole('combobox', { name: 'Keys of' }).selectOption({ label: 'storefront, staging' });
    await dialog.getByRole('option', { name: /^NORRIX_API_KEY/ }).click();
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByText('deploys context').first().waitFor();
  });
});

test('keys that are selected on the board are pushed together', async () => {
  await onWindow(async (page) => {
    await page.getByRole('gridcell', { name: /^BKEND_SECRET_KEY, staging/ }).click({ modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Shift+ArrowUp');
    await page.getByRole('button', { name: 'Push to CI…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Push to CI' });
    // The target that is marked for staging is chosen by itself.
    await dialog.getByText('2 keys to 1 target').waitFor();
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('2 already current').first().waitFor();
  });
});

test('ten thousand placements have only some lines in the page, and the last one is a key press away', async () => {
  await onWindow(async (page) => {
    await openPlacements(page);
    await expect.poll(() => lines(page).count()).toBeLessThan(60);
    await page.getByRole('radio', { name: /^Current/ }).click();
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    const first = await focusedLine(page);
    await page.keyboard.press('End');
    await expect.poll(() => focusedLine(page)).not.toBe(first);
    await page.getByLabel('Filter placements').fill('service-03 stripe');
    await expect
      .poll(() =>
        page
          .getByText(/^\d+ placements$/)
          .first()
          .textContent(),
      )
      .not.toBe('');
    await expect.poll(() => lines(page).count()).toBeLessThan(60);
  }, 'ci-10000');
});

test('locking leaves nothing of the targets on the page', async () => {
  await onWindow(async (page) => {
    await openPlacements(page);
    await page.keyboard.press('Control+l');
    await page
      .getByRole('button', { name: /Unlock|Open/ })
      .first()
      .waitFor();
    expect(await page.content()).not.toContain('NORRIX_TOKEN');
  });
});
