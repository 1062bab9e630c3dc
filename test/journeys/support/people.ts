// People who sign in at the desk: by role, so that the sample city's own can change. And a browser of theirs that follows
// redirects and keeps cookies, as a browser does.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { otherAgencies, plainLead } from './pack.ts';

export const people = {
  desk: { roles: ['duty-desk'] },
  supervisor: { roles: ['supervisor'] },
  officer: { roles: ['unit-officer'], units: [plainLead] },
  stranger: { roles: ['unit-officer'], units: [otherAgencies.at(-1) ?? ''] },
  both: { roles: ['duty-desk', 'unit-officer'], units: [plainLead] },
  auditor: { roles: ['auditor'] },
  nobody: { roles: ['visitor'] },
} as const;
export type PersonName = keyof typeof people;

/** Writes the list that the stack offers at sign-in. */
export const peopleFile = (folder: string): string => {
  const file = join(folder, 'people.json');
  const list = Object.entries(people).map(([sub, claims]) => ({ sub, name: `${sub} 某某`, claims }));
  writeFileSync(file, JSON.stringify(list));
  return file;
};

export type Browser = Awaited<ReturnType<typeof browse>>;

/** A browser that has signed in as somebody, by following the redirects and pressing the button with the name. */
export const browse = async (url: string, who: PersonName | undefined) => {
  const jar = new Map<string, string>();
  const send = async (address: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...Object.fromEntries(new Headers(init.headers)), cookie };
    const response = await fetch(new URL(address, url), { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (line.includes('Max-Age=0')) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  const follow = async (response: Response): Promise<Response> => {
    const location = response.headers.get('location');
    return response.status === 303 && location !== null
      ? follow(await send(new URL(location, response.url).href))
      : response;
  };
  /** Opens an address and follows it to where it leads. */
  const open = async (address: string, init?: RequestInit): Promise<Response> => follow(await send(address, init));
  /** Presses a person's button on the provider's page. */
  const choose = (page: Response, sub: string): Promise<Response> =>
    open(page.url, { method: 'POST', body: new URLSearchParams({ sub }) });
  if (who !== undefined) await choose(await open('/desk'), who);
  return {
    jar,
    send,
    open,
    choose,
    json: async (address: string): Promise<any> =>
      (await send(address, { headers: { accept: 'application/json' } })).json(),
    /** Fills in a form of ours: with the token that the page carries. */
    async submit(page: string, action: string, fields: Record<string, string>): Promise<Response> {
      const text = await (await send(page)).text();
      const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
      return send(action, { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
    },
  };
};
