// The target is its header; SwiftPM wants one source file.
#include "COnnxRuntime.h"
