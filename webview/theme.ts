import { type Ground, type Palette, paletteOf } from './colours';

/** What the charts need of the editor's theme; everything else follows by CSS. */
export interface Theme {
  /** Of the diverging scale. */
  readonly palette: Palette;
  readonly highContrast: boolean;
  readonly background: string;
  readonly foreground: string;
  /** Ticks, labels. */
  readonly subtle: string;
  /** Axis lines. */
  readonly line: string;
  /** Points without anything to say of their own. */
  readonly point: string;
  /** What is selected or pointed at: no hue of the diverging scale. */
  readonly accent: string;
  readonly fontFamily: string;
  /** In CSS pixels. */
  readonly fontSize: number;
}

/** Reads the theme from the page. A variable that a theme leaves out is empty: hence the other choices. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const variable = (...names: readonly string[]): string => {
    for (const name of names) {
      const value = style.getPropertyValue(`--vscode-${name}`).trim();
      if (value !== '') return value;
    }
    return '';
  };
  const { classList } = document.body;
  const light = classList.contains('vscode-light') || classList.contains('vscode-high-contrast-light');
  const highContrast = classList.contains('vscode-high-contrast') || classList.contains('vscode-high-contrast-light');
  const foreground = variable('foreground', 'editor-foreground') || (light ? '#3b3b3b' : '#cccccc');
  return {
    palette: paletteOf(light ? 'light' : 'dark', variable('attribution-groupA'), variable('attribution-groupB')),
    highContrast,
    background: variable('editor-background') || (light ? '#ffffff' : '#1f1f1f'),
    foreground,
    subtle: variable('descriptionForeground') || foreground,
    line:
      variable('contrastBorder', 'editorIndentGuide-activeBackground1', 'widget-border', 'panel-border') || foreground,
    point: foreground,
    accent: variable('attribution-selection') || (light ? '#007a56' : '#2dd4a7'),
    fontFamily: variable('font-family') || 'sans-serif',
    fontSize: Number.parseFloat(variable('font-size')) || 13,
  };
}

/** Colours for a page outside of the editor, as `src/text/page/html.ts` has them, light and dark. */
export function paperTheme(ground: Ground): Theme {
  const light = ground === 'light';
  const foreground = light ? '#1f1f1f' : '#e0e0e0';
  return {
    palette: paletteOf(ground),
    highContrast: false,
    background: light ? '#ffffff' : '#1f1f1f',
    foreground,
    subtle: light ? '#5a5a5a' : '#a5a5a5',
    line: light ? '#c8c8c8' : '#4a4a4a',
    point: foreground,
    accent: light ? '#007a56' : '#2dd4a7',
    fontFamily: 'system-ui, sans-serif',
    fontSize: 13,
  };
}

/** Calls back after the editor has changed its theme: it rewrites the body's class and the variables on the root. */
export function watchTheme(changed: (theme: Theme) => void): () => void {
  let frame = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => changed(readTheme()));
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
  };
}
