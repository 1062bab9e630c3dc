// What a person sees when sign-in did not lead to the desk: why, and what to do next.
import { html } from 'hono/html';
import { page } from '#functions/pages/page.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';

export type SignInTold = 'again' | 'declined' | 'no-role' | 'unavailable' | 'signed-out';

export const signInPage = (told: SignInTold, pack: CityPack, locale: Locale): string => {
  const { signIn } = pack.messages[locale].desk;
  const { title, text } = signIn[told];
  return page(pack, locale, title, html`<h1>${title}</h1><p>${text}</p><p><a href="/sign-in">${signIn.action}</a></p>`);
};
