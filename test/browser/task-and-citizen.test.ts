// The two ways that most people meet the product: an officer opens the link of a mail, a citizen the link of a text
// message. Each main path in both languages, three widths, with and without JavaScript, and by keyboard alone.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { otherAgencies, pack, plain, soundReply } from '../journeys/support/pack.ts';
import { type Look, looks, nameOf, openPage, tabTo, wrongWith } from './support/chromium.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

shareTownAndBrowser();

const withPage = async (look: Look, walk: (page: Page) => Promise<void>): Promise<void> => {
  const page = await openPage(browser, look);
  try {
    await walk(page);
  } finally {
    await page.context().close();
  }
};

const well = async (page: Page, look: Look): Promise<void> =>
  expect(await wrongWith(page, look), page.url()).toEqual([]);

withBrowser('an officer', () => {
  it.each(looks)('signs for a case in three taps and replies, $language $width', async (look) => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    await withPage(look, async (page) => {
      let taps = 1;
      await page.goto(link);
      await well(page, look);
      for (const selector of ['input[value=sign]', 'form:has(input[value=sign]) button']) {
        await page.locator(selector).click();
        taps += 1;
      }
      expect(taps).toBeLessThanOrEqual(3);
      await town.idle();
      await page.waitForSelector('[role=status]');
      expect(await town.events(caseId)).toContain('SignedFor');
      await well(page, look);

      await page.goto(`${link}?do=reply`);
      await well(page, look);
      const form = page.locator('form:has(input[value=reply])');
      await form.locator('textarea').first().fill(soundReply.text);
      await form.locator('[name=legalBasis]').fill(soundReply.legalBasis);
      await form.locator('input[value=reply]').check();
      await form.locator('button').click();
      await page.waitForSelector('[role=status]');
      await town.idle();
      expect((await town.view(caseId))['status'], nameOf(look)).toBe('awaiting-citizen');
      await well(page, look);
    });
  });

  it('keeps what was typed when a form is refused, finds a unit by a part of its name, and takes a contact back', async () => {
    const { caseId, lead } = await town.inProgress();
    const look: Look = { width: 360, language: 'zh-CN', scripts: false };
    const other = pack.departments.units.find((unit) => unit.id === otherAgencies[0]);
    await withPage(look, async (page) => {
      await page.goto(lead);
      for (const act of ['contacted', 'undo-contact']) {
        await page.goto(`${lead}?do=${act}`);
        await page.locator(`input[value=${act}]`).check();
        await page.locator('main button').click();
        await page.waitForSelector('[role=status]');
        await town.idle();
      }
      expect(await town.events(caseId)).toEqual(expect.arrayContaining(['Contacted', 'ContactTakenBack']));

      await page.goto(`${lead}?do=return`);
      await page.locator('select').selectOption({ index: 1 });
      await page.locator('[name=explanation]').fill('不在本单位职责之内');
      await page.locator('[name=proposedUnit]').fill('没有这个单位');
      await page.locator('input[value=return]').check();
      await page.locator('main button').click();
      await page.waitForSelector('[role=alert]');
      await well(page, look);
      expect(await page.locator('[name=explanation]').inputValue()).toBe('不在本单位职责之内');
      await page.locator('[name=proposedUnit]').fill(other?.name['zh-CN'] ?? '');
      await page.locator('input[value=return]').check();
      await page.locator('main button').click();
      await page.waitForSelector('[role=status]');
    });
    await town.idle();
    expect((await town.commits(caseId)).flatMap(({ events }) => events)).toContainEqual(
      expect.objectContaining({ type: 'Returned', proposedUnit: other?.id }),
    );
  });

  it.each(looks.slice(0, 2))('sees who the citizen is by a code, $language $width', async (look) => {
    const phone = `137${String(20_000_000 + looks.indexOf(look))}`;
    const { caseId, lead } = await town.inProgress({ requester: { name: '王小明', phone } });
    await withPage(look, async (page) => {
      await page.goto(lead);
      await page.locator('a[href*=reveal]').click();
      await page.waitForSelector('[name=reason]');
      await well(page, look);
      await page.locator('[name=reason]').fill('需要上门核实');
      await page.locator('input[value=ask]').check();
      await page.locator('form:has(input[value=ask]) button').click();
      await page.waitForSelector('[name=code]');
      await well(page, look);
      await town.idle();
      const mail = (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-reveal-code');
      await page.locator('[name=code]').fill(/^\d{6}$/m.exec(mail?.text ?? '')?.[0] ?? '');
      await page.locator('input[value=look]').check();
      await page.locator('form:has(input[value=look]) button').click();
      await page.waitForSelector(`text=${phone}`);
      await well(page, look);
    });
    expect(await town.events(caseId)).toContain('Revealed');
  });

  it('signs and replies by keyboard alone', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    await withPage({ width: 1280, language: 'zh-CN', scripts: true }, async (page) => {
      await page.goto(link);
      await tabTo(page, 'input[value=sign]');
      await page.keyboard.press('Space');
      await tabTo(page, 'form:has(input[value=sign]) button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=status]');
      await town.idle();
      await page.goto(`${link}?do=reply`);
      await tabTo(page, 'form:has(input[value=reply]) textarea');
      await page.keyboard.insertText(soundReply.text);
      await tabTo(page, 'form:has(input[value=reply]) [name=legalBasis]');
      await page.keyboard.insertText(soundReply.legalBasis);
      await tabTo(page, 'input[value=reply]');
      await page.keyboard.press('Space');
      await tabTo(page, 'form:has(input[value=reply]) button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=status]');
      await town.idle();
      expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
    });
  });
});

