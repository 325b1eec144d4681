/*
 * The same exact sparse form as our kernel's, float64, in plain loops that the compiler vectorises: what C reaches
 * without any effort at the machine's own instructions. With -DFOUR_ROWS the forward pass takes four rows at a time,
 * which spares it most of the loads and stores of its sums.
 */
#include "work.h"

/* 1.5 · 2^52: adding it rounds to a whole number. */
#define ROUND 6755399441055744.0

static int hidden, width; /* `width`: hidden, padded to whole cache lines; only `hidden` numbers of a row are used */
static double *w1, *b1, *w2, b2[2];
static double *offset, *background;
static double *tally1[2], *tally_b1[2], *tally_offset[2], *tally2[2], tally_b2[2][2];
static double *z, *h, *slope, *delta, *step, *size;

static void load(void) {
  hidden = (int)work.hidden;
  width = (hidden + 7) / 8 * 8;
  size_t row = 8 * (size_t)width;
  w1 = room(row * work.inputs);
  double **vectors[] = {&b1, &offset, &background, &z, &h, &slope, &delta, &step, &size};
  for (size_t index = 0; index < sizeof vectors / sizeof *vectors; index++) *vectors[index] = room(row);
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

/* softplus(x) = max(x, 0) + ln(1 + e^-|x|) and its derivative, by polynomials, so that the loop over it vectorises. */
static inline void softplus(double x, double *value, double *derivative) {
  double a = -__builtin_fabs(x);
  a = a < -708 ? -708 : a;
  double shifted = a * 1.4426950408889634 + ROUND;
  double k = shifted - ROUND;
  double r = a - k * 6.93147180369123816490e-1;
  r -= k * 1.90821492927058770002e-10;
  double p = 1.6059043836821613e-10;
  p = p * r + 2.08767569878681e-9;
  p = p * r + 2.505210838544172e-8;
  p = p * r + 2.755731922398589e-7;
  p = p * r + 2.7557319223985893e-6;
  p = p * r + 2.48015873015873e-5;
  p = p * r + 1.984126984126984e-4;
  p = p * r + 1.388888888888889e-3;
  p = p * r + 8.333333333333333e-3;
  p = p * r + 4.1666666666666664e-2;
  p = p * r + 1.6666666666666666e-1;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  int64_t bits, exponent;
  memcpy(&bits, &p, 8);
  memcpy(&exponent, &shifted, 8);
  bits += (int64_t)((uint64_t)exponent << 52);
  double e;
  memcpy(&e, &bits, 8);
  /* ln(1 + e) = 2 artanh(s), s = f / (2 + f), 1 + e halved where it is large. */
  int large = e > 0.41421356237309503;
  double f = large ? (e - 1) * 0.5 : e;
  double s = f / (f + 2);
  double t = s * s;
  double q = 1.479819860511658591e-1;
  q = q * t + 1.531383769920937332e-1;
  q = q * t + 1.818357216161805012e-1;
  q = q * t + 2.222219843214978396e-1;
  q = q * t + 2.857142874366239149e-1;
  q = q * t + 3.999999999940941908e-1;
  q = q * t + 6.666666666666735130e-1;
  double half = 0.5 * f * f;
  double part = f - (half - s * (half + q * t));
  *value = (x > 0 ? x : 0) + part + (large ? 0.6931471805599453 : 0);
  double upper = 1 / (1 + e);
  *derivative = x >= 0 ? upper : e * upper;
}

static double dot(const double *restrict a, const double *restrict b) {
  double part[8] = {0};
  int j = 0;
  for (; j + 8 <= hidden; j += 8)
    for (int lane = 0; lane < 8; lane++) part[lane] += a[j + lane] * b[j + lane];
  double sum = 0;
  for (; j < hidden; j++) sum += a[j] * b[j];
  for (int lane = 0; lane < 8; lane++) sum += part[lane];
  return sum;
}

static void forward(double *restrict to, const uint32_t *entry, const uint32_t *end) {
  const int n = hidden;
#ifdef FOUR_ROWS
  for (; entry + 4 <= end; entry += 4) {
    const double ra = (entry[0] & 255) / 256.0, rb = (entry[1] & 255) / 256.0;
    const double rc = (entry[2] & 255) / 256.0, rd = (entry[3] & 255) / 256.0;
    const double *a = w1 + (size_t)(entry[0] >> 8) * width, *b = w1 + (size_t)(entry[1] >> 8) * width;
    const double *c = w1 + (size_t)(entry[2] >> 8) * width, *d = w1 + (size_t)(entry[3] >> 8) * width;
    for (int j = 0; j < n; j++) to[j] += a[j] * ra + b[j] * rb + c[j] * rc + d[j] * rd;
  }
#endif
  for (; entry < end; entry++) {
    const double r = (*entry & 255) / 256.0;
    const double *a = w1 + (size_t)(*entry >> 8) * width;
    for (int j = 0; j < n; j++) to[j] += a[j] * r;
  }
}

static void update(const double *restrict e, const uint32_t *entry, const uint32_t *end) {
  const int n = hidden;
  for (; entry < end; entry++) {
    const double r = (*entry & 255) / 256.0;
    double *restrict row = w1 + (size_t)(*entry >> 8) * width;
    for (int j = 0; j < n; j++) row[j] -= e[j] * r;
  }
}

static void update_and_tally(const double *restrict e, const double *restrict absolute, double *restrict tally,
                             const uint32_t *entry, const uint32_t *end) {
  const int n = hidden;
  for (; entry < end; entry++) {
    const double r = (*entry & 255) / 256.0;
    double *restrict row = w1 + (size_t)(*entry >> 8) * width;
    double *restrict sum = tally + (size_t)(*entry >> 8) * width;
    for (int j = 0; j < n; j++) {
      row[j] -= e[j] * r;
      sum[j] += absolute[j] * r;
    }
  }
}

static void train(int steps, int tallying) {
  const int n = hidden;
  const double rate = work.rate;
  for (int example = 0; example < steps; example++) {
    const uint32_t *from = entries + starts[example], *to = entries + starts[example + 1];
    const int target = targets[example];
    const double above = sums[example];
    for (int j = 0; j < n; j++) z[j] = b1[j] + background[j] + offset[j] * above;
    forward(z, from, to);
    for (int j = 0; j < n; j++) softplus(z[j], &h[j], &slope[j]);
    double d[2];
    for (int k = 0; k < 2; k++) {
      double y, derivative;
      softplus(b2[k] + dot(w2 + k * width, h), &y, &derivative);
      d[k] = (y - (k == target)) * derivative;
    }
    double *restrict u = w2, *restrict v = w2 + width;
    const double e0 = rate * d[0], e1 = rate * d[1];
#pragma GCC ivdep
    for (int j = 0; j < n; j++) {
      delta[j] = (u[j] * d[0] + v[j] * d[1]) * slope[j];
      u[j] -= e0 * h[j];
      v[j] -= e1 * h[j];
      step[j] = rate * delta[j];
      size[j] = __builtin_fabs(step[j]);
    }
    b2[0] -= e0;
    b2[1] -= e1;
    const double change = (work.inputs / 256.0 + above) / 256;
    for (int j = 0; j < n; j++) {
      b1[j] -= step[j];
      offset[j] -= step[j] / 256;
      background[j] -= step[j] * change;
    }
    if (!tallying) {
      update(step, from, to);
      continue;
    }
    double *restrict t0 = tally2[target], *restrict t1 = tally2[target] + width;
    const double a0 = __builtin_fabs(e0), a1 = __builtin_fabs(e1);
#pragma GCC ivdep
    for (int j = 0; j < n; j++) {
      t0[j] += a0 * h[j]; /* h > 0 */
      t1[j] += a1 * h[j];
      tally_b1[target][j] += size[j];
      tally_offset[target][j] += size[j] / 256;
    }
    tally_b2[target][0] += a0;
    tally_b2[target][1] += a1;
    update_and_tally(step, size, tally1[target], from, to);
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
