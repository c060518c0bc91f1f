#include "plugins/history/history.h"

PIPEVANE_PLUGIN("history", "1.0.0", "Recent samples and events in memory.", "MIT",
                pipevane::sink<pipevane::history::History>(
                    "history", "Keeps recent samples and events, and answers range queries.",
                    {.wants = PV_SAMPLES | PV_EVENTS, .makes = 0}));
