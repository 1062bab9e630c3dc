// The language of a page: asked for in the address, else the browser's, else the city's own.

import type { RouteRequest } from '#kernel/define-route.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';

export const localeOf = (request: Pick<RouteRequest, 'query' | 'headers'>, pack: Pick<CityPack, 'city'>): Locale => {
  const asked = request.query['lang'] ?? '';
  if (asked.startsWith('zh')) return 'zh-CN';
  if (asked.startsWith('en')) return 'en';
  const first = (request.headers['accept-language'] ?? '').split(',')[0]?.trim().toLowerCase() ?? '';
  if (first.startsWith('zh')) return 'zh-CN';
  return first.startsWith('en') ? 'en' : pack.city.defaultLocale;
};
