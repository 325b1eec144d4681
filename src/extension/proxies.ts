import * as vscode from 'vscode';
import type { EditorProxies } from '../engine/data/proxies';
import type { Role } from '../engine/worker/protocol';

/** The settings that are passed to threads. */
const SECTION = 'http';

/** What a thread is started for, with what it cannot look up itself: VS Code has its own way to the network in the main thread only. */
export function roleOf(role: Role['role']): Role {
  return { role, proxies: editorProxies(vscode.workspace.getConfiguration(SECTION)) };
}

/** Hears when threads know other settings than those of now. */
export function onDidChangeProxies(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(SECTION)) listener();
  });
}

/** What the editor's settings say; a value that is no text counts as not set. */
export function editorProxies(settings: Pick<vscode.WorkspaceConfiguration, 'get'>): EditorProxies {
  const text = (key: string) => {
    const value = settings.get<unknown>(key);
    return typeof value === 'string' ? value.trim() : '';
  };
  const noProxy = settings.get<unknown>('noProxy');
  const authorization = text('proxyAuthorization');
  return {
    used: text('proxySupport') !== 'off',
    proxy: text('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((host) => typeof host === 'string') : [],
    ...(authorization === '' ? {} : { authorization }),
    strictTls: settings.get<unknown>('proxyStrictSSL') !== false,
  };
}
