// The duty desk and the supervisor at their work: the main path of each, in both languages, three widths, with and without
// JavaScript, and by keyboard alone.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { ground, otherAgencies, pack, plain, plainLead, soundReply } from '../journeys/support/pack.ts';
import { type Look, looks, nameOf, tabTo } from './support/chromium.ts';
import { isWell, withPerson } from './support/signed-in.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

shareTownAndBrowser();

const unsureText = '有个事情想请你们帮忙看一下，谢谢。';
/** A case that unit after unit returns until the city's policy calls for a ruling. */
const disputed = async (): Promise<string> => {
  const { caseId } = await town.request({ category: plain.path });
  const units = [plainLead, ...otherAgencies];
  for (let hop = 0; (await town.view(caseId))['status'] !== 'awaiting-ruling'; hop += 1) {
    const explanation = '不属于本单位职责';
    const link = await town.link(caseId, 'department-sign-for', units[hop]);
    await town.act(link, { action: 'return', grounds: ground, explanation, proposedUnit: units[hop + 1] });
    if ((await town.view(caseId))['status'] === 'return-in-review')
      await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve', unit: units[hop + 1] });
  }
  return caseId;
};
/** Presses the button of the form that holds `selector`, and waits for the page that says it is done. */
const submit = async (page: Page, selector: string): Promise<void> => {
  await page.locator(`form:has(${selector}) button`).first().click();
  await page.waitForSelector('[role=status]');
  await town.idle();
};
const openCase = (page: Page, caseId: string) => page.goto(`${town.url}/desk/cases/${caseId}`);

withBrowser('the duty desk', () => {
  it.each(looks)(
    'filters its board, classifies what the machine left, and sends an empty reply back, $language $width',
    async (look) => {
      const unsure = await town.request({ text: unsureText });
      const empty = await town.inProgress();
      await town.act(empty.lead, { ...soundReply, text: '已处理' });
      await withPerson(browser, town, { who: 'desk', look }, async (page) => {
        await isWell(page, look);
        await page.locator('details.filters > summary').click();
        await page.locator('select[name=task]').selectOption('classify');
        await page.locator('details.filters button').click();
        await page.waitForURL(/task=classify/);
        await isWell(page, look);
        await page.locator(`a[href*="${unsure.caseId}"]`).first().click();
        await isWell(page, look);
        await page.locator('select[name=category]').selectOption(plain.path);
        await submit(page, 'select[name=category]');
        await isWell(page, look);
        expect(await town.events(unsure.caseId), nameOf(look)).toContain('Classified');

        await openCase(page, empty.caseId);
        await page.locator('input[name=action][value=deny]').check();
        await page.locator('form:has(input[value=deny]) textarea').fill('请说明做了什么，依据是什么');
        await submit(page, 'input[value=deny]');
        expect((await town.view(empty.caseId))['status'], nameOf(look)).toBe('in-progress');
        await isWell(page, look);
      });
    },
  );

  it('merges two cases and takes them apart again', async () => {
    const [parent, child] = [
      await town.request({ category: plain.path }),
      await town.request({ category: plain.path }),
    ];
    const look: Look = { width: 768, language: 'zh-CN', scripts: false };
    await withPerson(browser, town, { who: 'desk', look }, async (page) => {
      const act = async (name: string, fill: (form: string) => Promise<void>) => {
        await openCase(page, child.caseId);
        const form = `form:has(input[name=act][value=${name}])`;
        await page.locator(`details:has(> ${form}) > summary`).click();
        await fill(form);
        await page.locator(`${form} [name=reason]`).fill('同一处路灯');
        await submit(page, `input[name=act][value=${name}]`);
        await isWell(page, look);
      };
      const { caseNumber } = await town.view(parent.caseId);
      await act('merge', (form) => page.locator(`${form} [name=parentId]`).fill(caseNumber));
      expect((await town.view(child.caseId))['status']).toBe('merged');
      await act('unmerge', async () => undefined);
      expect((await town.view(child.caseId))['status']).not.toBe('merged');
    });
  });

  it('works by keyboard alone: finds with /, walks with j and k, opens, decides', async () => {
    const { caseId } = await town.request({ text: unsureText });
    const { caseNumber } = await town.view(caseId);
    const look: Look = { width: 1280, language: 'zh-CN', scripts: true };
    await withPerson(browser, town, { who: 'desk', look }, async (page) => {
      const focused = (): Promise<string> => page.evaluate('document.activeElement?.getAttribute("href") ?? ""');
      await page.keyboard.press('j');
      const top = await focused();
      await page.keyboard.press('j');
      expect(await focused()).not.toBe(top);
      await page.keyboard.press('k');
      expect(await focused()).toBe(top);
      await page.keyboard.press('/');
      await page.keyboard.insertText(caseNumber);
      await page.keyboard.press('Enter');
      await page.waitForURL(new RegExp(caseId));
      await tabTo(page, 'select[name=category]');
      await page.keyboard.press('ArrowDown');
      await tabTo(page, 'form:has(select[name=category]) button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=status]');
      await town.idle();
      expect(await town.events(caseId)).toContain('Classified');
      await tabTo(page, 'form[action="/sign-out"] button');
      await page.keyboard.press('Enter');
      await page.waitForSelector('header.mast', { state: 'detached' });
    });
  });
});

