/*
 * The same exact sparse form, float64, by hand with AVX-512 intrinsics, or AVX2 where the processor has no more: the
 * practical limit. Thirteen vectors of neurons stay in registers while the rows of the active pixels go by. With -DNARROW it has
 * WebAssembly's means alone, two numbers at a time and no fused multiply-add: the limit of our kernel.
 */
#include <immintrin.h>

#include "work.h"

#if defined NARROW
#define LANES 2
#define BLOCK 10
typedef __m128d vec;
#define LOAD(p) _mm_load_pd(p)
#define STORE(p, v) _mm_store_pd(p, v)
#define SPLAT(x) _mm_set1_pd(x)
#define ADD(a, b) _mm_add_pd(a, b)
#define SUB(a, b) _mm_sub_pd(a, b)
#define MUL(a, b) _mm_mul_pd(a, b)
#define DIV(a, b) _mm_div_pd(a, b)
#define FMA(a, b, c) _mm_add_pd(_mm_mul_pd(a, b), c)
#define FNMA(a, b, c) _mm_sub_pd(c, _mm_mul_pd(a, b))
#define ABS(a) _mm_andnot_pd(_mm_set1_pd(-0.0), a)
#define MAX(a, b) _mm_max_pd(a, b)
#define GREATER(a, b, yes, no) _mm_blendv_pd(no, yes, _mm_cmpgt_pd(a, b))
#define SCALE(p, k) _mm_castsi128_pd(_mm_add_epi64(_mm_castpd_si128(p), _mm_slli_epi64(_mm_castpd_si128(k), 52)))
static inline double total(vec v) { return v[0] + v[1]; }
#elif defined __AVX512F__
#define LANES 8
typedef __m512d vec;
#define LOAD(p) _mm512_load_pd(p)
#define STORE(p, v) _mm512_store_pd(p, v)
#define SPLAT(x) _mm512_set1_pd(x)
#define ADD(a, b) _mm512_add_pd(a, b)
#define SUB(a, b) _mm512_sub_pd(a, b)
#define MUL(a, b) _mm512_mul_pd(a, b)
#define DIV(a, b) _mm512_div_pd(a, b)
#define FMA(a, b, c) _mm512_fmadd_pd(a, b, c)   /* a b + c */
#define FNMA(a, b, c) _mm512_fnmadd_pd(a, b, c) /* c − a b */
#define ABS(a) _mm512_abs_pd(a)
#define MAX(a, b) _mm512_max_pd(a, b)
#define GREATER(a, b, yes, no) _mm512_mask_blend_pd(_mm512_cmp_pd_mask(a, b, _CMP_GT_OQ), no, yes)
#define SCALE(p, k) \
  _mm512_castsi512_pd(_mm512_add_epi64(_mm512_castpd_si512(p), _mm512_slli_epi64(_mm512_castpd_si512(k), 52)))
static inline double total(vec v) { return _mm512_reduce_add_pd(v); }
#else
#define LANES 4
typedef __m256d vec;
#define LOAD(p) _mm256_load_pd(p)
#define STORE(p, v) _mm256_store_pd(p, v)
#define SPLAT(x) _mm256_set1_pd(x)
#define ADD(a, b) _mm256_add_pd(a, b)
#define SUB(a, b) _mm256_sub_pd(a, b)
#define MUL(a, b) _mm256_mul_pd(a, b)
#define DIV(a, b) _mm256_div_pd(a, b)
#define FMA(a, b, c) _mm256_fmadd_pd(a, b, c)
#define FNMA(a, b, c) _mm256_fnmadd_pd(a, b, c)
#define ABS(a) _mm256_andnot_pd(_mm256_set1_pd(-0.0), a)
#define MAX(a, b) _mm256_max_pd(a, b)
#define GREATER(a, b, yes, no) _mm256_blendv_pd(no, yes, _mm256_cmp_pd(a, b, _CMP_GT_OQ))
#define SCALE(p, k) \
  _mm256_castsi256_pd(_mm256_add_epi64(_mm256_castpd_si256(p), _mm256_slli_epi64(_mm256_castpd_si256(k), 52)))
static inline double total(vec v) {
  double lanes[4];
  _mm256_storeu_pd(lanes, v);
  return lanes[0] + lanes[1] + (lanes[2] + lanes[3]);
}
#endif

/* Vectors of neurons in registers at a time. */
#ifndef BLOCK
#define BLOCK 13
#endif
#define ROUND 6755399441055744.0

static int hidden, width; /* `width`: hidden, padded to whole blocks; what pads is kept 0 */
static double *w1, *b1, *w2, b2[2];
static double *offset, *background;
static double *tally1[2], *tally_b1[2], *tally_offset[2], *tally2[2], tally_b2[2][2];
static double *z, *h, *slope, *step, *present;

