// How the stack's own pages look: one small sheet, light and dark.
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#5b6678;--line:#dde2ea;--page:#f6f7f9;--card:#fff;--accent:#1d5fd1;--good:#1b7f4b;--bad:#c2342b;--wait:#a86a00;--tint:#e6effd}
@media (prefers-color-scheme:dark){:root{--ink:#e4e8ef;--soft:#9aa6b8;--line:#333c4a;--page:#14181f;--card:#1c222c;--accent:#7fb0ff;--good:#5fd099;--bad:#ff8a80;--wait:#f0b64d;--tint:#22304a}}
*{box-sizing:border-box}
body{font:15px/1.55 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--page)}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
header{background:var(--card);border-bottom:1px solid var(--line);padding:.6rem 1.2rem;display:flex;gap:1.2rem;flex-wrap:wrap;align-items:center}
header strong{font-size:1rem}header form{margin-left:auto}
main{max-width:84rem;margin:0 auto;padding:1.2rem}
h1{font-size:1.35rem;margin:.2rem 0 1rem;overflow-wrap:anywhere}h2{font-size:1.02rem;margin:1.6rem 0 .5rem}
input,button{font:inherit;padding:.25rem .6rem;border:1px solid var(--line);border-radius:6px;background:var(--card);color:inherit}
button{cursor:pointer}button:hover{border-color:var(--accent)}
.card,table{background:var(--card);border:1px solid var(--line);border-radius:10px}
.card{padding:.8rem 1rem;margin:.6rem 0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(12rem,1fr));gap:.8rem}
.tiles .card{margin:0}.tiles b{display:block;font-size:1.25rem;font-weight:600}.tiles small,.soft{color:var(--soft)}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:0 1.2rem}
table{border-collapse:separate;border-spacing:0;width:100%;overflow:hidden}
th,td{text-align:left;vertical-align:top;padding:.35rem .7rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
tbody tr:last-child td{border-bottom:0}th{font-weight:600;color:var(--soft);font-size:.86rem;white-space:nowrap}
time{white-space:nowrap;font-variant-numeric:tabular-nums}
pre{white-space:pre-wrap;margin:0;font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
summary{cursor:pointer;color:var(--accent)}
.badge{display:inline-block;padding:0 .55rem;border-radius:99px;font-size:.84rem;border:1px solid currentColor;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
.tags a{display:inline-block;margin:0 .25rem .2rem 0;padding:0 .45rem;border-radius:5px;background:var(--tint);font-size:.86rem}
.graph{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:10px}
.graph svg{display:block;margin:auto;max-width:100%;min-width:44rem;height:auto}
.state rect{fill:var(--card);stroke:var(--line);stroke-width:1.4}.state text{font-size:12.5px;text-anchor:middle;fill:var(--soft)}
.visited rect{fill:var(--tint);stroke:var(--accent)}.visited text{fill:var(--ink)}
.end rect{stroke-dasharray:none;stroke-width:2.4}
.current rect{stroke-width:3}.current.running rect{stroke:var(--wait)}.current.failed rect{stroke:var(--bad)}.current text{font-weight:600}
.count circle{fill:var(--accent)}.count text{fill:var(--card)!important;font-size:11px}
.way{fill:none;stroke:var(--line);stroke-width:1.2}.way.catch{stroke-dasharray:2 4}.way.taken{stroke:var(--accent);stroke-width:2.2;stroke-dasharray:none}
marker.open path{fill:var(--line)}marker.taken path{fill:var(--accent)}
`;
