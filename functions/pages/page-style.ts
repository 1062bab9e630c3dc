// The style of the pages behind links, as a file of its own: pages weigh less, and a telephone asks for it once.
import { defineRoute } from '#kernel/define-route.ts';

const style = `
:root{--ink:#1b1f24;--soft:#5a6472;--line:#d8dee6;--act:#0b5cad;--warn:#a4320b}
*{box-sizing:border-box}body{margin:0;font:1rem/1.6 system-ui,sans-serif;color:var(--ink);background:#f6f7f9}
header,main,footer{max-width:40rem;margin:0 auto;padding:1rem}header{font-weight:600}main{background:#fff;border:1px solid var(--line);border-radius:.5rem;padding:1.25rem}
h1{font-size:1.35rem;line-height:1.35;margin:0 0 .75rem}h2{font-size:1.05rem;margin:1.5rem 0 .5rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}dt{color:var(--soft)}dd{margin:0}
blockquote{margin:.5rem 0;padding:.75rem 1rem;background:#f1f4f8;border-left:.25rem solid var(--act);white-space:pre-wrap;overflow-wrap:anywhere}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;padding:.75rem 1rem}legend{font-weight:600;padding:0 .25rem}
label{display:block;margin:.5rem 0}input:not([type=radio]),select,textarea{width:100%;font:inherit;padding:.6rem;border:1px solid #8a94a3;border-radius:.35rem;background:#fff}
textarea{min-height:6rem}input[type=radio]{width:1.25rem;height:1.25rem;vertical-align:-.2rem;margin-right:.5rem}
button{font:inherit;font-weight:600;width:100%;padding:.85rem;border:0;border-radius:.4rem;background:var(--act);color:#fff}
.ask{font-weight:600}.choices{border:0;border-top:1px solid var(--line);border-radius:0;padding:.5rem 0;margin:.5rem 0}.confirm{padding:.75rem;background:#f1f4f8;border-radius:.35rem}small{display:block}
table{width:100%;border-collapse:collapse;margin:.75rem 0 1.25rem}caption{text-align:start;font-weight:600;padding:.25rem 0;overflow-wrap:anywhere}th,td{text-align:start;vertical-align:top;padding:.4rem .75rem .4rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}tbody th,tbody th code{font-weight:400;overflow-wrap:break-word}tbody th{width:38%}th small,td small{color:var(--soft)}
code{font:.875em/1.5 ui-monospace,monospace;overflow-wrap:anywhere}pre{margin:.5rem 0;padding:.75rem 1rem;background:#f1f4f8;white-space:pre-wrap;overflow-wrap:anywhere}h3{font-size:1rem;margin:1.25rem 0 .25rem}.plain{list-style:none;margin:0;padding:0}.plain li{padding:.4rem 0;border-top:1px solid var(--line)}dd code,dt code{overflow-wrap:anywhere}
details{margin:1rem 0}summary{font-weight:600;padding:.5rem 0}
.acts{list-style:none;margin:0;padding:0}.acts a{display:block;padding:.75rem;margin:.5rem 0;border:1px solid var(--act);border-radius:.4rem;color:var(--act);text-align:center;text-decoration:none}
:focus-visible{outline:3px solid #f0a202;outline-offset:2px}.done{margin:0 0 1rem;padding:.75rem 1rem;background:#e8f5ec;border-left:.25rem solid #1a7f42;border-radius:.25rem}.warn{color:var(--warn)}.soft{color:var(--soft)}a{color:var(--act)}
.photos{list-style:none;margin:0;padding:0}.photos li{margin:0 0 1rem}.photos img{display:block;max-width:100%;max-height:32rem;border:1px solid var(--line);border-radius:.35rem;background:#f1f4f8}input[type=file]{padding:.5rem}
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin:0 0 .5rem}}
@media print{body{background:#fff}main{border:0}form,nav,footer{display:none}a{color:inherit}details::details-content{content-visibility:visible}}
`;

/** The same for everyone, so it may be kept; not for long, because a page of tomorrow may need another. */
export const handler = defineRoute('page style', ['GET'], async () => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=600',
    'x-content-type-options': 'nosniff',
  },
  body: style,
}));
