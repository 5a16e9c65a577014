// ADBC 1.1: the function table that a database driver fills, and the handles it works on.
// The order of the table is the contract; CArrow.c asserts it.
#pragma once

#include "ArrowData.h"

typedef uint8_t AdbcStatusCode;

enum { ADBC_VERSION_1_1_0 = 1001000 };

struct AdbcDriver;

// `vendor_code` set to INT32_MIN before a call asks a 1.1 driver for details.
struct AdbcError {
  char *message;
  int32_t vendor_code;
  char sqlstate[5];
  void (*release)(struct AdbcError *);
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcErrorDetail {
  const char *key;
  const uint8_t *value;
  size_t value_length;
};

struct AdbcDatabase {
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcConnection {
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcStatement {
  void *private_data;
  struct AdbcDriver *private_driver;
};

struct AdbcPartitions {
  size_t num_partitions;
  const uint8_t **partitions;
  const size_t *partition_lengths;
  void *private_data;
  void (*release)(struct AdbcPartitions *);
};

// Any function of the 1.1 part may be NULL, and optional ones of the 1.0 part too.
struct AdbcDriver {
  void *private_data;
  void *private_manager;
  AdbcStatusCode (*release)(struct AdbcDriver *, struct AdbcError *);

  AdbcStatusCode (*DatabaseInit)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*DatabaseNew)(struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*DatabaseSetOption)(struct AdbcDatabase *, const char *, const char *, struct AdbcError *);
  AdbcStatusCode (*DatabaseRelease)(struct AdbcDatabase *, struct AdbcError *);

  AdbcStatusCode (*ConnectionCommit)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetInfo)(struct AdbcConnection *, const uint32_t *, size_t, struct ArrowArrayStream *,
                                      struct AdbcError *);
  AdbcStatusCode (*ConnectionGetObjects)(struct AdbcConnection *, int, const char *, const char *, const char *,
                                         const char **, const char *, struct ArrowArrayStream *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetTableSchema)(struct AdbcConnection *, const char *, const char *, const char *,
                                             struct ArrowSchema *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetTableTypes)(struct AdbcConnection *, struct ArrowArrayStream *, struct AdbcError *);
  AdbcStatusCode (*ConnectionInit)(struct AdbcConnection *, struct AdbcDatabase *, struct AdbcError *);
  AdbcStatusCode (*ConnectionNew)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*ConnectionSetOption)(struct AdbcConnection *, const char *, const char *, struct AdbcError *);
  AdbcStatusCode (*ConnectionReadPartition)(struct AdbcConnection *, const uint8_t *, size_t,
                                            struct ArrowArrayStream *, struct AdbcError *);
  AdbcStatusCode (*ConnectionRelease)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*ConnectionRollback)(struct AdbcConnection *, struct AdbcError *);

  AdbcStatusCode (*StatementBind)(struct AdbcStatement *, struct ArrowArray *, struct ArrowSchema *,
                                  struct AdbcError *);
  AdbcStatusCode (*StatementBindStream)(struct AdbcStatement *, struct ArrowArrayStream *, struct AdbcError *);
  AdbcStatusCode (*StatementExecuteQuery)(struct AdbcStatement *, struct ArrowArrayStream *, int64_t *,
                                          struct AdbcError *);
  AdbcStatusCode (*StatementExecutePartitions)(struct AdbcStatement *, struct ArrowSchema *, struct AdbcPartitions *,
                                               int64_t *, struct AdbcError *);
  AdbcStatusCode (*StatementGetParameterSchema)(struct AdbcStatement *, struct ArrowSchema *, struct AdbcError *);
  AdbcStatusCode (*StatementNew)(struct AdbcConnection *, struct AdbcStatement *, struct AdbcError *);
  AdbcStatusCode (*StatementPrepare)(struct AdbcStatement *, struct AdbcError *);
  AdbcStatusCode (*StatementRelease)(struct AdbcStatement *, struct AdbcError *);
  AdbcStatusCode (*StatementSetOption)(struct AdbcStatement *, const char *, const char *, struct AdbcError *);
  AdbcStatusCode (*StatementSetSqlQuery)(struct AdbcStatement *, const char *, struct AdbcError *);
  AdbcStatusCode (*StatementSetSubstraitPlan)(struct AdbcStatement *, const uint8_t *, size_t, struct AdbcError *);

  // Since 1.1.0.
  int (*ErrorGetDetailCount)(const struct AdbcError *);
  struct AdbcErrorDetail (*ErrorGetDetail)(const struct AdbcError *, int);
  const struct AdbcError *(*ErrorFromArrayStream)(struct ArrowArrayStream *, AdbcStatusCode *);

  AdbcStatusCode (*DatabaseGetOption)(struct AdbcDatabase *, const char *, char *, size_t *, struct AdbcError *);
  AdbcStatusCode (*DatabaseGetOptionBytes)(struct AdbcDatabase *, const char *, uint8_t *, size_t *,
                                           struct AdbcError *);
  AdbcStatusCode (*DatabaseGetOptionDouble)(struct AdbcDatabase *, const char *, double *, struct AdbcError *);
  AdbcStatusCode (*DatabaseGetOptionInt)(struct AdbcDatabase *, const char *, int64_t *, struct AdbcError *);
  AdbcStatusCode (*DatabaseSetOptionBytes)(struct AdbcDatabase *, const char *, const uint8_t *, size_t,
                                           struct AdbcError *);
  AdbcStatusCode (*DatabaseSetOptionDouble)(struct AdbcDatabase *, const char *, double, struct AdbcError *);
  AdbcStatusCode (*DatabaseSetOptionInt)(struct AdbcDatabase *, const char *, int64_t, struct AdbcError *);

  AdbcStatusCode (*ConnectionCancel)(struct AdbcConnection *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetOption)(struct AdbcConnection *, const char *, char *, size_t *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetOptionBytes)(struct AdbcConnection *, const char *, uint8_t *, size_t *,
                                             struct AdbcError *);
  AdbcStatusCode (*ConnectionGetOptionDouble)(struct AdbcConnection *, const char *, double *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetOptionInt)(struct AdbcConnection *, const char *, int64_t *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetStatistics)(struct AdbcConnection *, const char *, const char *, const char *, char,
                                            struct ArrowArrayStream *, struct AdbcError *);
  AdbcStatusCode (*ConnectionGetStatisticNames)(struct AdbcConnection *, struct ArrowArrayStream *,
                                                struct AdbcError *);
  AdbcStatusCode (*ConnectionSetOptionBytes)(struct AdbcConnection *, const char *, const uint8_t *, size_t,
                                             struct AdbcError *);
  AdbcStatusCode (*ConnectionSetOptionDouble)(struct AdbcConnection *, const char *, double, struct AdbcError *);
  AdbcStatusCode (*ConnectionSetOptionInt)(struct AdbcConnection *, const char *, int64_t, struct AdbcError *);

  AdbcStatusCode (*StatementCancel)(struct AdbcStatement *, struct AdbcError *);
  AdbcStatusCode (*StatementExecuteSchema)(struct AdbcStatement *, struct ArrowSchema *, struct AdbcError *);
  AdbcStatusCode (*StatementGetOption)(struct AdbcStatement *, const char *, char *, size_t *, struct AdbcError *);
  AdbcStatusCode (*StatementGetOptionBytes)(struct AdbcStatement *, const char *, uint8_t *, size_t *,
                                            struct AdbcError *);
  AdbcStatusCode (*StatementGetOptionDouble)(struct AdbcStatement *, const char *, double *, struct AdbcError *);
  AdbcStatusCode (*StatementGetOptionInt)(struct AdbcStatement *, const char *, int64_t *, struct AdbcError *);
  AdbcStatusCode (*StatementSetOptionBytes)(struct AdbcStatement *, const char *, const uint8_t *, size_t,
                                            struct AdbcError *);
  AdbcStatusCode (*StatementSetOptionDouble)(struct AdbcStatement *, const char *, double, struct AdbcError *);
  AdbcStatusCode (*StatementSetOptionInt)(struct AdbcStatement *, const char *, int64_t, struct AdbcError *);
};

// The entry point of a driver library. `driver` is a struct AdbcDriver filled with zeros by the caller.
typedef AdbcStatusCode (*AdbcDriverInitFunc)(int version, void *driver, struct AdbcError *error);
