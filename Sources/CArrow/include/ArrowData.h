// The Arrow C data interface and C stream interface.
// Field order and widths are the contract; CArrow.c asserts them.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Bits of ArrowSchema.flags.
enum {
  ARROW_FLAG_DICTIONARY_ORDERED = 1,
  ARROW_FLAG_NULLABLE = 2,
  ARROW_FLAG_MAP_KEYS_SORTED = 4
};

// A type: format string, name, children. Owned by whoever holds it until `release` is called.
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

// The memory of one array. `null_count` is -1 when nobody counted.
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

// A pull stream of arrays of one schema. An array whose `release` is NULL marks the end.
struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};
