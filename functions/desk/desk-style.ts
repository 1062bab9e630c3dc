// GET /desk.css: how the desk looks. One column of work, quiet colours, big targets, time first; prints black on white.
import { defineRoute } from '#kernel/define-route.ts';

const style = `
:root{color-scheme:light;--ink:#15202b;--soft:#4c5966;--line:#d5dce4;--ground:#f3f5f8;--act:#12508f;--late:#a11d0b;--late-ground:#fdecea;--soon:#7a4a00;--soon-ground:#fff4df;--good:#1d6b3a}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;font:1rem/1.6 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:var(--ink);background:var(--ground)}
a{color:var(--act);text-underline-offset:.2em}h1{font-size:1.5rem;line-height:1.3;margin:0 0 .25rem}h2{font-size:1.125rem;line-height:1.4;margin:0 0 .6rem}h3{font-size:1rem;margin:0 0 .35rem}
p{margin:.4rem 0}.soft{color:var(--soft)}small{font-size:.875rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.6rem 1rem;z-index:2}
:focus-visible{outline:3px solid #1b6fd0;outline-offset:2px;border-radius:.2rem}
.mast{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;justify-content:space-between;background:#0f3a68;color:#fff;padding:.6rem max(1rem,calc((100% - 72rem)/2))}
.mast a,.mast .plain{color:#fff}.home{display:flex;gap:.75rem;align-items:baseline;text-decoration:none;padding:.35rem 0}.home b{font-size:1.0625rem}
.who{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;align-items:center}.who small{margin-left:.5rem;color:#d3e2f2}.who a{padding:.5rem 0}
.plain{background:none;border:0;font:inherit;text-decoration:underline;text-underline-offset:.2em;padding:.5rem 0;cursor:pointer;color:var(--act)}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}main:focus{outline:0}
.tabs{display:flex;flex-wrap:wrap;gap:.25rem .5rem;margin:1rem 0 .5rem;padding:0;list-style:none}
.tabs a{display:block;padding:.55rem .95rem;border-radius:.4rem;text-decoration:none;color:var(--ink)}.tabs a:hover{background:#e4e9ef}.tabs a[aria-current]{background:#fff;box-shadow:inset 0 0 0 2px var(--act);color:var(--act);font-weight:600}
details.filters{margin:.5rem 0 1.25rem}summary{cursor:pointer;padding:.5rem 0;color:var(--act)}
.filters form{display:grid;gap:.75rem 1rem;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));align-items:end;padding:.25rem 0 .5rem}
label{display:block;font-weight:600}label small,.hint{font-weight:400;color:var(--soft)}
input:not([type=radio]):not([type=checkbox]):not([type=hidden]),select,textarea{display:block;width:100%;min-height:2.75rem;font:inherit;color:inherit;padding:.5rem .65rem;margin-top:.25rem;border:1px solid #75828f;border-radius:.35rem;background:#fff}
textarea{min-height:6.5rem;line-height:1.5}
button:not(.plain){font:inherit;font-weight:600;min-height:2.75rem;padding:.55rem 1.4rem;border:0;border-radius:.4rem;background:var(--act);color:#fff;cursor:pointer}button:not(.plain):hover{background:#0c3c6d}
button.quiet:not(.plain){background:#fff;color:var(--act);box-shadow:inset 0 0 0 1.5px var(--act)}
.queue{list-style:none;margin:0 0 1.75rem;padding:0;background:#fff;border-radius:.6rem;box-shadow:0 0 0 1px var(--line)}
.queue li+li{border-top:1px solid var(--line)}
.queue a{display:grid;grid-template-columns:1fr auto;gap:.1rem 1rem;padding:.8rem 1rem;color:inherit;text-decoration:none;min-height:3.25rem;align-items:center}
.queue a:hover{background:#f7f9fc}.queue .topic{grid-column:1/-1;font-weight:600}.queue .left{font-weight:600;font-variant-numeric:tabular-nums}.queue .what{text-align:right;color:var(--soft)}.queue .who2{color:var(--soft)}.queue .no{color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}
.late .left,.tag.late{color:var(--late)}.today .left,.tag.today{color:var(--soon)}
.tag{display:inline-block;padding:.1rem .55rem;border-radius:1rem;background:#eaeef3;font-weight:600;font-size:.9375rem}.tag.late{background:var(--late-ground)}.tag.today{background:var(--soon-ground)}
.level{font-weight:600;color:var(--late)}
.foot{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center}.foot a{padding:.5rem 0}
.note{padding:.8rem 1.1rem;border-radius:.5rem;background:#e4f1e8;color:#123f23;margin:0 0 1.25rem}.note.bad{background:var(--late-ground);color:#6d1206}
.sheet{background:#fff;border-radius:.6rem;box-shadow:0 0 0 1px var(--line);padding:1.25rem;margin:0 0 1.25rem}
.two{margin-top:1.25rem;display:grid;gap:0 1.25rem;grid-template-columns:minmax(0,1fr)}
.photos{list-style:none;margin:0;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(14rem,1fr))}.photos img{display:block;max-width:100%;max-height:24rem;border:1px solid #cfd6de}
blockquote{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:1.0625rem;line-height:1.75;max-width:44rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.1rem;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}legend{font-weight:600;padding:0;margin-bottom:.35rem}
form.act{display:grid;gap:.9rem;max-width:40rem;margin:.75rem 0 0}form.act fieldset{margin:0}form.act+form.act{border-top:1px solid var(--line);padding-top:1rem}
.choice{display:flex;gap:.75rem;align-items:flex-start;font-weight:400;padding:.7rem .9rem;border:1px solid #a9b4c0;border-radius:.4rem;margin:0 0 .5rem;cursor:pointer;min-height:2.75rem}
.choice:has(:checked){border-color:var(--act);box-shadow:0 0 0 1px var(--act);background:#f2f7fd}.choice input{width:1.3rem;height:1.3rem;margin:.15rem 0 0;flex:none;accent-color:var(--act)}.choice b{display:block}.choice b::first-letter{text-transform:uppercase}.choice small{color:var(--soft)}
.line{list-style:none;margin:0;padding:0}.line>li{display:grid;grid-template-columns:minmax(0,1fr);gap:.05rem 1.25rem;padding:.7rem 0;border-top:1px solid var(--line)}.line>li:first-child{border-top:0}
.line time{color:var(--soft);font-variant-numeric:tabular-nums}.line .said{white-space:pre-wrap;overflow-wrap:anywhere;border-left:3px solid var(--line);padding-left:.8rem;margin:.3rem 0}
.facts{color:var(--soft)}.hops{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));margin:.75rem 0 0;padding:0;list-style:none}.hops li{border-top:3px solid var(--act);padding-top:.6rem}
svg.path{display:block;width:100%;max-width:22rem;height:auto;font:inherit}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line)}thead th{border-top:0;color:var(--soft);font-weight:400}.scroll{overflow-x:auto}.scroll table{min-width:46rem}.scroll table.narrow{min-width:32rem}caption{text-align:left;color:var(--soft);padding:0 0 .5rem}svg.spark{display:block}svg.chart{display:block;width:100%;max-width:32rem;height:auto;font-size:12px}
@media(min-width:48rem){.line>li{grid-template-columns:9rem minmax(0,1fr)}}
@media(min-width:60rem){.queue a{grid-template-columns:8.5rem 9rem minmax(0,1fr) 12rem 9.5rem}.queue .topic{grid-column:auto;order:3}.queue .left{order:1}.queue .what{order:2;text-align:left;color:inherit}.queue .who2{order:4}.queue .no{order:5}}
@media(min-width:60rem){.two{grid-template-columns:minmax(0,2fr) minmax(0,1fr);grid-template-rows:auto 1fr}.two .side{grid-column:2;grid-row:1/3}.two .told{grid-column:1;align-self:start}}
@media print{body{background:#fff;font-size:11pt}.mast,.skip,form,.tabs,.filters,.foot{display:none!important}.sheet,.queue{box-shadow:none;padding:0;border-radius:0}.sheet{break-inside:avoid-page;margin-bottom:1rem}main{max-width:none;padding:0}a{color:inherit}details::details-content{content-visibility:visible}summary{display:none}}
`;

/** The same for everyone, so it may be kept; not for long, because a page of tomorrow may need another. */
export const handler = defineRoute('desk style', ['GET'], async () => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=600',
    'x-content-type-options': 'nosniff',
  },
  body: style,
}));
