#include "assay_test_observer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char variable[] = "ASSAY_XCTEST_RECORD";

char *assay_take_record_path(void) {
  const char *path = getenv(variable);
  if (path == NULL || *path == '\0') return NULL;
  char *copy = strdup(path);
  unsetenv(variable);
  return copy;
}

void assay_flush_output(void) { fflush(stdout); }

/// In Swift; adds the observer.
extern void assay_observe_xctest(void);

/// Linux knows no principal class of a test bundle, so the observer is added when the program is loaded, before `main`
/// and before any test.
__attribute__((constructor)) static void assay_at_load(void) {
  if (getenv(variable) != NULL) assay_observe_xctest();
}
