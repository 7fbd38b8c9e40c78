/** The style of the report: quiet paper, serif text, tabular numbers; both papers, narrow windows, print. */
import { stabilityColours } from '../stability.ts'
import { themes } from '../theme.ts'

function variables(name: 'light' | 'dark'): string {
  const { paper, ink, rule, quiet } = themes[name]
  const stability = Object.entries(stabilityColours[name]).map(([key, value]) => `--${key}:${value}`)
  const accent = name === 'light' ? '#0b6e6e' : '#4fc3bf'
  return [
    `--paper:${paper}`,
    `--ink:${ink}`,
    `--rule:${rule}`,
    `--quiet:${quiet}`,
    `--accent:${accent}`,
    ...stability,
  ].join(';')
}

export const style = `
:root{color-scheme:light;${variables('light')};
--serif:"Source Serif 4","Source Serif Pro",Georgia,"Times New Roman",serif;
--sans:Inter,ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables('dark')}}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1120px;padding:48px 40px 64px;font:16px/24px var(--serif)}
h1{font-size:40px;line-height:48px;font-weight:600;margin:0 0 12px;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font:600 14px/24px var(--sans);margin:0 0 8px}
h3{font:600 12px/16px var(--sans);color:var(--quiet);margin:0 0 8px}
p{margin:0 0 16px;max-width:68ch}
.found{font-size:20px;line-height:32px;margin-bottom:32px}
section,header+.plates{border-top:1px solid var(--rule);padding-top:16px;margin-top:32px}
svg{display:block;width:100%;height:auto;font-family:var(--sans)}
figure{margin:0;min-width:0}
figcaption{font:12px/18px var(--sans);color:var(--quiet);margin:0 0 8px;max-width:72ch}
figcaption b{color:var(--ink);font-weight:600}
.plates{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);gap:40px;align-items:start}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:40px;align-items:start}
.turning{cursor:grab;touch-action:pan-y}
.turning:active{cursor:grabbing}
.turning:focus-visible{outline:1.5px solid var(--accent);outline-offset:4px}
.wide{overflow-x:auto}
table{border-collapse:collapse;font:14px/20px var(--sans);font-variant-numeric:tabular-nums}
th{font-weight:400;font-size:12px;color:var(--quiet);text-align:left;vertical-align:bottom}
th,td{padding:4px 24px 4px 0;white-space:nowrap}
thead th{border-bottom:1px solid var(--rule)}
td.n,th.n{text-align:right}
td:last-child:not(.n){white-space:normal;min-width:24ch}
span.sign svg{display:inline-block;width:.72em;height:.72em;vertical-align:-.04em;fill:none;stroke:currentColor;stroke-width:1.1;stroke-linecap:round;stroke-linejoin:round}
span.sign span{font-size:0}
.checks .sign svg{stroke-width:1.6}
sup,sub{font-size:.72em;line-height:0}
td a,p a{color:inherit;text-decoration:none;font-weight:600}
td a:hover,p a:hover{text-decoration:underline}
.group{font-size:20px;line-height:28px;margin-bottom:8px}
ul{margin:0 0 16px;padding-left:20px;max-width:68ch}
li{margin:0 0 2px}
.mark{display:inline-block;width:28px;height:8px;vertical-align:middle;margin-right:8px}
.attracting{color:var(--attracting)}.saddle{color:var(--saddle)}.repelling{color:var(--repelling)}.degenerate{color:var(--degenerate)}
.manifold{display:grid;grid-template-columns:minmax(0,7fr) minmax(0,5fr);column-gap:40px}
.manifold h2{grid-column:1/-1;font:600 20px/28px var(--sans)}
.manifold h2 span{margin-right:12px}
.manifold h2 small{font:400 14px/28px var(--sans);color:var(--quiet);margin-left:12px}
.verdict{font-size:16px;margin-bottom:16px}
.checks{width:100%;font-size:13px;line-height:18px;margin-bottom:16px}
.checks td{white-space:normal;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--rule)}
.checks td:nth-child(-n+2){white-space:nowrap}
.holds{color:var(--attracting)}.fails{color:var(--saddle);font-weight:600}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 16px;font:14px/20px var(--sans);font-variant-numeric:tabular-nums;margin:0 0 16px}
dt{color:var(--quiet);font-size:12px}
dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:32px;border-top:1px solid var(--rule);padding-top:16px;font:12px/18px var(--sans);color:var(--quiet)}
@media(max-width:820px){body{padding:24px 16px 48px}h1{font-size:28px;line-height:36px}.found{font-size:18px;line-height:28px;margin-bottom:24px}
.plates,.pair,.manifold{grid-template-columns:minmax(0,1fr);row-gap:24px}.manifold{row-gap:8px}th,td{padding-right:14px}}
@media print{body{max-width:none;padding:0;font-size:11pt}section,figure,tr{break-inside:avoid}.turning{cursor:auto}.hint{display:none}}
`
