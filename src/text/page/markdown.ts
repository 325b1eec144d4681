import type { Block, Page, Section, Table, TableCell } from './blocks';

/** The page as Markdown (GitHub's, for its tables). */
export function pageMarkdown({ title, sections, footer }: Page): string {
  const end = footer === undefined ? '' : `\n${inline(footer)}\n`;
  return `# ${inline(title)}\n\n${sections.map(sectionText).join('\n\n')}\n${end}`;
}

function sectionText({ heading, blocks }: Section): string {
  const texts = blocks.map(blockText);
  return (heading === undefined ? texts : [`## ${inline(heading)}`, ...texts]).join('\n\n');
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'lead':
    case 'caption':
      return inline(block.text);
    case 'quote':
      return `> ${inline(block.text)}`;
    case 'figures':
      return block.figures
        .map(({ title, note }) => `- ${inline(note === '' ? title : `${title}. ${note}`)}`)
        .join('\n');
    case 'numbers':
      return block.numbers.map(([name, value]) => `- ${inline(name)}: ${inline(value)}`).join('\n');
    case 'verdict':
      return `**${inline(block.text)}**`;
    case 'code':
      return fenced(block.text);
    case 'terms':
      return block.terms.map(([term, text]) => `- ${inline(term)}: ${inline(text)}`).join('\n');
    case 'table':
      return table(block);
  }
}

function table({ caption, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [line(head.map(inline)), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cellText)))];
  return `${inline(caption)}\n\n${lines.join('\n')}`;
}

function cellText(cell: TableCell): string {
  if (typeof cell === 'string') return inline(cell);
  // A link within the page would need the address that the reader's host makes of a heading.
  return cell.kind === 'verdict' ? `**${inline(cell.text)}**` : inline(cell.text);
}

/** A text as it is: on one line, with every character that Markdown takes for something escaped. */
function inline(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.replace(/[\\`*_[\]<>|#~$&]/g, (character) => `\\${character}`).replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

function fenced(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}\n${text}\n${fence}`;
}
