#ifndef ASSAY_TEST_OBSERVER_H
#define ASSAY_TEST_OBSERVER_H

/// The path that `assay test` has set as ASSAY_XCTEST_RECORD, or NULL; to be freed. It is there once: the variable is
/// removed, so that a process which a test starts does not write to the same file.
char *assay_take_record_path(void);

/// Writes what `print` has kept back, so that the size of the output's file is that of the output.
void assay_flush_output(void);

#endif
