import * as l10n from '@vscode/l10n';
import { CLOSED_PAGE, escaped } from '../markup';
import type { Block, Figure, Page, Section, Table, TableCell } from './blocks';
import { stripSvg } from './strip';

/** The editor's colours where the page is shown in it, else light or dark as the reader's system has it. */
const STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f1f1f; --subtle: #5a5a5a; --line: #c8c8c8; --seed: #0065b4; --against: #9f4600; --link: #0057a3; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #1f1f1f; --text: #e0e0e0; --subtle: #a5a5a5; --line: #4a4a4a; --seed: #6cc3ff; --against: #ffa351; --link: #6cb6ff; } }
.vscode-light, .vscode-dark, .vscode-high-contrast { --ground: var(--vscode-editor-background); --text: var(--vscode-editor-foreground); --subtle: var(--vscode-descriptionForeground); --line: var(--vscode-widget-border, var(--vscode-descriptionForeground)); --seed: var(--vscode-attribution-groupB, var(--vscode-textLink-foreground)); --against: var(--vscode-attribution-groupA, var(--vscode-editor-foreground)); --link: var(--vscode-textLink-foreground); }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; background: var(--ground); color: var(--text); }
.vscode-light, .vscode-dark, .vscode-high-contrast { font-family: var(--vscode-font-family); font-size: var(--vscode-font-size); }
a { color: var(--link); }
h1 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
.lead { font-size: 1.3em; line-height: 1.4; max-width: 46em; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr)); gap: 1rem 2rem; margin: 1.5rem 0; }
.numbers dt { margin: 0; font-weight: 400; color: var(--subtle); }
.numbers dd { font-size: 1.6em; line-height: 1.3; font-variant-numeric: tabular-nums; }
blockquote { margin: 1rem 0; border-left: 3px solid var(--line); padding-left: 1rem; font-style: italic; }
.scroll { overflow-x: auto; margin: 1.5rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--subtle); padding-bottom: 0.25rem; }
caption span { display: block; max-width: min(62rem, calc(100vw - 4rem)); }
th, td { border-bottom: 1px solid var(--line); padding: 0.3rem 1rem 0.3rem 0; text-align: left; vertical-align: top; font-variant-numeric: tabular-nums; }
th[scope="row"] { font-weight: 400; min-width: 8rem; }
td.short { white-space: nowrap; }
td:has(> .verdict) { min-width: 13rem; }
td.strip-cell { width: 34%; min-width: 9rem; padding-top: 0; padding-bottom: 0; vertical-align: middle; }
.strip { display: block; overflow: visible; }
.strip .base { stroke: var(--line); }
.strip .interval { stroke: var(--seed); stroke-width: 11; stroke-opacity: 0.45; }
.strip .seed { fill: var(--ground); stroke: var(--seed); stroke-width: 1.5; fill-opacity: 0.6; }
.strip .mark { stroke: var(--against); stroke-width: 2; stroke-dasharray: 4 2; }
.verdict { font-weight: 600; }
p.verdict { font-size: 1.15em; }
.verdict::before { display: inline-block; width: 1.4em; font-weight: 400; }
.holds::before { content: "●"; } .explained::before { content: "◐"; } .depends::before { content: "◇"; } .fails::before { content: "○"; } .undecided::before { content: "?"; } .pending::before { content: "…"; }
.pending { color: var(--subtle); font-weight: 400; }
dt { font-weight: 600; margin-top: 0.75rem; }
dd { margin: 0; overflow-wrap: anywhere; }
.figures { display: grid; gap: 1.75rem 2rem; align-items: start; margin: 1rem 0; }
.figures.in-row-2 { grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.figures.in-row-3 { grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); }
figure { margin: 0; min-width: 0; }
figcaption { margin-bottom: 0.25rem; }
figcaption strong { font-weight: 600; color: var(--text); }
img { display: block; max-width: 100%; height: auto; }
summary { cursor: pointer; }
footer, figcaption, .caption { color: var(--subtle); }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.actions, .status { color: var(--subtle); }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } .figures.in-row-2 { grid-template-columns: repeat(2, 1fr); } .figures.in-row-3 { grid-template-columns: repeat(3, 1fr); } .numbers { grid-template-columns: repeat(5, auto); } h2 { break-after: avoid; } tr, figure, blockquote, dl > div { break-inside: avoid; } .actions, .status { display: none; } }
`;

/** What the editor's page has besides. */
export interface HtmlExtras {
  /** Allows the style element, where the page's frame asks for it. */
  readonly nonce?: string;
  /** How far it is, over the page. */
  readonly status?: string;
  /** Links to commands, over the page: words and address. */
  readonly actions?: readonly (readonly [words: string, href: string])[];
  /** Those of a section, by its id. */
  readonly sectionActions?: Readonly<Record<string, readonly (readonly [words: string, href: string])[]>>;
}

/** A page that runs nothing and loads nothing, whatever got into its texts; its pictures are inside of it. */
function policy(nonce: string | undefined, hasFigures: boolean): string {
  const styles = nonce === undefined ? "'unsafe-inline'" : `'nonce-${nonce}'`;
  return `default-src 'none'; ${hasFigures ? 'img-src data:; ' : ''}style-src ${styles}; ${CLOSED_PAGE}`;
}

/** The page as HTML that needs nothing besides: no script, nothing from elsewhere, pictures inside. */
export function pageHtml({ title, language, sections, footer }: Page, extras: HtmlExtras = {}): string {
  const { nonce, status, actions = [], sectionActions = {} } = extras;
  const hasFigures = sections.some(({ blocks }) => blocks.some(({ kind }) => kind === 'figures'));
  const body = sections.map((section) => sectionHtml(section, sectionActions[section.id] ?? []));
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="UTF-8"/>
<meta http-equiv="Content-Security-Policy" content="${escaped(policy(nonce, hasFigures))}"/>
${nonce === undefined ? '' : `<meta property="csp-nonce" content="${escaped(nonce)}"/>\n`}<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escaped(title)}</title>
<style${nonce === undefined ? '' : ` nonce="${escaped(nonce)}"`}>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${status === undefined ? '' : `<p class="status">${escaped(status)}</p>\n`}${actionsHtml(actions)}${body.join('\n')}
</main>
${footer === undefined ? '' : `<footer><p>${escaped(footer)}</p></footer>\n`}</body>
</html>
`;
}

