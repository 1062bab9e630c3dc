// Whom do you want to be? One button a person.
import { html } from '../control/pages/html.ts';
import type { Person } from './people.ts';

const STYLE = `*{box-sizing:border-box}body{font:1.0625rem/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif;color:#16202b;background:#eef1f5;margin:0;padding:2rem 1rem}
main{max-width:34rem;margin:0 auto}h1{font-size:1.5rem;margin:0 0 .25rem}p{color:#4a5764;margin:0 0 1.25rem}
button{display:block;width:100%;text-align:left;font:inherit;color:inherit;background:#fff;border:1px solid #c9d1da;border-radius:.5rem;padding:.85rem 1.1rem;margin:0 0 .6rem;cursor:pointer}
button:hover{border-color:#1f5fa8}button:focus-visible{outline:3px solid #1f5fa8;outline-offset:2px}b{display:block}span{color:#4a5764}`;

/** `action` is where the choice goes, with the query of the request it answers. */
export function peoplePage(people: readonly Person[], action: string): string {
  return html`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>登录为谁 · Sign in as</title><style>${{ markup: STYLE }}</style></head><body><main><h1>登录为谁 <span lang="en">Sign in as</span></h1>
<p>开发用登录，不要密码。<span lang="en">For development: no password.</span></p>
<form method="post" action="${action}">${people.map(
    ({ sub, name, about }) =>
      html`<button name="sub" value="${sub}"><b>${name}</b>${about === undefined ? '' : html`<span>${about}</span>`}</button>`,
  )}</form></main></body></html>`.markup;
}
