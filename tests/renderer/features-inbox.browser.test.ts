import type { Page } from 'playwright-core';
import { expect, serveWindow, test } from './harness-page.ts';
import { fillWrongPolicy, line, openInbox, openPolicyOf } from './screens-inbox.ts';

const onHarness = serveWindow();
const DAY = 86_400_000;

async function onInbox(run: (page: Page) => Promise<void>, scenario = 'inbox') {
  await onHarness(scenario, async (page) => {
    await openInbox(page);
    await run(page);
  });
}

const rows = (page: Page) => page.locator('.inbox-row');
const headings = (page: Page) => page.locator('.inbox-heading').allTextContents();
const railCount = (page: Page) =>
  page
    .locator('.rail')
    .getByRole('button', { name: /^Inbox/ })
    .locator('.rail-count')
    .textContent();
const focusedRow = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest('.inbox-row')?.querySelector('strong')?.textContent ?? null);
const openCount = async (page: Page) => Number((await railCount(page))?.replaceAll(',', ''));
const notice = (page: Page, text: string | RegExp) => page.locator('.toast').filter({ hasText: text });

test('reminders of every kind say what, why and since when, most urgent first, counted in the rail', async () => {
  await onInbox(async (page) => {
    expect((await headings(page))[0]).toMatch(/^Now \d+/);
    await expect
      .poll(() => page.getByRole('heading', { level: 1 }).textContent())
      .toMatch(/\d+ need you, \d+ can wait/);
    // The list draws what is in sight only.
    await page.setViewportSize({ width: 1280, height: 3_000 });
    await expect
      .poll(() => headings(page))
      .toEqual([
        expect.stringMatching(/^Now/),
        expect.stringMatching(/^In the next two weeks/),
        expect.stringMatching(/^Later/),
        expect.stringMatching(/^Worth a look/),
      ]);
    await expect.poll(async () => rows(page).count()).toBe(await openCount(page));
    for (const text of [
      /EXPERIMENT_BATCH_TOKEN in production expired on .*reported by SDK&Key\. Programs that use it fail now/,
      /NORRIX_API_KEY in staging expires on .*reported by Norrix/,
      /NORRIX_DEPLOY_KEY in staging expires on .*inferred from the value itself/,
      /PUSH_KEY in production expires on .*typed by you/,
      /is due for rotation on .*by its policy/,
      /SSO_CLIENT in production is half rotated.*waits at step 3 of 6.*Since/,
      /NORRIX_DEPLOY_KEY in staging has ended at Norrix/,
      /EXPERIMENT_TOKEN in production was changed in CI by somebody else/,
      /BKEND_SECRET_KEY in production is behind in CI/,
      /SSO_CLIENT in staging is a secret in a client/,
      /has one value in several environments/,
      /Old CI runner at Norrix is not in the vault/,
      /NATIVEMESSAGE_API_KEY in development is unused and can be revoked/,
      /BKEND_SECRET_KEY in production is not used/,
      /Datadog EU could not be synced for days/,
      /The vault has no recent backup/,
      /The recovery code has not been checked for long/,
    ])
      await line(page, text).waitFor();
  });
});

test('arrows move, Enter does the main action, o shows the key, and the focus comes back', async () => {
  await onInbox(async (page) => {
    await rows(page).first().focus();
    await expect.poll(() => focusedRow(page)).toBe('EXPERIMENT_BATCH_TOKEN');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => focusedRow(page)).toBe('EXPERIMENT_BATCH_TOKEN');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /EXPERIMENT_BATCH_TOKEN/ }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedRow(page)).toBe('EXPERIMENT_BATCH_TOKEN');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('o');
    await page.getByRole('complementary').getByText('NORRIX_API_KEY').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await expect.poll(() => focusedRow(page)).toBe('BKEND_SECRET_KEY');
    await page.keyboard.press('Home');
    await expect.poll(() => focusedRow(page)).toBe('EXPERIMENT_BATCH_TOKEN');
  });
});

