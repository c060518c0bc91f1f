#include <pipevane/plugin.h>

#include "lines.h"
#include "ramp.h"

PIPEVANE_PLUGIN("probe", "1.0.0", "Known values in, lines out.", "MIT",
                pipevane::source<Ramp>("ramp", "Counts up."),
                pipevane::sink<Lines>("lines", "Writes values as lines."));
