import * as vscode from 'vscode';
import { nonce } from '../nonce';
import { panelHtml } from './html';
import { outlineOfMessage } from './router';

/** What a page shows, and what it is called. */
export interface Told<To> {
  readonly title: string;
  /** The whole of it. */
  readonly message: To;
}

export interface PageKind<To, From> {
  readonly page: 'panel' | 'study' | 'compare';
  /** The message as an intent; undefined when it is none. */
  readonly parse: (message: unknown) => From | undefined;
  /** What to show when the page asks. */
  readonly current: () => Told<To>;
}

/**
 * One webview panel. Holds what it shows, whole, so that it can be told again whenever its page is made anew: after a
 * reload, or when its tab comes back from behind another (a hidden page is not kept in memory).
 */
export class WebviewPage<To, From extends { readonly type: string }> implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[] = [];
  private readonly intents = new vscode.EventEmitter<From>();
  private readonly disposed = new vscode.EventEmitter<void>();
  readonly onIntent = this.intents.event;
  readonly onDispose = this.disposed.event;
  private readonly refreshed = new vscode.EventEmitter<void>();
  /** What it shows may be another. */
  readonly onRefresh = this.refreshed.event;
  /** Whether the page has said that it listens, and has not been thrown away since. */
  private ready = false;
  /** What the page is told as soon as it listens. */
  private readonly waiting: To[] = [];

  constructor(
    readonly panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly kind: PageKind<To, From>,
  ) {
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const { webview } = panel;
    this.disposables.push(
      this.intents,
      this.disposed,
      this.refreshed,
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.ready = false;
      }),
      panel.onDidDispose(() => {
        this.disposed.fire();
        this.dispose();
      }),
    );
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = panelHtml({
      page: kind.page,
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'panel.css')).toString(),
      nonce: nonce(),
      ...(vscode.l10n.bundle === undefined
        ? {}
        : { translation: { language: vscode.env.language, bundle: vscode.l10n.bundle } }),
    });
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
  }

  /** Tells the page the whole of what it shows now. */
  refresh(): void {
    this.call();
    this.send(this.kind.current().message);
    this.refreshed.fire();
  }

  /** Writes on the tab what it is called now. */
  call(): void {
    const { title } = this.kind.current();
    if (this.panel.title !== title) this.panel.title = title;
  }

  /** Sent only to a page that listens: a page that is made later gets the whole state anyway. */
  send(message: To): void {
    if (!this.ready) return;
    this.panel.webview
      .postMessage(message)
      .then(undefined, (error: unknown) => this.log.warn(`The panel could not be told: ${error}`));
  }

  /** Sent as soon as the page listens: for what is asked of the page, rather than told. */
  sendWhenReady(message: To): void {
    if (this.ready) this.send(message);
    else this.waiting.push(message);
  }

  dispose(): void {
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  private receive(message: unknown): void {
    const intent = this.kind.parse(message);
    if (intent === undefined) {
      this.log.warn(`The panel said something unknown: ${outlineOfMessage(message)}`);
      return;
    }
    if (intent.type === 'ready') {
      this.ready = true;
      this.refresh();
      for (const waiting of this.waiting.splice(0)) this.send(waiting);
    }
    this.intents.fire(intent);
  }
}