test('each main action opens what it needs', async () => {
  await onInbox(async (page) => {
    await page.setViewportSize({ width: 1280, height: 2_600 });
    const act = (text: string | RegExp, label: string | RegExp) =>
      line(page, text).getByRole('button', { name: label }).click();
    const closes = async (name: string | RegExp) => {
      const dialog = page.getByRole('dialog', { name });
      await dialog.waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    };
    await act('NORRIX_API_KEY in staging expires', /^Rotate…/);
    await closes(/NORRIX_API_KEY/);
    await line(page, 'SSO_CLIENT in production is due for rotation').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move to another day…' }).click();
    await closes('Move the rotation');
    await act('NORRIX_TOKEN in storefront repository', /^Push…/);
    await closes('Push to CI');
    await act('SSO_CLIENT in staging is a secret', /^Set new value…/);
    await closes(/new value/i);
    await act('Old CI runner', /^Adopt…/);
    await closes(/Old CI runner|Adopt/);
    await act('Datadog EU', /^Sync now/);
    await notice(page, /Datadog EU/)
      .first()
      .waitFor();
    await act('The vault has no recent backup', /^Back up…/);
    await notice(page, 'Backed up to').waitFor();
    await act('The recovery code', /^Check it…/);
    const drill = page.getByRole('dialog', { name: 'Check the recovery code' });
    await drill.getByLabel('Recovery code').fill('MADE-0PRE');
    await drill.getByRole('button', { name: 'Check', exact: true }).click();
    await drill.getByText('typing mistake').waitFor();
    await drill.getByLabel('Recovery code').fill('MADE-0PRE-C0VE-RYC0-DEF0-RTST-S123');
    await page.keyboard.press('Enter');
    await notice(page, 'The recovery code opens this vault').waitFor();
    await act('NORRIX_DEPLOY_KEY in staging has ended', /^Settle…/);
    const settle = page.getByRole('dialog', { name: 'NORRIX_DEPLOY_KEY' });
    await settle.getByRole('button', { name: 'Mark revoked' }).click();
    await settle.getByText('They agree now').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('NORRIX_DEPLOY_KEY in staging has ended').count()).toBe(0);
    await act('EXPERIMENT_TOKEN in production was changed in CI', /^Show in CI/);
    await page.getByRole('heading', { name: 'storefront production', level: 1 }).waitFor();
  });
});

test('a reminder is snoozed for a day, a week or until a day, taken back, and brought back', async () => {
  await onInbox(async (page) => {
    const before = await openCount(page);
    await line(page, 'EXPERIMENT_BATCH_TOKEN in production expired')
      .getByRole('button', { name: /^Snooze/ })
      .click();
    await page.getByRole('menuitem', { name: 'For a week' }).click();
    await expect.poll(() => openCount(page)).toBe(before - 1);
    await notice(page, 'Snoozed a reminder of EXPERIMENT_BATCH_TOKEN').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => openCount(page)).toBe(before);
    // By the keyboard too, which leaves no button behind for what is taken back already.
    await rows(page).first().focus();
    await page.keyboard.press('s');
    await page.getByRole('dialog', { name: 'Snooze this reminder' }).waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect.poll(() => openCount(page)).toBe(before - 1);
    const done = notice(page, 'Snoozed a reminder of').filter({ hasNotText: 'Undone' });
    await done.getByRole('button', { name: 'Undo' }).waitFor();
    await page.keyboard.press('ControlOrMeta+z');
    await notice(page, 'Undone:').first().waitFor();
    await done.waitFor({ state: 'detached', timeout: 2_000 });
    await expect.poll(() => openCount(page)).toBe(before);
    await rows(page).first().focus();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Snooze this reminder' });
    await dialog.getByRole('radio', { name: 'Until a day' }).click();
    await dialog.getByRole('button', { name: 'Snooze', exact: true }).click();
    await dialog.getByText('Choose a day.').waitFor();
    await dialog.getByLabel('Day', { exact: true }).fill('1990-02-28');
    await dialog.getByRole('button', { name: 'Snooze', exact: true }).click();
    await dialog.getByText('still to come').waitFor();
    await dialog.getByLabel('Day', { exact: true }).fill(new Date(Date.now() + 9 * DAY).toISOString().slice(0, 10));
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => openCount(page)).toBe(before - 1);
    // The keys go on with the reminder that took its place.
    await expect.poll(() => focusedRow(page)).toBe('NORRIX_API_KEY');
    await page.getByRole('radio', { name: 'Snoozed' }).click();
    await line(page, 'EXPERIMENT_BATCH_TOKEN').waitFor();
    await expect.poll(() => rows(page).count()).toBe(1);
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is snoozed').waitFor();
    await expect.poll(() => openCount(page)).toBe(before);
  });
});

test('a reminder is dismissed with a reason, which is kept with it', async () => {
  await onInbox(async (page) => {
    const before = await openCount(page);
    await rows(page).first().focus();
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Dismiss this reminder' });
    await dialog.waitFor();
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('Say why').waitFor();
    await dialog.getByLabel('Reason').fill('The batch job was switched off');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => openCount(page)).toBe(before - 1);
    await page.getByRole('radio', { name: 'Dismissed' }).click();
    await line(page, 'Dismissed: The batch job was switched off')
      .getByRole('button', { name: /^Bring back/ })
      .click();
    await page.getByText('Nothing is dismissed').waitFor();
    await expect.poll(() => openCount(page)).toBe(before);
  });
});

