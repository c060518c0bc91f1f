// A pipeline's graph as text: for Graphviz, for Mermaid, for a terminal.
#pragma once

#include "engine/config/pipeline_spec.h"

#include <string>

namespace pipevane::host {

std::string drawDot(const config::PipelineSpec& spec);
std::string drawMermaid(const config::PipelineSpec& spec);
std::string drawText(const config::PipelineSpec& spec);

}  // namespace pipevane::host
