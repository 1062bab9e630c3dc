// The frame of the desk's pages: masthead with who is signed in, one style sheet, one small script that only adds keys.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { RouteRequest } from '#kernel/define-route.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Session } from '#schemas/session.ts';

export type Markup = ReturnType<typeof html>;
type Framed = { session: Session; token: string; pack: CityPack; locale: Locale };

/**
 * A choice that needs another field says so before the form is sent. `/` finds, `j` and `k` walk the list; single keys
 * can be turned off (WCAG 2.1.4). Without script nothing is missing.
 */
const script = `(()=>{document.addEventListener('change',({target:t})=>{if(t.type!=='radio'||!t.form)return;const all=[...t.form.querySelectorAll('[data-needs]')];
for(const {dataset:{needs}} of all){const f=t.form.elements[needs];if(f)f.required=all.some(r=>r.checked&&r.dataset.needs===needs)}});
const b=document.querySelector('[data-keys]');if(!b)return;const rows=()=>[...document.querySelectorAll('.queue a')];
let on=true;try{on=localStorage.getItem('keys')!=='off'}catch{}
const tell=()=>{b.textContent=on?b.dataset.off:b.dataset.on};b.hidden=false;tell();
b.addEventListener('click',()=>{on=!on;try{localStorage.setItem('keys',on?'on':'off')}catch{}tell()});
document.addEventListener('keydown',e=>{if(!on||e.ctrlKey||e.metaKey||e.altKey||/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName))return;
if(e.key==='/'){const q=document.querySelector('[name=q]');if(q){const d=q.closest('details');if(d)d.open=true;q.focus();e.preventDefault()}return}
const step=e.key==='j'?1:e.key==='k'?-1:0;if(!step)return;const all=rows();const at=all.indexOf(document.activeElement);
const next=all[at<0?0:Math.min(all.length-1,Math.max(0,at+step))];if(next)next.focus()})})()`;

const hash = createHash('sha256').update(script).digest('base64');

/** Nothing but our own style, our own script by its hash, and forms to ourselves. */
export const deskPolicy = (images = "'none'"): string =>
  `default-src 'none'; img-src ${images}; style-src 'self'; script-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** A whole page of the desk. Everything but `body` is escaped here, and `body` by its own templates. */
export const frame = (reader: Framed, request: RouteRequest, title: string, body: Markup): string => {
  const { session, token, pack, locale } = reader;
  const words = pack.messages[locale].desk;
  const roles = session.person.roles.map((role) => words.roles[role]).join(locale === 'en' ? ', ' : '、');
  return html`<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title} · ${words.title}</title><link rel="stylesheet" href="/desk.css"></head>
<body><a class="skip" href="#main">${words.skip}</a>
<header class="mast"><a class="home" href="/desk"><b>${pack.city.name[locale]} ${pack.city.hotlineNumber}</b><span>${words.title}</span></a>
<div class="who"><span>${session.person.name}<small>${roles}</small></span><a href="${otherLanguage(request, locale)}" lang="${locale === 'en' ? 'zh-CN' : 'en'}" hreflang="${locale === 'en' ? 'zh-CN' : 'en'}">${words.otherLanguage}</a>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="${token}"><button class="plain">${words.signOut}</button></form></div></header>
<main id="main" tabindex="-1">${body}</main><script>${raw(script)}</script></body></html>`.toString();
};

/** The same page in the other language. A form's answer has no page of its own: it leads to the board. */
const otherLanguage = (request: RouteRequest, locale: Locale): string => {
  const query = new URLSearchParams(request.method === 'GET' ? request.query : {});
  query.delete('done');
  query.set('lang', locale === 'en' ? 'zh-CN' : 'en');
  return `${request.method === 'GET' ? request.path : '/desk'}?${query}`;
};