test('filters narrow to a project and an environment, and any day can be looked at', async () => {
  await onInbox(async (page) => {
    await page.getByRole('combobox', { name: 'Project' }).selectOption('mobile-app');
    await page.getByRole('combobox', { name: 'Environment' }).selectOption('production');
    await line(page, 'PUSH_KEY in production expires').waitFor();
    await expect.poll(() => rows(page).filter({ hasText: 'storefront ·' }).count()).toBe(0);
    await page.getByLabel('As of').fill(new Date(Date.now() + 40 * DAY).toISOString().slice(0, 10));
    await line(page, 'PUSH_KEY in production expired').waitFor();
    await page.getByRole('button', { name: 'Back to today' }).click();
    await line(page, 'PUSH_KEY in production expires').waitFor();
    await expect.poll(() => page.getByLabel('As of').inputValue()).toBe('');
    // The button is gone; the focus is in the field, where a day is typed digit by digit.
    expect(await page.getByLabel('As of').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('01152031');
    await line(page, 'PUSH_KEY in production expired').waitFor();
    await expect.poll(() => page.getByLabel('As of').inputValue()).toBe('2031-01-15');
    await page.getByLabel('As of').fill('2001-01-15');
    await page.getByText('That day is over.').waitFor();
    await line(page, 'PUSH_KEY in production expires').waitFor();
    await page.getByLabel('As of').fill('9999-12-31');
    await line(page, 'PUSH_KEY in production expired').waitFor();
    await page.getByLabel('As of').fill('');
    await page.getByRole('combobox', { name: 'Environment' }).selectOption('staging');
    await page.getByRole('button', { name: 'Show all places' }).click();
    await expect.poll(() => rows(page).count()).toBeGreaterThan(8);
  });
});

test('the calendar is saved with or without names, from the menu and the palette', async () => {
  await onInbox(async (page) => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('export reminders');
    await page.getByRole('option', { name: /^Export reminders to a calendar/ }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Export to a calendar' });
    await dialog.getByRole('radio', { name: 'Without names' }).click();
    await dialog.getByRole('button', { name: 'Save file…' }).click();
    await notice(page, /^Wrote \d+ events to the calendar file/).waitFor();
  });
});

test('a policy says what is inherited and from where, is set, inherits again, and says what is wrong at the field', async () => {
  await onHarness('inbox', async (page) => {
    await openPolicyOf(page, 'production');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Every quarter, by default').waitFor();
    await fillWrongPolicy(page);
    for (const text of [
      'A duration can be at most 100 years.',
      'Each is a number of days from 1 to 366; “0” is not.',
      'Give a number of days from 1 to 3,660, or never.',
      'They cannot begin and end at the same minute.',
    ])
      await dialog.getByText(text).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('value'))).toBe('1000 years');
    for (const title of ['Warn ahead', 'Unused after', 'Quiet hours', 'Days off'])
      await dialog.getByRole('button', { name: `Inherit: ${title}` }).click();
    await dialog.getByRole('combobox', { name: 'Rotate' }).fill('zero');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('This is not a duration.').waitFor();
    await dialog.getByRole('combobox', { name: 'Rotate' }).fill('45 days');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Rotate every 45 days').waitFor();
    await page.getByText('1 setting of its own').waitFor();
    await page.keyboard.press('Control+1');
    await page.getByRole('gridcell', { name: /^SSO_CLIENT, production/ }).click();
    const drawer = page.getByRole('complementary');
    await drawer.getByText('every 45 days, set for its environment').waitFor();
    await drawer.getByRole('button', { name: 'Change the policy of SSO_CLIENT' }).click();
    await dialog.getByText('Every 45 days, set for its environment').waitFor();
    await dialog.getByRole('button', { name: 'Set here: Rotate' }).click();
    await dialog.getByRole('combobox', { name: 'Rotate' }).fill('never');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await drawer.getByText('never set for this key').waitFor();
    await notice(page, 'Changed the policy of SSO_CLIENT').getByRole('button', { name: 'Undo' }).click();
    await drawer.getByText('every 45 days, set for its environment').waitFor();
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.type('Policy of the open key');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Policy of SSO_CLIENT' }).waitFor();
  });
});

test('a provider gets a policy in the settings, which its keys inherit', async () => {
  await onHarness('inbox', async (page) => {
    await page.getByRole('gridcell').first().waitFor();
    await page.keyboard.press('Control+,');
    await page.getByRole('combobox', { name: 'Provider' }).fill('Norixx');
    await page.getByRole('button', { name: 'Set…' }).click();
    await page.getByText('There is no such provider, and no key is of it.').waitFor();
    await page.getByRole('combobox', { name: 'Provider' }).fill('Norrix');
    await page.getByRole('button', { name: 'Set…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Policy of Norrix' });
    await dialog.getByText(/^every quarter in production/i).waitFor();
    await dialog.getByRole('button', { name: 'Set here: Owner’s note' }).click();
    await dialog.getByRole('textbox', { name: 'Owner’s note' }).fill('Ask Dana first');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Owner’s note Ask Dana first').waitFor();
    await page.keyboard.press('Control+2');
    await line(page, /NORRIX_API_KEY in staging expires.*“Ask Dana first”/).waitFor();
  });
});

test('thousands of reminders are in the page as they come into sight', async () => {
  await onInbox(async (page) => {
    expect(await openCount(page)).toBeGreaterThan(2_000);
    await expect.poll(() => rows(page).count()).toBeLessThan(40);
    await rows(page).first().focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => page.evaluate(() => Number(document.activeElement?.getAttribute('data-index'))))
      .toBeGreaterThan(2_000);
    await expect.poll(() => rows(page).count()).toBeLessThan(40);
  }, 'inbox-10000');
});
