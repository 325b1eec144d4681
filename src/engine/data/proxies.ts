import { DataError } from '../errors';

/** What the editor's settings say about proxies (`http.…`). A thread cannot read them, so they are passed to it. */
export interface EditorProxies {
  /** False when no proxy is to be used, whatever is set: `http.proxySupport` is "off". */
  readonly used: boolean;
  /** Empty when it is not set: then the environment decides. */
  readonly proxy: string;
  /** Hosts that are asked directly; empty when the environment decides. */
  readonly noProxy: readonly string[];
  /** Sent to the proxy in place of the name and password in its address. */
  readonly authorization?: string;
  /** False when certificates are not to be checked. What is downloaded is known by its checksum all the same. */
  readonly strictTls: boolean;
}

/** A proxy, and where it is set. */
export interface Proxy {
  /** Whole, with a name and a password where it has them: for no message. */
  readonly address: string;
  readonly setIn: string;
}

/** How addresses of one protocol are asked. */
export interface Way {
  /** Undefined when they are asked directly. */
  readonly proxy: Proxy | undefined;
  /** Hosts that are asked directly all the same, as `NO_PROXY` has them. */
  readonly noProxy: string;
  readonly authorization: string | undefined;
  readonly strictTls: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names in small letters go before those in capitals, as they do in other tools. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['http_proxy', 'all_proxy'],
  'https:': ['https_proxy', 'all_proxy', 'http_proxy'],
};

/**
 * The proxy that is set for a protocol: in the editor, else in the environment.
 * @param protocol `https:`
 * @throws DataError when it cannot be used
 */
export function wayOf(protocol: string, environment: Environment, editor?: EditorProxies): Way {
  const common = { authorization: editor?.authorization, strictTls: editor?.strictTls ?? true };
  if (editor?.used === false) return { proxy: undefined, noProxy: '', ...common };
  const noProxy = editor?.noProxy.join(',') || (variable(environment, 'no_proxy')?.value ?? '');
  if (editor !== undefined && editor.proxy !== '')
    return { proxy: proxyOf('http.proxy', editor.proxy), noProxy, ...common };
  const [set] = (VARIABLES[protocol] ?? []).flatMap((name) => variable(environment, name) ?? []);
  return { proxy: set && proxyOf(set.name, set.value), noProxy, ...common };
}

/** What may stand in a message: neither a name nor a password. */
export function proxyName({ address, setIn }: Proxy): string {
  const { protocol, host } = new URL(address);
  return `the proxy ${protocol}//${host} of ${setIn}`;
}

function variable(environment: Environment, name: string): { name: string; value: string } | undefined {
  for (const spelling of [name, name.toUpperCase()]) {
    const value = environment[spelling]?.trim();
    if (value) return { name: spelling, value };
  }
  return undefined;
}

/** @throws DataError; it says nothing of the address but how it begins, since the rest may hold a password */
function proxyOf(setIn: string, text: string): Proxy {
  const [scheme = ''] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  const address = scheme === '' ? `http://${text}` : text;
  const expected = 'the address of a proxy: http:// or https://, its host and its port';
  if (!URL.canParse(address)) throw new DataError({ path: setIn, found: 'what is no address', expected });
  if (!['http:', 'https:'].includes(new URL(address).protocol))
    throw new DataError({ path: setIn, found: `an address that begins with ${scheme}`, expected });
  return { address, setIn };
}
