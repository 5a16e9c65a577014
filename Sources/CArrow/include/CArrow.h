// The C ABI of Arrow memory and of ADBC drivers, as Assay sees them.
#pragma once

#include "ArrowData.h"
#include "ADBC.h"
