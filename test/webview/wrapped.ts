import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { CompleteRun } from '../../src/model/runView';

/** A language that shows which texts were translated: each is the English one in ⟦ and ⟧. */

export async function wrappedTexts(): Promise<Record<string, string>> {
  const english = JSON.parse(await readFile('l10n/bundle.l10n.json', 'utf8')) as Record<string, string>;
  return Object.fromEntries(Object.entries(english).map(([key, text]) => [key, `⟦${text}⟧`]));
}

/** Every text of a page that a person sees or has read to them, shown at the moment or not. */
export async function textsOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const spoken = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt'];
    const texts: string[] = [];
    const visit = (node: Node): void => {
      if (node instanceof Text) texts.push(node.data);
      if (node instanceof Element) {
        if (['SCRIPT', 'STYLE', 'PRE'].includes(node.tagName)) return;
        for (const name of spoken) texts.push(node.getAttribute(name) ?? '');
        if (node.shadowRoot !== null) visit(node.shadowRoot);
      }
      for (const child of node.childNodes) visit(child);
    };
    visit(document.documentElement);
    return texts.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text));
  });
}

/** What is the same in every language: letters that stand for numbers, units, names of formats. */
const SYMBOLS = new Set('a b c d n p r w x y A B R S ρ η px CSV NPY SVG PNG Attribution'.split(' '));

/** The name of the post, and what the form understands whatever the language is. */
const NAMES = ['Knowledge Localization: Tentatively Positive Results on OCR', 'row 3-9, column 10-20'];

/** Names that come from a run. */
export function namesIn({ title, runId, layers }: CompleteRun): string[] {
  // The tensors first: a layer's name is a part of theirs.
  const tensors = layers.flatMap(({ name }) => [`${name}.weight`, `${name}.bias`]);
  return [
    title.network,
    title.data,
    title.configHash ?? '',
    title.engine,
    runId,
    ...tensors,
    ...layers.map(({ name }) => name),
  ];
}

/**
 * The texts that hold a word which is neither translated nor a name.
 * @param names what comes from data
 */
export function untranslated(texts: readonly string[], names: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => {
    let rest = [...NAMES, ...names].reduce((left, name) => left.replaceAll(name, ''), text);
    // Translated texts stand within others. A title that was cut short has lost its end.
    for (let before = ''; before !== rest; ) {
      before = rest;
      rest = rest.replace(/⟦[^⟦⟧]*(⟧|$)/u, '');
    }
    const words = rest.replace(/\d(\.\d+)?e[−-]?\d+/g, '').match(/\p{L}+/gu) ?? [];
    return words.some((word) => !SYMBOLS.has(word));
  });
}
