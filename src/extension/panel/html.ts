import { CLOSED_PAGE, escaped } from '../../text/markup';

/** What a page is made from. */
export interface PanelPage {
  /** Which of the pages of the one bundle: that of a run, that of many, or that of a comparison. */
  readonly page: 'panel' | 'study' | 'compare';
  /** `webview.cspSource` */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly nonce: string;
  /** Left out for English, which the page speaks by itself. */
  readonly translation?: Translation;
}

/** Texts in a language of the editor. */
export interface Translation {
  /** "de" */
  readonly language: string;
  /** Each text by the English one: `vscode.l10n.bundle`. */
  readonly bundle: Readonly<Record<string, string>>;
}

/** Each rule of the content security policy with its reason. No rule allows `unsafe-inline` or `unsafe-eval`. */
export function contentSecurityPolicy({ cspSource, nonce }: Pick<PanelPage, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    // The panel's own bundle, and nothing that could be injected beside it.
    `script-src 'nonce-${nonce}'`,
    // The style sheet file; component styles come by adoptedStyleSheets, which need no rule.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    // Pictures drawn on a canvas and read back, for exports.
    `img-src ${cspSource} data: blob:`,
    `font-src ${cspSource}`,
    // What the first rule does not stand for.
    CLOSED_PAGE,
  ].join('; ');
}

/**
 * The panel's page. It holds no data: everything comes by message after the script has said that it is ready. A
 * translation stands in it, since the page is made of words before it hears any message.
 */
export function panelHtml(page: PanelPage): string {
  const { page: name, scriptUri, styleUri, nonce, translation } = page;
  const language =
    translation === undefined
      ? 'lang="en"'
      : `lang="${escaped(translation.language)}" data-l10n="${escaped(JSON.stringify(translation.bundle))}"`;
  return `<!DOCTYPE html>
<html ${language}>
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(page))}">
<meta property="csp-nonce" content="${escaped(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(styleUri)}">
<title>Attribution</title>
</head>
<body>
<main id="panel" data-page="${name}"></main>
<script nonce="${escaped(nonce)}" src="${escaped(scriptUri)}"></script>
</body>
</html>
`;
}
