import type { FromPanel, PersistedPanel, ToPanel } from '../src/shared/panelProtocol';

/** The editor, as the panel knows it. */
export interface Host {
  post(message: FromPanel): void;
  onMessage(listener: (message: ToPanel) => void): void;
  /** What was kept; of unknown shape, since an older version may have written it. */
  getState(): unknown;
  setState(state: PersistedPanel): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The only place that asks for the editor's API, which is given out once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
        if (typeof data === 'object' && data !== null && 'type' in data) listener(data);
      });
    },
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}
