import { escaped } from '../../shared/markup';

/** What the page of the panel is made from. */
export interface PanelPage {
  /** `webview.cspSource` */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly nonce: string;
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
  ].join('; ');
}

/** The panel's page. It holds no data: everything comes by message after the script has said that it is ready. */
export function panelHtml(page: PanelPage): string {
  const { scriptUri, styleUri, nonce } = page;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(contentSecurityPolicy(page))}">
<meta property="csp-nonce" content="${escaped(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${escaped(styleUri)}">
<title>Attribution</title>
</head>
<body>
<main id="panel"></main>
<script nonce="${escaped(nonce)}" src="${escaped(scriptUri)}"></script>
</body>
</html>
`;
}