static void load(void) {
  hidden = (int)work.hidden;
  const int block = BLOCK * LANES;
  width = (hidden + block - 1) / block * block;
  size_t row = 8 * (size_t)width;
  w1 = room(row * work.inputs);
  double **vectors[] = {&b1, &offset, &background, &z, &h, &slope, &step, &present};
  for (size_t index = 0; index < sizeof vectors / sizeof *vectors; index++) *vectors[index] = room(row);
  for (int j = 0; j < hidden; j++) present[j] = 1;
  w2 = room(2 * row);
  for (int group = 0; group < 2; group++) {
    tally1[group] = room(row * work.inputs);
    tally_b1[group] = room(row);
    tally_offset[group] = room(row);
    tally2[group] = room(2 * row);
  }
}

static void reset(void) {
  const double *from = initial;
  for (int j = 0; j < hidden; j++) {
    double sum = 0;
    for (uint32_t i = 0; i < work.inputs; i++) {
      w1[(size_t)i * width + j] = *from;
      sum += *from++;
    }
    background[j] = sum / 256;
    offset[j] = 0;
  }
  for (int j = 0; j < hidden; j++) b1[j] = *from++;
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < hidden; j++) w2[k * width + j] = *from++;
  for (int k = 0; k < 2; k++) b2[k] = *from++;
  size_t row = 8 * (size_t)width;
  for (int group = 0; group < 2; group++) {
    memset(tally1[group], 0, row * work.inputs);
    memset(tally_b1[group], 0, row);
    memset(tally_offset[group], 0, row);
    memset(tally2[group], 0, 2 * row);
    memset(tally_b2[group], 0, sizeof tally_b2[group]);
  }
}

static inline void softplus(vec x, vec *value, vec *derivative) {
  const vec zero = SPLAT(0), one = SPLAT(1);
  vec a = MAX(SUB(zero, ABS(x)), SPLAT(-708));
  vec shifted = FMA(a, SPLAT(1.4426950408889634), SPLAT(ROUND));
  vec k = SUB(shifted, SPLAT(ROUND));
  vec r = FNMA(k, SPLAT(6.93147180369123816490e-1), a);
  r = FNMA(k, SPLAT(1.90821492927058770002e-10), r);
  vec p = FMA(SPLAT(1.6059043836821613e-10), r, SPLAT(2.08767569878681e-9));
  p = FMA(p, r, SPLAT(2.505210838544172e-8));
  p = FMA(p, r, SPLAT(2.755731922398589e-7));
  p = FMA(p, r, SPLAT(2.7557319223985893e-6));
  p = FMA(p, r, SPLAT(2.48015873015873e-5));
  p = FMA(p, r, SPLAT(1.984126984126984e-4));
  p = FMA(p, r, SPLAT(1.388888888888889e-3));
  p = FMA(p, r, SPLAT(8.333333333333333e-3));
  p = FMA(p, r, SPLAT(4.1666666666666664e-2));
  p = FMA(p, r, SPLAT(1.6666666666666666e-1));
  p = FMA(p, r, SPLAT(0.5));
  p = FMA(p, r, one);
  p = FMA(p, r, one);
  vec e = SCALE(p, shifted);
  vec limit = SPLAT(0.41421356237309503);
  vec f = GREATER(e, limit, MUL(SUB(e, one), SPLAT(0.5)), e);
  vec s = DIV(f, ADD(f, SPLAT(2)));
  vec t = MUL(s, s);
  vec q = FMA(SPLAT(1.479819860511658591e-1), t, SPLAT(1.531383769920937332e-1));
  q = FMA(q, t, SPLAT(1.818357216161805012e-1));
  q = FMA(q, t, SPLAT(2.222219843214978396e-1));
  q = FMA(q, t, SPLAT(2.857142874366239149e-1));
  q = FMA(q, t, SPLAT(3.999999999940941908e-1));
  q = FMA(q, t, SPLAT(6.666666666666735130e-1));
  vec half = MUL(MUL(SPLAT(0.5), f), f);
  vec part = SUB(f, SUB(half, MUL(s, FMA(q, t, half))));
  part = ADD(part, GREATER(e, limit, SPLAT(0.6931471805599453), zero));
  *value = ADD(MAX(x, zero), part);
  vec upper = DIV(one, ADD(one, e));
  *derivative = GREATER(zero, x, MUL(e, upper), upper);
}

static inline double *row_of(double *rows, uint32_t entry) { return rows + (size_t)(entry >> 8) * width; }

#define BLOCKS(q) for (int q = 0; q < width; q += BLOCK * LANES)
#define EACH(v) _Pragma("GCC unroll 16") for (int v = 0; v < BLOCK; v++)

static void forward(double above, const uint32_t *from, const uint32_t *to) {
  BLOCKS(q) {
    vec sum[BLOCK];
    EACH(v) {
      const int j = q + v * LANES;
      sum[v] = FMA(LOAD(offset + j), SPLAT(above), ADD(LOAD(b1 + j), LOAD(background + j)));
    }
    for (const uint32_t *entry = from; entry < to; entry++) {
      const vec r = SPLAT((*entry & 255) / 256.0);
      const double *row = row_of(w1, *entry) + q;
      EACH(v) sum[v] = FMA(LOAD(row + v * LANES), r, sum[v]);
    }
    EACH(v) STORE(z + q + v * LANES, sum[v]);
  }
}