function sectionHtml({ id, heading, blocks }: Section, actions: readonly (readonly [string, string])[]): string {
  const title = heading === undefined ? '' : `<h2>${escaped(heading)}</h2>\n`;
  return `<section id="${escaped(id)}">\n${title}${blocks.map(blockHtml).join('\n')}\n${actionsHtml(actions)}</section>`;
}

function actionsHtml(actions: readonly (readonly [words: string, href: string])[]): string {
  if (actions.length === 0) return '';
  const links = actions.map(([words, href]) => `<a href="${escaped(href)}">${escaped(words)}</a>`);
  return `<p class="actions">${links.join(' · ')}</p>\n`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'lead':
      return `<p class="lead">${escaped(block.text)}</p>`;
    case 'caption':
      return `<p class="caption">${escaped(block.text)}</p>`;
    case 'quote':
      return `<blockquote><p>${escaped(block.text)}</p></blockquote>`;
    case 'verdict':
      return `<p class="verdict ${block.tone}">${escaped(block.text)}</p>`;
    case 'code':
      return codeHtml(block.text, block.title);
    case 'numbers': {
      const items = block.numbers.map(
        ([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`,
      );
      return `<dl class="numbers">\n${items.join('\n')}\n</dl>`;
    }
    case 'terms': {
      const items = block.terms.map(([term, text]) => `<div><dt>${escaped(term)}</dt><dd>${escaped(text)}</dd></div>`);
      return `<dl>\n${items.join('\n')}\n</dl>`;
    }
    case 'figures':
      return `<div class="figures in-row-${block.inRow}">\n${block.figures.map(figureHtml).join('\n')}\n</div>`;
    case 'table':
      return tableHtml(block);
  }
}

function codeHtml(text: string, title: string | undefined): string {
  const lines = `<pre>${text.split('\n').map(escaped).join('\n')}</pre>`;
  return title === undefined ? lines : `<details><summary>${escaped(title)}</summary>\n${lines}</details>`;
}

/** Light or dark as the page is; on paper light. */
function figureHtml({ title, note, light, dark }: Figure): string {
  const address = (svg: string) => `data:image/svg+xml,${encodeURIComponent(svg)}`;
  const words = note === '' ? '' : ` · ${escaped(note)}`;
  return [
    `<figure>\n<figcaption><strong>${escaped(title)}</strong>${words}</figcaption>`,
    '<picture>',
    `<source media="screen and (prefers-color-scheme: dark)" srcset="${escaped(address(dark))}"/>`,
    `<img alt="${escaped(title)}" src="${escaped(address(light))}"/>`,
    '</picture>\n</figure>',
  ].join('\n');
}

function tableHtml({ caption, captionHidden = false, key, head, rows }: Table): string {
  // Reached by Tab, so that what does not fit can be scrolled to without a mouse.
  const frame = `<div class="scroll" tabindex="0" role="group" aria-label="${escaped(l10n.t('Table: {0}', caption))}">`;
  const words = escaped(key === undefined ? caption : `${caption}. ${key}`);
  const titles = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    return `<tr><th scope="row">${cellHtml(name)}</th>${cells.map(dataCell).join('')}</tr>`;
  });
  return [
    `${frame}<table>`,
    ...(captionHidden ? [] : [`<caption><span>${words}</span></caption>`]),
    ...(head.length === 0 ? [] : [`<thead><tr>${titles}</tr></thead>`]),
    '<tbody>',
    ...body,
    '</tbody>',
    '</table></div>',
  ].join('\n');
}

/** Longest text that is kept on one line: a number, or an interval. */
const SHORT = 20;

function dataCell(cell: TableCell): string {
  const kind =
    typeof cell === 'string' ? (cell.length <= SHORT ? 'short' : '') : cell.kind === 'strip' ? 'strip-cell' : '';
  return `<td${kind === '' ? '' : ` class="${kind}"`}>${cellHtml(cell)}</td>`;
}

function cellHtml(cell: TableCell): string {
  if (typeof cell === 'string') return escaped(cell);
  switch (cell.kind) {
    case 'link':
      return `<a href="#${escaped(cell.to)}">${escaped(cell.text)}</a>`;
    case 'verdict':
      return `<span class="verdict ${cell.tone}">${escaped(cell.text)}</span>`;
    case 'strip':
      return stripSvg(cell);
  }
}
