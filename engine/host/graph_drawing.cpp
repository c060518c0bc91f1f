#include "engine/host/graph_drawing.h"

#include <algorithm>
#include <map>
#include <sstream>

namespace pipevane::host {
namespace {

using config::ComponentSpec;
using config::PipelineSpec;

const char* shapeOf(std::int32_t kind) {
  return kind == PV_SOURCE ? "invhouse" : kind == PV_SINK ? "house" : "box";
}

// Ids may hold - and ., which Mermaid's names may not.
std::string mermaidName(const PipelineSpec& spec, const std::string& id) {
  const auto at = std::ranges::find(spec.components, id, &ComponentSpec::id);
  return "c" + std::to_string(at - spec.components.begin());
}

}  // namespace

std::string drawDot(const PipelineSpec& spec) {
  std::ostringstream out;
  out << "digraph pipeline {\n  rankdir=LR;\n";
  for (const ComponentSpec& component : spec.components)
    out << "  \"" << component.id << "\" [shape=" << shapeOf(component.kind) << ", label=\""
        << component.id << "\\n"
        << component.type << "\"];\n";
  for (const ComponentSpec& component : spec.components)
    for (const auto& edge : component.inputs)
      out << "  \"" << edge.from << "\" -> \"" << component.id << "\";\n";
  out << "}\n";
  return out.str();
}

std::string drawMermaid(const PipelineSpec& spec) {
  std::ostringstream out;
  out << "flowchart LR\n";
  for (const ComponentSpec& component : spec.components)
    out << "  " << mermaidName(spec, component.id) << "[\"" << component.id << "<br>"
        << component.type << "\"]\n";
  for (const ComponentSpec& component : spec.components)
    for (const auto& edge : component.inputs)
      out << "  " << mermaidName(spec, edge.from) << " --> " << mermaidName(spec, component.id)
          << "\n";
  return out.str();
}

std::string drawText(const PipelineSpec& spec) {
  std::size_t widest = 0;
  for (const ComponentSpec& component : spec.components)
    widest = std::max(widest, component.id.size() + component.type.size() + 3);
  std::map<std::string, std::string> readers;
  for (const ComponentSpec& component : spec.components)
    for (const auto& edge : component.inputs) {
      std::string& all = readers[edge.from];
      all += (all.empty() ? "" : ", ") + component.id;
    }
  std::ostringstream out;
  for (const ComponentSpec& component : spec.components) {
    std::string line = component.id + " (" + component.type + ")";
    if (const auto at = readers.find(component.id); at != readers.end()) {
      line.resize(widest, ' ');
      line += " -> " + at->second;
    }
    out << line << "\n";
  }
  return out.str();
}

}  // namespace pipevane::host
