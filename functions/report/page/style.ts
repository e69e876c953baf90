import { RANGES } from './ranges.ts';

const COLOURS = {
  light: `--paper:#fbfaf8;--card:#fff;--ink:#1c2024;--soft:#5b636b;--line:#e4e2dd;--accent:#0f6b63;--on-accent:#fff;--fan:#0f6b6326;--warn:#8a4b00;--bad:#a8221c`,
  dark: `--paper:#15181b;--card:#1c2024;--ink:#eceae6;--soft:#a3abb3;--line:#31373d;--accent:#6fd3c7;--on-accent:#0d2320;--fan:#6fd3c72e;--warn:#f0b266;--bad:#ff9a90`,
};

/** Calm: system type, room, one accent; every pair of colours has at least 4.5 : 1. */
export const STYLE = `
:root{color-scheme:light dark;${COLOURS.light}}
@media(prefers-color-scheme:dark){:root{${COLOURS.dark}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main,footer{max-width:1080px;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
main{padding-top:clamp(1.5rem,5vw,3.5rem)}
section{margin:0 0 clamp(2rem,5vw,3.25rem)}
h1{font-size:clamp(1.85rem,5.6vw,3.1rem);line-height:1.12;letter-spacing:-.022em;font-weight:650;margin:.35rem 0 .6rem;text-wrap:balance}
h2{font-size:1.15rem;line-height:1.3;font-weight:650;letter-spacing:-.005em;margin:0 0 .75rem}
p{margin:0 0 .75rem;max-width:66ch}
a{color:var(--accent);text-underline-offset:.15em}
small{font-size:.86em;color:var(--soft);font-weight:400}
code{font-size:.92em}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.wallet{font-weight:600;margin:0;display:flex;flex-wrap:wrap;gap:.2rem .9rem;align-items:baseline}
.read{color:var(--soft);font-weight:400;font-size:.92rem}
.likely-text{color:var(--soft);font-size:1.06rem}
.todo{font-size:1.06rem}
.stale,.notice,.snoozed{border-left:3px solid var(--accent);padding:.55rem .9rem;background:var(--card);margin:.9rem 0}
.stale{border-color:var(--warn)}
.actions{margin:1.1rem 0 0;display:flex;flex-wrap:wrap;gap:.6rem}.button.second{background:none;color:var(--accent)}
.button,button{display:inline-block;font:inherit;font-weight:600;border:1px solid var(--accent);border-radius:8px;padding:.6rem 1.15rem;min-height:44px;background:var(--accent);color:var(--on-accent);text-decoration:none;cursor:pointer}
.parts{color:var(--soft);margin:.9rem 0 0}
.figures{display:flex;flex-wrap:wrap;gap:1rem clamp(1.5rem,6vw,4rem);margin:1.75rem 0 0;padding:1.1rem 0 0;border-top:1px solid var(--line)}
.figures dt{color:var(--soft);font-size:.9rem}
.figures dd{margin:0;font-size:1.4rem;font-weight:600;letter-spacing:-.01em}
fieldset{border:0;padding:0;margin:0 0 1.1rem;display:inline-flex;flex-wrap:wrap;gap:.25rem;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.25rem}
fieldset label{position:relative;padding:.42rem .85rem;border-radius:7px;cursor:pointer;font-size:.94rem}
fieldset input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
fieldset label:has(:checked){background:var(--accent);color:var(--on-accent);font-weight:600}
fieldset label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:2px}
.chart{margin:0 0 1.75rem}
${RANGES.map((range) => `.in-${range}`).join(',')}{display:none}
${RANGES.map((range) => `main:has(#range-${range}:checked) .in-${range}`).join(',')}{display:block}
figcaption{display:flex;flex-wrap:wrap;gap:.1rem 1.2rem;color:var(--soft);font-size:.92rem;min-height:1.7em}
.canvas{position:relative;touch-action:pan-y;border-radius:4px}
.canvas svg{display:block;overflow:visible}
.canvas svg.plot{overflow:hidden}
.readout{position:absolute;bottom:calc(100% + .15rem);right:0;width:max-content;max-width:100%;background:var(--ink);color:var(--paper);font-size:.88rem;line-height:1.35;padding:.3rem .6rem;border-radius:6px;pointer-events:none;z-index:1}
.grid{stroke:var(--line);stroke-width:1}
.tick{fill:var(--soft);font-size:12px}
.time{text-anchor:middle}.values .tick{text-anchor:end}
.plot path,.plot line{vector-effect:non-scaling-stroke;fill:none}
.plot .balance{stroke:var(--accent);stroke-width:2;stroke-linejoin:round}
.plot .purchased{stroke:var(--accent);stroke-width:1;stroke-linejoin:round}
.plot .under{fill:var(--fan);opacity:.55;stroke:none}
.plot .fan{fill:var(--fan);stroke:none}
.plot .likely{stroke:var(--accent);stroke-width:1.6;stroke-dasharray:5 4}
.plot .truth{stroke:var(--ink);stroke-width:2}
.plot .now{stroke:var(--soft);stroke-width:1;stroke-dasharray:1 4}
.plot .empty{stroke:var(--bad);stroke-width:1}
.bar,.plot .hours{fill:var(--accent)}
.stack{margin:0 0 1.5rem}.plot .part{stroke:none;fill:var(--accent)}.key .s0,.key .s1,.key .s2,.key .s3{background:var(--accent)}
.plot .s1,.key .s1{opacity:.68}.plot .s2,.key .s2{opacity:.42}.plot .s3,.key .s3{opacity:.22}.plot .part:last-child{fill:var(--soft);opacity:.5}.key:last-child i[class^=s]{background:var(--soft);opacity:.5}
.plot .cell{fill:none;stroke:var(--ink);stroke-width:2;vector-effect:non-scaling-stroke}
.mark{stroke:var(--paper);stroke-width:1.5}
.mark.top-up{fill:var(--ink)}
.mark.reset{fill:var(--accent)}
.mark.reset.next{fill:var(--paper);stroke:var(--accent)}
.mark.alert{fill:var(--soft)}
.mark.warning{fill:var(--warn)}
.mark.critical{fill:var(--bad)}
.cursor{visibility:hidden}
.cursor line{stroke:var(--ink);stroke-width:1;opacity:.5}
.cursor circle{fill:var(--ink);stroke:var(--paper);stroke-width:1.5}
.on .cursor{visibility:visible}
.key{display:inline-flex;align-items:center;gap:.4rem}
.key i{flex:none;display:inline-block;width:1.1rem;height:.7rem}
.key-fan{background:var(--fan);border-bottom:2px dashed var(--accent)}
.key-truth{border-bottom:2px solid var(--ink);height:.4rem}
.key i.key-top-up{width:0;height:0;border:5px solid transparent;border-top:0;border-bottom:8px solid var(--ink)}
.key i.key-reset{width:.6rem;height:.6rem;transform:rotate(45deg);background:var(--accent)}
.key-purchased{background:var(--fan);border-top:1px solid var(--accent)}
.key i.key-alert{width:.65rem;height:.65rem;border-radius:50%;background:var(--soft)}
.key i.warning{background:var(--warn)}.key i.critical{background:var(--bad)}
.framed{display:grid;grid-template-columns:2.6rem 1fr}
.heat-map{display:grid;grid-template-columns:2.6rem 1fr}
.weekdays{display:grid;grid-auto-rows:22px;align-content:start;font-size:12px;color:var(--soft);line-height:22px}
.pair{display:grid;grid-template-columns:minmax(0,1fr);gap:0 3rem}
h1,p,dd,bdi{overflow-wrap:anywhere}
.quiet{color:var(--soft)}
.alerts{list-style:none;margin:0;padding:0}
.alerts li{display:grid;grid-template-columns:9.5rem 1fr;gap:.1rem 1rem;padding:.75rem 0;border-top:1px solid var(--line)}
.alerts time{color:var(--soft);font-size:.94rem}
.alerts p{margin:.1rem 0 0;color:var(--soft);font-size:.94rem}
.severity{display:inline-block;margin-right:.5rem}
.severity.warning{color:var(--warn)}
.severity.critical{color:var(--bad)}
.taken{display:inline-block;font-size:.86rem;color:var(--soft);margin:.15rem .9rem 0 0;overflow-wrap:anywhere}
.taken.refused,.taken.failed,.taken.dropped{color:var(--bad)}
.scroll{overflow-x:auto;margin:0 0 1rem;border-radius:4px}
table{border-collapse:collapse;width:100%;font-size:.94rem}
th,td{text-align:right;padding:.45rem .75rem;border-bottom:1px solid var(--line);font-weight:400;white-space:nowrap}
th:first-child,td:first-child{text-align:left;padding-left:0}
thead th{color:var(--soft);font-size:.88rem}
.ranking td:last-child,.ranking th:last-child{text-align:left;white-space:normal;min-width:11rem}.ranking th:first-child{white-space:normal;min-width:6rem}
.dense{font-size:.82rem}.dense th,.dense td{padding:.2rem .5rem}
.subs th:first-child{white-space:normal;min-width:5.75rem;overflow-wrap:anywhere}.subs td:nth-child(3),.subs td:nth-child(4),.subs th:nth-child(3),.subs th:nth-child(4){text-align:left}
details{margin:0 0 1rem}
summary{cursor:pointer;color:var(--accent);padding:.35rem 0;width:fit-content}
.downloads a{display:inline-block;margin:.2rem .9rem .2rem 0}
form{max-width:34rem}
form label{display:block;font-weight:600;margin:.9rem 0 .3rem}
input[name=reason],input[name=by]{width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.55rem .75rem;min-height:44px}
.choices{display:flex;flex-wrap:wrap;gap:.6rem;margin:1.2rem 0 0}
.choices button{background:var(--card);color:var(--ink);text-align:left;line-height:1.3}
.choices small{display:block}
footer{color:var(--soft);font-size:.9rem;padding-bottom:3rem}
@media(max-width:600px){fieldset label{padding:.42rem .62rem}.odd{display:none}.alerts li{grid-template-columns:1fr}.figures dd{font-size:1.2rem}.figures{gap:1rem 2rem}th,td{padding:.45rem .5rem}.subs th,.subs td{padding:.45rem .3rem}.subs th:first-child{padding-left:0}.choices button{width:100%}table{font-size:.84rem}.scroll thead th{white-space:normal;vertical-align:bottom;font-size:.8rem}.scroll th,.scroll td{padding:.4rem .3rem}.scroll th:first-child{padding-left:0}.scroll th:last-child,.scroll td:last-child{padding-right:0}.subs th:first-child{min-width:4.5rem}.scroll .dense{font-size:.7rem}.scroll .dense th,.scroll .dense td{padding:.2rem .12rem;font-size:inherit}.ranking td,.ranking th,.subs td,.subs th{white-space:normal}.ranking td:last-child,.ranking th:last-child{min-width:6.5rem}.ranking th:first-child{min-width:4.5rem;overflow-wrap:anywhere}}
@media(min-width:960px){.pair{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media print{fieldset,.actions,#snooze,.downloads{display:none}}
`.trim();
