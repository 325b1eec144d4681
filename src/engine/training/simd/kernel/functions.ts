/** Elementary functions of two float64 numbers at a time. Only operations that IEEE 754 fixes to the last bit. */

@inline const LOG2E: f64 = 1.4426950408889634;
/** ln 2 in two parts; the first has 21 zero bits at its end, so that k times it is exact. */
@inline const LN2_HIGH: f64 = 6.93147180369123816490e-1;
@inline const LN2_LOW: f64 = 1.90821492927058770002e-10;
/** 1.5 · 2⁵²: adding it rounds to a whole number, which then stands in the lowest bits. */
@inline const ROUND: f64 = 6755399441055744;

@inline export function splat(value: f64): v128 {
  return f64x2.splat(value);
}

@inline export function select(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

@inline function fma(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** eˣ = 2ᵏ eʳ, |r| ≤ ½ ln 2, eʳ by its Taylor polynomial of degree 13 (next term below 4 · 10⁻¹⁸). */
@inline export function exp(x: v128): v128 {
  x = f64x2.max(f64x2.min(x, splat(709)), splat(-708));
  const shifted = fma(x, splat(LOG2E), splat(ROUND));
  const k = f64x2.sub(shifted, splat(ROUND));
  let r = f64x2.sub(x, f64x2.mul(k, splat(LN2_HIGH)));
  r = f64x2.sub(r, f64x2.mul(k, splat(LN2_LOW)));
  let p = fma(splat(1.6059043836821613e-10), r, splat(2.08767569878681e-9));
  p = fma(p, r, splat(2.505210838544172e-8));
  p = fma(p, r, splat(2.755731922398589e-7));
  p = fma(p, r, splat(2.7557319223985893e-6));
  p = fma(p, r, splat(2.48015873015873e-5));
  p = fma(p, r, splat(1.984126984126984e-4));
  p = fma(p, r, splat(1.388888888888889e-3));
  p = fma(p, r, splat(8.333333333333333e-3));
  p = fma(p, r, splat(4.1666666666666664e-2));
  p = fma(p, r, splat(1.6666666666666666e-1));
  p = fma(p, r, splat(0.5));
  p = fma(p, r, splat(1));
  p = fma(p, r, splat(1));
  return i64x2.add(p, i64x2.shl(shifted, 52));
}

/** ln(1 + e) for 0 ≤ e ≤ 1, by fdlibm's polynomial for ln(1 + f), |f| ≤ √2 − 1, after halving 1 + e where it is larger. */
@inline export function log1p(e: v128): v128 {
  const large = f64x2.gt(e, splat(0.41421356237309503));
  const f = select(large, f64x2.mul(f64x2.sub(e, splat(1)), splat(0.5)), e);
  const s = f64x2.div(f, f64x2.add(f, splat(2)));
  const z = f64x2.mul(s, s);
  let r = fma(splat(1.479819860511658591e-1), z, splat(1.531383769920937332e-1));
  r = fma(r, z, splat(1.818357216161805012e-1));
  r = fma(r, z, splat(2.222219843214978396e-1));
  r = fma(r, z, splat(2.857142874366239149e-1));
  r = fma(r, z, splat(3.999999999940941908e-1));
  r = fma(r, z, splat(6.666666666666735130e-1));
  r = f64x2.mul(r, z);
  const half = f64x2.mul(f64x2.mul(splat(0.5), f), f);
  const part = f64x2.sub(f, f64x2.sub(half, f64x2.mul(s, f64x2.add(half, r))));
  return f64x2.add(part, v128.and(large, splat(0.6931471805599453)));
}
