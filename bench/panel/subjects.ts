import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { LayerView, RunView } from '../../src/model/runView';
import { Panel, PanelServer } from '../../test/webview/panelPage';
import { THEMES, type ThemeName } from '../../test/webview/themes';
import { stash } from './stash';

/** A page in which points are shown, brushed and pointed at. */
export interface Subject {
  readonly title: string;
  /** Points that it can be asked to show within the time there is. */
  readonly most: number;
  /** Moves of the pointer a drag over so many points: fewer where each takes seconds. */
  readonly moves: (points: number) => number;
  open(browser: Browser, run: RunView): Promise<Opened>;
}

export interface Opened {
  readonly page: Page;
  /** Script that shows `window.stashed`, to be timed. */
  readonly show: string;
  /** Script that changes the theme, to be timed. */
  readonly changeTheme: string;
  /** Script that says how many points the last drag has selected. */
  readonly selected: string;
  close(): Promise<void>;
}

/** One window and one plot of about 500 × 500 for all. */
export const WINDOW = { width: 1400, height: 1000 } as const;

const FIRST: ThemeName = 'dark';
const SECOND: ThemeName = 'light';

const STYLE = `
  body { margin: 0 }
  .chart { position: relative; width: 500px; height: 500px }
  .chart-points, .chart-ground, .chart-over { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none }`;

/** A page of this benchmark: bench/panel/<name>.page.ts. */
function alone(title: string, name: string, { most, moves }: Pick<Subject, 'most' | 'moves'>): Subject {
  return {
    title,
    most,
    moves,
    open: async (browser, run) => {
      const page = await browser.newPage({ viewport: WINDOW });
      await page.setContent(`<!doctype html><style>${STYLE}</style><body></body>`);
      const theme = (of: ThemeName) =>
        `(({ bodyClass, variables }) => {
          for (const [name, value] of Object.entries(variables))
            document.documentElement.style.setProperty('--vscode-' + name, value);
          document.body.className = bodyClass;
        })(${JSON.stringify(THEMES[of])})`;
      await page.evaluate(theme(FIRST));
      await page.addScriptTag({ path: join(__dirname, `${name}.page.js`) });
      const { weightX: x, weightY: y, clusterOf, multiplicity } = run.layers[0] as LayerView;
      await stash(page, { x, y, clusterOf, multiplicity });
      return {
        page,
        show: 'bench.show(stashed)',
        changeTheme: theme(SECOND),
        selected: 'bench.selected()',
        close: () => page.close(),
      };
    },
  };
}

const ANY = { most: Number.POSITIVE_INFINITY, moves: () => 30 } as const;

/** The panel as it is shipped, with everything that follows a selection. */
const wholePanel: Subject = {
  title: 'the whole panel',
  ...ANY,
  open: async (browser, run) => {
    const server = await PanelServer.start(join(__dirname, 'product'));
    const panel = await Panel.open(browser, server, { theme: FIRST, ...WINDOW });
    await stash(panel.page, { type: 'state', state: { kind: 'complete', run } });
    return {
      page: panel.page,
      show: "window.dispatchEvent(new MessageEvent('message', { data: window.stashed }))",
      changeTheme: `window.editor.setTheme(${JSON.stringify(THEMES[SECOND])})`,
      selected: `(window.editor.posted.filter(({ type }) => type === 'select').at(-1)?.selection.bits ?? [])
        .reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)`,
      close: async () => {
        const faults = await panel.faultsFound();
        await panel.close();
        await server.stop();
        if (faults.length > 0) throw new Error(`The panel had faults: ${faults.join('; ')}`);
      },
    };
  },
};

export const SUBJECTS = {
  scatter: alone('own canvas of points under ECharts’ axes', 'scatter', ANY),
  large: alone('ECharts scatter with its brush, `large`', 'brush-large', {
    ...ANY,
    moves: (points) => (points <= 100_000 ? 30 : 3),
  }),
  single: alone('ECharts scatter with its brush, a shape a point', 'brush-single', { most: 100_000, moves: () => 3 }),
  panel: wholePanel,
} as const;
