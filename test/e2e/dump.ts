import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { EditorWindow } from './editorWindow';
import { eventually } from './eventually';

/** A line of a weight dump in an editor. */
export interface DumpLine {
  /** Counted from 1, as the editor does. */
  readonly line: number;
  readonly text: string;
  /** `bias`, a neuron's number, or a pixel's row and column. */
  readonly name: readonly string[];
  /** As they are written there. */
  readonly x: string;
  readonly y: string;
}

/** The group of editors in which a document is in front. */
export function groupOf(window: EditorWindow, title: string): Locator {
  return window.page
    .locator('.editor-group-container')
    .filter({ has: window.page.locator('.tab.active').and(window.tab(title)) });
}

/** The line that a dump was opened at, once it is the wanted one. */
export async function lineOpened(
  window: EditorWindow,
  title: string,
  wanted: (line: DumpLine) => boolean,
): Promise<DumpLine> {
  const editor = groupOf(window, title).locator('.monaco-editor').first();
  await editor.waitFor();
  const line = await eventually(
    () => cursorLine(editor),
    (read) => read !== undefined && wanted(read),
  );
  assert.ok(line !== undefined, `${title} shows no line with the cursor`);
  return line;
}

/** The line with the cursor, whether or not the editor has the focus. */
async function cursorLine(editor: Locator): Promise<DumpLine | undefined> {
  const found = await editor.evaluate((element) => {
    const number = element.querySelector<HTMLElement>('.line-numbers.active-line-number');
    const top = number?.parentElement?.style.top;
    const lines = [...element.querySelectorAll<HTMLElement>('.view-line')];
    const text = lines.find(({ style }) => style.top === top)?.textContent;
    return { line: Number(number?.textContent), text: text ?? '' };
  });
  // The editor draws spaces as no-break spaces.
  const text = found.text.replaceAll('\u00a0', ' ');
  const words = text.trim().split(/\s+/);
  // After the name stand x, y, a, b, c, d, initial, phase 1 and four forks.
  if (words.length < 13) return undefined;
  const [x, y] = words.slice(-12) as [string, string];
  return { line: found.line, text, name: words.slice(0, -12), x, y };
}

/**
 * The numbers of the lines in sight that have a background of the extension's, in their order.
 * @param colour as the theme knows it: `attribution.<colour>`
 */
export async function linesMarked(group: Locator, colour: 'pointedLine' | 'selectedLine'): Promise<number[]> {
  return group
    .locator('.monaco-editor')
    .first()
    .evaluate((editor, name) => {
      const probe = editor.appendChild(document.createElement('div'));
      probe.style.backgroundColor = `var(--vscode-attribution-${name})`;
      const wanted = getComputedStyle(probe).backgroundColor;
      probe.remove();
      const overlays = [...editor.querySelectorAll<HTMLElement>('.view-overlays > div')];
      const marked = overlays.filter((overlay) =>
        [...overlay.querySelectorAll('.cdr')].some((part) => getComputedStyle(part).backgroundColor === wanted),
      );
      const numbers = [...editor.querySelectorAll<HTMLElement>('.line-numbers')];
      const numberAt = ({ style }: HTMLElement) =>
        Number(numbers.find((number) => number.parentElement?.style.top === style.top)?.textContent);
      return marked.map(numberAt).sort((one, other) => one - other);
    }, colour);
}

/** The whole text of the document in front, by the clipboard: the editor draws only the lines in sight. */
export async function textOf(window: EditorWindow, title: string): Promise<string> {
  await groupOf(window, title).locator('.monaco-editor').first().waitFor();
  await window.focusEditor();
  const { keyboard } = window.page;
  await window.writeClipboard('');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.press('ControlOrMeta+c');
  const text = await eventually(
    () => window.clipboard(),
    (copied) => copied !== '',
  );
  // Nothing stays selected.
  await keyboard.press('ControlOrMeta+Home');
  return text;
}
