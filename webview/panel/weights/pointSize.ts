/** Diameter, in CSS pixels, that points grow to while few are in sight. */
export const GROWN = 5;

/** So few points may be as large. */
const FEW = 200;

/**
 * Points grow as fewer of them are in sight: by as much for each halving of their number.
 * @param chosen the diameter while all are in sight
 * @param all how many there are
 * @returns in steps of half a pixel
 */
export function pointSizeFor(chosen: number, all: number, inSight: number): number {
  if (chosen >= GROWN || all <= FEW || inSight >= all) return chosen;
  const share = Math.log(all / Math.max(FEW, inSight)) / Math.log(all / FEW);
  return Math.round(2 * (chosen + (GROWN - chosen) * share)) / 2;
}