withBrowser('the supervisor', () => {
  it.each(looks)('rules on a dispute with its hops side by side, and grants time, $language $width', async (look) => {
    const caseId = await disputed();
    const long = await town.inProgress();
    const until = new Date(town.stack.now() + 60 * 86_400_000).toISOString();
    await town.act(long.lead, { action: 'extend', reason: '需要列入年度改造计划', until });
    await withPerson(browser, town, { who: 'supervisor', look }, async (page) => {
      await isWell(page, look);
      await openCase(page, caseId);
      await isWell(page, look);
      expect(await page.locator('section[id^=rule] .hops li').count()).toBeGreaterThan(1);
      await page.locator('input[name=decision][value=assign]').check();
      await page.locator('form:has(input[name=decision]) select[name=unit]').selectOption(plainLead);
      await page.locator('form:has(input[name=decision]) [name=reason]').fill('按职责目录由该单位承办');
      await submit(page, 'input[name=decision]');
      expect(await town.events(caseId), nameOf(look)).toContain('Ruled');

      await openCase(page, long.caseId);
      await isWell(page, look);
      await page.locator('input[name=action][value=approve]').check();
      await submit(page, 'input[value=approve]');
      expect((await town.view(long.caseId))['status'], nameOf(look)).toBe('long-term');
      await isWell(page, look);
    });
  });

  it.each(looks)('reads the rates and the burden, $language $width', async (look) => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    await withPerson(browser, town, { who: 'supervisor', look }, async (page) => {
      for (const figures of ['evaluation', 'burden']) {
        await page.goto(`${town.url}/desk/${figures}`);
        await isWell(page, look);
        expect(await page.locator('main table').count(), figures).toBeGreaterThan(0);
        expect(await page.locator(`a[href*="/desk/${figures}.csv"]`).count(), figures).toBeGreaterThan(0);
      }
    });
  });
});

withBrowser('an officer of a unit', () => {
  it.each(looks.slice(0, 2))('asks that a closed case be left out of the figures, $language $width', async (look) => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    await withPerson(browser, town, { who: 'officer', look }, async (page) => {
      await openCase(page, caseId);
      await page.locator('details:has(input[value=ask-exclusion]) > summary').click();
      await page.locator('select[name=grounds]').selectOption(pack.evaluation.exclusionGrounds[0]?.id ?? '');
      await page.locator('form:has(input[value=ask-exclusion]) [name=reason]').fill('诉求超出政策规定');
      await isWell(page, look);
      await submit(page, 'input[value=ask-exclusion]');
      await isWell(page, look);
    });
    expect(await town.events(caseId), nameOf(look)).toContain('ExclusionAsked');
  });
});
