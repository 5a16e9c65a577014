// Holds the layout of the two ABIs still: a struct that differs does not compile.
#include "CArrow.h"

#define ASSERT_SIZE(type, bytes) _Static_assert(sizeof(struct type) == (bytes), "size of " #type)
#define ASSERT_OFFSET(type, field, bytes) \
  _Static_assert(offsetof(struct type, field) == (bytes), "offset of " #type "." #field)
// Functions of the driver table are numbered in pointers from its start.
#define ASSERT_SLOT(field, number) ASSERT_OFFSET(AdbcDriver, field, (number) * sizeof(void *))

_Static_assert(sizeof(void *) == 8, "Assay supports 64-bit platforms");

ASSERT_SIZE(ArrowSchema, 72);
ASSERT_OFFSET(ArrowSchema, flags, 24);
ASSERT_OFFSET(ArrowSchema, children, 40);
ASSERT_OFFSET(ArrowSchema, dictionary, 48);
ASSERT_OFFSET(ArrowSchema, release, 56);

ASSERT_SIZE(ArrowArray, 80);
ASSERT_OFFSET(ArrowArray, offset, 16);
ASSERT_OFFSET(ArrowArray, buffers, 40);
ASSERT_OFFSET(ArrowArray, children, 48);
ASSERT_OFFSET(ArrowArray, dictionary, 56);
ASSERT_OFFSET(ArrowArray, release, 64);

ASSERT_SIZE(ArrowArrayStream, 40);
ASSERT_OFFSET(ArrowArrayStream, get_last_error, 16);
ASSERT_OFFSET(ArrowArrayStream, release, 24);

ASSERT_SIZE(AdbcError, 48);
ASSERT_OFFSET(AdbcError, sqlstate, 12);
ASSERT_OFFSET(AdbcError, release, 24);
ASSERT_OFFSET(AdbcError, private_driver, 40);
ASSERT_SIZE(AdbcErrorDetail, 24);
ASSERT_SIZE(AdbcDatabase, 16);
ASSERT_SIZE(AdbcConnection, 16);
ASSERT_SIZE(AdbcStatement, 16);
ASSERT_SIZE(AdbcPartitions, 40);

ASSERT_SIZE(AdbcDriver, 464);
ASSERT_SLOT(release, 2);
ASSERT_SLOT(DatabaseRelease, 6);
ASSERT_SLOT(ConnectionInit, 12);
ASSERT_SLOT(ConnectionRelease, 16);
ASSERT_SLOT(StatementBind, 18);
ASSERT_SLOT(StatementExecuteQuery, 20);
ASSERT_SLOT(StatementNew, 23);
ASSERT_SLOT(StatementSetSqlQuery, 27);
ASSERT_SLOT(ErrorGetDetailCount, 29);
ASSERT_SLOT(ErrorFromArrayStream, 31);
ASSERT_SLOT(ConnectionCancel, 39);
ASSERT_SLOT(StatementCancel, 49);
ASSERT_SLOT(StatementExecuteSchema, 50);
ASSERT_SLOT(StatementSetOptionInt, 57);
