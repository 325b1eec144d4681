/** Fewer pairs than this say nothing about a correlation: two points always lie on a line. */
export const SMALLEST_N = 4;
