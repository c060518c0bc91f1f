#include "plugins/web/web.h"

// A live view loses the old rather than stop the pipeline.
PIPEVANE_PLUGIN(
    "web", "1.0.0", "The dashboard, REST, WebSocket and metrics.", "MIT",
    pipevane::sink<pipevane::web::Web>(
        "web", "Serves the dashboard, REST, the WebSocket and metrics.",
        {.wants = pipevane::kEverythingDecoded, .makes = 0, .policy = PV_POLICY_DROP_OLDEST}));
