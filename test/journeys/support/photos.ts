// Sends pictures as a department's page does: a form that goes straight to the bucket.
import type { Town } from './town.ts';

export type Photo = { id: string; unit: string; url: string };
export type Offer = { photos: Photo[]; upload?: { url: string; fields: Record<string, string> } };

/** What the page of pictures behind a link offers. */
export const offered = async (link: string): Promise<Offer> => {
  const response = await fetch(`${link}/files`);
  if (response.status !== 200) throw new Error(`the page of pictures answers ${response.status}`);
  return (await response.json()) as Offer;
};

/** Where the browser is led back to; `change`: fields that somebody has altered. */
export const send = async ({ upload }: Offer, file: Buffer, change: Record<string, string> = {}) => {
  if (upload === undefined) throw new Error('there is no room for more');
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...upload.fields, ...change })) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(file)]));
  const response = await fetch(upload.url, { method: 'POST', body: form, redirect: 'manual' });
  return { status: response.status, back: response.headers.get('location') ?? '', text: await response.text() };
};

/** The page that is read after a picture was sent and looked at. */
export const sent = async (town: Town, link: string, file: Buffer): Promise<string> => {
  const { status, back, text } = await send(await offered(link), file);
  if (status !== 303) throw new Error(`the bucket answers ${status}: ${text}`);
  await town.idle();
  return (await fetch(back, { headers: { accept: 'text/html' } })).text();
};

export const tracked = async (town: Town, caseId: string, digits: string): Promise<Record<string, unknown>> => {
  const { caseNumber } = await town.view(caseId);
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const body = JSON.stringify({ digits });
  return (await (await fetch(`${town.url}/c/${caseNumber}`, { method: 'POST', headers, body })).json()) as Record<
    string,
    unknown
  >;
};
