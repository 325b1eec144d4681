/** Version of the engine that made a run; the same as the extension's. */
export const ENGINE_VERSION = '0.1.0';
