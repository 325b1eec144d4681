/*
 * What the C peers have in common: the file with the work, the requests on standard input, the clock, the results.
 * A peer defines `load`, `reset`, `train` and `write_out` and includes this file; see ../README.md for the formats.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
  uint32_t inputs, hidden, outputs, examples;
  double rate;
} work;
static size_t parameter_count;
static const double *initial; /* w1 [hidden][inputs], b1, w2 [outputs][hidden], b2 */
static const uint8_t *targets; /* index of the output whose target is 1 */
static const uint8_t *pixels;  /* [examples][inputs] */

/* The active pixels of each example: (pixel << 8 | value), one after the other; and the sum of the values. */
static uint32_t *entries, *starts;
static double *sums; /* in units of 1/256 */

static void load(void);                                     /* room for everything, once */
static void reset(void);                                    /* the initial network, empty tallies */
static void train(int steps, int tallying);
static void write_out(double *parameters, double *a, double *b); /* in the order of `initial` */

static void *room(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (memory == NULL) exit(1);
  memset(memory, 0, (bytes + 63) / 64 * 64);
  return memory;
}

static void read_work(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) exit(1);
  fseek(file, 0, SEEK_END);
  size_t size = (size_t)ftell(file);
  rewind(file);
  uint8_t *bytes = room(size);
  if (fread(bytes, 1, size, file) != size) exit(1);
  fclose(file);
  memcpy(&work, bytes, sizeof work);
  parameter_count = (size_t)(work.inputs + 1) * work.hidden + (size_t)(work.hidden + 1) * work.outputs;
  initial = (const double *)(bytes + 32);
  targets = bytes + 32 + 8 * parameter_count;
  pixels = targets + work.examples;
}

static void list_active_pixels(void) {
  size_t all = (size_t)work.examples * work.inputs, count = 0;
  for (size_t index = 0; index < all; index++) count += pixels[index] != 0;
  entries = room(4 * count);
  starts = room(4 * (work.examples + 1));
  sums = room(8 * work.examples);
  uint32_t place = 0;
  for (uint32_t example = 0; example < work.examples; example++) {
    starts[example] = place;
    const uint8_t *image = pixels + (size_t)example * work.inputs;
    uint32_t sum = 0;
    for (uint32_t pixel = 0; pixel < work.inputs; pixel++) {
      if (image[pixel] == 0) continue;
      entries[place++] = pixel << 8 | image[pixel];
      sum += image[pixel];
    }
    sums[example] = sum / 256.0;
  }
  starts[work.examples] = place;
}

static double clock_of(clockid_t id) {
  struct timespec now;
  clock_gettime(id, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

int main(int count, char **arguments) {
  if (count < 2) return 1;
  read_work(arguments[1]);
  list_active_pixels();
  load();
  printf("{\"ready\": true, \"version\": \"gcc " __VERSION__ "\"}\n");
  fflush(stdout);
  int steps, tallying;
  static char path[4096];
  while (scanf("%d %d %4095s", &steps, &tallying, path) == 3) {
    reset();
    double wall = clock_of(CLOCK_MONOTONIC), cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID);
    train(steps, tallying);
    wall = clock_of(CLOCK_MONOTONIC) - wall;
    cpu = clock_of(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    if (strcmp(path, "-") != 0) {
      double *out = room(8 * 3 * parameter_count);
      write_out(out, out + parameter_count, out + 2 * parameter_count);
      FILE *file = fopen(path, "wb");
      if (file == NULL || fwrite(out, 8, 3 * parameter_count, file) != 3 * parameter_count) return 1;
      fclose(file);
      free(out);
    }
    printf("{\"cpu\": %.9f, \"wall\": %.9f}\n", cpu, wall);
    fflush(stdout);
  }
  return 0;
}