static void update(const uint32_t *from, const uint32_t *to) {
  BLOCKS(q) {
    vec e[BLOCK];
    EACH(v) e[v] = LOAD(step + q + v * LANES);
    for (const uint32_t *entry = from; entry < to; entry++) {
      const vec r = SPLAT((*entry & 255) / 256.0);
      double *row = row_of(w1, *entry) + q;
      EACH(v) STORE(row + v * LANES, FNMA(e[v], r, LOAD(row + v * LANES)));
    }
  }
}

static void update_and_tally(double *tally, const uint32_t *from, const uint32_t *to) {
  BLOCKS(q) {
    vec e[BLOCK];
    EACH(v) e[v] = LOAD(step + q + v * LANES);
    for (const uint32_t *entry = from; entry < to; entry++) {
      const vec r = SPLAT((*entry & 255) / 256.0);
      double *row = row_of(w1, *entry) + q, *sum = row_of(tally, *entry) + q;
      EACH(v) {
        STORE(row + v * LANES, FNMA(e[v], r, LOAD(row + v * LANES)));
        STORE(sum + v * LANES, FMA(ABS(e[v]), r, LOAD(sum + v * LANES)));
      }
    }
  }
}

static void train(int steps, int tallying) {
  const double rate = work.rate;
  for (int example = 0; example < steps; example++) {
    const uint32_t *from = entries + starts[example], *to = entries + starts[example + 1];
    const int target = targets[example];
    const double above = sums[example];
    forward(above, from, to);
    vec dot0 = SPLAT(0), dot1 = SPLAT(0);
    for (int j = 0; j < width; j += LANES) {
      vec value, derivative;
      softplus(LOAD(z + j), &value, &derivative);
      value = MUL(value, LOAD(present + j)); /* softplus(0) is not 0: what pads must not come to life */
      STORE(h + j, value);
      STORE(slope + j, derivative);
      dot0 = FMA(value, LOAD(w2 + j), dot0);
      dot1 = FMA(value, LOAD(w2 + width + j), dot1);
    }
    double d[2], both[2 * LANES] __attribute__((aligned(64))) = {b2[0] + total(dot0), b2[1] + total(dot1)};
    vec y, derivative;
    softplus(LOAD(both), &y, &derivative);
    double ys[LANES] __attribute__((aligned(64))), slopes[LANES] __attribute__((aligned(64)));
    STORE(ys, y);
    STORE(slopes, derivative);
    for (int k = 0; k < 2; k++) d[k] = (ys[k] - (k == target)) * slopes[k];
    const double e0 = rate * d[0], e1 = rate * d[1], change = (work.inputs / 256.0 + above) / 256;
    for (int j = 0; j < width; j += LANES) {
      const vec u = LOAD(w2 + j), v = LOAD(w2 + width + j), value = LOAD(h + j);
      const vec delta = MUL(FMA(u, SPLAT(d[0]), MUL(v, SPLAT(d[1]))), LOAD(slope + j));
      STORE(w2 + j, FNMA(value, SPLAT(e0), u));
      STORE(w2 + width + j, FNMA(value, SPLAT(e1), v));
      const vec e = MUL(delta, SPLAT(rate));
      STORE(step + j, e);
      STORE(b1 + j, SUB(LOAD(b1 + j), e));
      STORE(offset + j, FNMA(e, SPLAT(1.0 / 256), LOAD(offset + j)));
      STORE(background + j, FNMA(e, SPLAT(change), LOAD(background + j)));
    }
    b2[0] -= e0;
    b2[1] -= e1;
    if (!tallying) {
      update(from, to);
      continue;
    }
    const double a0 = __builtin_fabs(e0), a1 = __builtin_fabs(e1);
    double *second = tally2[target], *bias = tally_b1[target], *constant = tally_offset[target];
    for (int j = 0; j < width; j += LANES) {
      const vec value = LOAD(h + j), size = ABS(LOAD(step + j)); /* h ≥ 0 */
      STORE(second + j, FMA(value, SPLAT(a0), LOAD(second + j)));
      STORE(second + width + j, FMA(value, SPLAT(a1), LOAD(second + width + j)));
      STORE(bias + j, ADD(LOAD(bias + j), size));
      STORE(constant + j, FMA(size, SPLAT(1.0 / 256), LOAD(constant + j)));
    }
    tally_b2[target][0] += a0;
    tally_b2[target][1] += a1;
    update_and_tally(tally1[target], from, to);
  }
}

static void write_set(double *out, const double *rows, const double *plus, const double *bias, const double *second,
                      const double *last) {
  for (int j = 0; j < hidden; j++)
    for (uint32_t i = 0; i < work.inputs; i++) *out++ = rows[(size_t)i * width + j] + plus[j];
  for (int j = 0; j < hidden; j++) *out++ = bias[j];
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < hidden; j++) *out++ = second[k * width + j];
  for (int k = 0; k < 2; k++) *out++ = last[k];
}

static void write_out(double *parameters, double *a, double *b) {
  double *tallies[] = {a, b};
  write_set(parameters, w1, offset, b1, w2, b2);
  for (int group = 0; group < 2; group++)
    write_set(tallies[group], tally1[group], tally_offset[group], tally_b1[group], tally2[group], tally_b2[group]);
}
