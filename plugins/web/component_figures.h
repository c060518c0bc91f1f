// What components count about themselves, for Prometheus.
#pragma once

#include "plugins/web/prometheus_writer.h"

#include <pipevane/host.h>

#include <map>
#include <string>

namespace pipevane::web {

// As `pipevane_<type>_<name>{component="<id>",...}`, each name once with the figures of all
// components of that type. `types` by component. Of one component no more than a thousand.
void writeComponentFigures(const Host& host, const std::map<std::string, std::string>& types,
                           PrometheusWriter& out);

}  // namespace pipevane::web
