import type { JSHandle } from 'playwright-core';
import type { EditorWindow } from './editorWindow';

/** What the status bar or the panel says of an experiment at one moment. */
export interface Look {
  /** In milliseconds, by the clock that both have in common. */
  readonly at: number;
  /** "Training phase 1"; null where nothing is said to run. */
  readonly stage: string | null;
  /** Per cent; null where it does not say. */
  readonly share: number | null;
  /** "300 of 600"; empty in the status bar. */
  readonly detail: string;
}

/** Notes all that the status bar says of experiments from now on. @returns a list that grows */
export async function watchStatusBar(window: EditorWindow): Promise<JSHandle<Look[]>> {
  return window.page.locator('.part.statusbar').evaluateHandle((bar) => {
    const looks: Look[] = [];
    const look = () => {
      const text = bar.querySelector<HTMLElement>('.statusbar-item[id$="attribution.progress"]')?.innerText.trim();
      const [stage = '', ...others] = (text ?? '').split(' · ');
      const share = /^(\d+) %$/.exec(others[0] ?? '')?.[1];
      const seen = { stage: stage || null, share: share === undefined ? null : Number(share), detail: '' };
      const { at: _at, ...last } = looks.at(-1) ?? { at: 0 };
      if (JSON.stringify(last) !== JSON.stringify(seen)) looks.push({ at: Date.now(), ...seen });
    };
    new MutationObserver(look).observe(bar, { childList: true, characterData: true, subtree: true, attributes: true });
    look();
    return looks;
  });
}

/** Notes all that the panel says of its experiment from now on. @returns a list that grows */
export async function watchPanel(window: EditorWindow): Promise<JSHandle<Look[]>> {
  return window.panel.locator('.frame').evaluateHandle((frame) => {
    const looks: Look[] = [];
    const look = () => {
      const words = frame.querySelector('.running-words');
      const share = frame.querySelector('.running [role="progressbar"]')?.getAttribute('aria-valuenow');
      const seen = {
        stage: words?.querySelector('strong')?.textContent || null,
        share: share == null ? null : Number(share),
        detail: words?.querySelector('.strip-detail')?.textContent ?? '',
      };
      const { at: _at, ...last } = looks.at(-1) ?? { at: 0 };
      if (JSON.stringify(last) !== JSON.stringify(seen)) looks.push({ at: Date.now(), ...seen });
    };
    new MutationObserver(look).observe(frame, {
      childList: true,
      characterData: true,
      subtree: true,
      attributes: true,
    });
    look();
    return looks;
  });
}

/** What was said to be done, one thing after the other. */
export function stagesOf(looks: readonly Look[]): (string | null)[] {
  return looks.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1]);
}
