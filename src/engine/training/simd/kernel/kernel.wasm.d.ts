/** The compiled kernel, put in place by the build. */
declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
