import type { FromPanel, PersistedPanel, ToPanel } from '../src/model/panelProtocol';

/** The editor, as a page knows it: messages sent and received, and state that is kept. */
export interface Host<From = FromPanel, To = ToPanel, Kept = PersistedPanel> {
  post(message: From): void;
  onMessage(listener: (message: To) => void): void;
  /** What was kept; of unknown shape, since an older version may have written it. */
  getState(): unknown;
  setState(state: Kept): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The only place that asks for the editor's API, which is given out once. */
export function connectHost<From = FromPanel, To = ToPanel, Kept = PersistedPanel>(): Host<From, To, Kept> {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      window.addEventListener('message', ({ data }: MessageEvent<To>) => {
        if (typeof data === 'object' && data !== null && 'type' in data) listener(data);
      });
    },
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}