withBrowser('a citizen', () => {
  it.each(looks)('follows the case, and says that it is not solved, $language $width', async (look) => {
    const phone = `139${String(10_000_000 + looks.indexOf(look))}`;
    const accepted = await town.inProgress({ requester: { name: '王小明', phone } });
    await town.act(accepted.lead, soundReply);
    const { caseNumber } = await town.view(accepted.caseId);
    await withPage(look, async (page) => {
      await page.goto(`${town.url}/c/${caseNumber}`);
      await well(page, look);
      await page.locator('[name=digits]').fill(phone.slice(-4));
      await page.locator('main button').click();
      await page.waitForSelector(`text=${soundReply.legalBasis}`);
      await well(page, look);

      await page.goto(await town.link(accepted.caseId, 'citizen-asked'));
      await well(page, look);
      for (const [name, value] of Object.entries({ contacted: 'true', solved: 'false', satisfied: 'false' }))
        await page.locator(`input[name=${name}][value=${value}]`).check();
      await page.locator('textarea').fill('灯还是不亮。');
      await page.locator('input[value=answer]').check();
      await page.locator('main button').click();
      await page.waitForSelector('[role=status]');
      await well(page, look);
    });
    await town.idle();
    expect(await town.events(accepted.caseId), nameOf(look)).toContain('ReworkOrdered');
  });

  it('answers by keyboard alone', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    const link = await town.link(caseId, 'citizen-asked');
    await withPage({ width: 1280, language: 'zh-CN', scripts: true }, async (page) => {
      await page.goto(link);
      for (const name of ['contacted', 'solved', 'satisfied', 'action']) {
        await tabTo(page, `input[name=${name}]`);
        await page.keyboard.press('Space');
      }
      await tabTo(page, 'main button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=status]');
    });
    await town.idle();
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'resolved' });
  });
});

withBrowser('somebody who is refused', () => {
  it.each(looks.slice(0, 2))('is told why in their own language, and how to go on, $language $width', async (look) => {
    const { caseId } = await town.inProgress({ requester: { name: '王小明', phone: '13800005678' } });
    const { caseNumber } = await town.view(caseId);
    const { pages } = pack.messages[look.language];
    await withPage(look, async (page) => {
      await page.goto(`${town.url}/c/${caseNumber}`);
      await page.locator('[name=digits]').fill('0000');
      await page.locator('main button').click();
      expect(await page.locator('h1').textContent()).toBe(pages.unknownCase);
      await well(page, look);
      await page.locator('main a').click();
      await page.waitForSelector('[name=digits]');
      await page.goto(`${town.url}/t/${'x'.repeat(22)}`);
      expect(await page.locator('h1').textContent()).toBe(pages.linkUnknown);
      await well(page, look);
    });
  });
});
