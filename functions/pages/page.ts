// The frame of every page behind a link: one small style sheet of ours, no script, no request to anywhere else (DESIGN §4).
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';

type Markup = ReturnType<typeof html>;

/** A whole page. `title` and everything in `body` are escaped by the template. */
export const page = (pack: CityPack, locale: Locale, title: string, body: Markup): string => {
  const other = locale === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><link rel="stylesheet" href="/page.css"></head>
<body><header>${pack.city.name[locale]} ${pack.city.hotlineNumber}</header><main>${body}</main><footer class="soft">${pack.city.hotlineNumber} · <a href="?lang=${other}" lang="${other}">${pack.messages[locale].desk.otherLanguage}</a></footer></body></html>`.toString();
};
