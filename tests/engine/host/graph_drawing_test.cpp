#include "engine/host/graph_drawing.h"

#include <gmock/gmock.h>

namespace pipevane::host {
namespace {

config::ComponentSpec made(std::string id, std::string type, std::int32_t kind,
                           const std::vector<std::string>& inputs = {}) {
  config::ComponentSpec spec;
  spec.id = std::move(id);
  spec.type = std::move(type);
  spec.kind = kind;
  for (const std::string& input : inputs) spec.inputs.push_back({input, {}, {}});
  return spec;
}

config::PipelineSpec pipeline() {
  return {
      {made("home.lab", "replay", PV_SOURCE), made("rates", "derive", PV_TRANSFORM, {"home.lab"}),
       made("web", "web", PV_SINK, {"rates"}), made("tape", "recorder", PV_SINK, {"home.lab"})},
      ""};
}

TEST(GraphDrawing, ForGraphviz) {
  EXPECT_EQ(drawDot(pipeline()),
            "digraph pipeline {\n  rankdir=LR;\n"
            "  \"home.lab\" [shape=invhouse, label=\"home.lab\\nreplay\"];\n"
            "  \"rates\" [shape=box, label=\"rates\\nderive\"];\n"
            "  \"web\" [shape=house, label=\"web\\nweb\"];\n"
            "  \"tape\" [shape=house, label=\"tape\\nrecorder\"];\n"
            "  \"home.lab\" -> \"rates\";\n"
            "  \"rates\" -> \"web\";\n"
            "  \"home.lab\" -> \"tape\";\n}\n");
}

TEST(GraphDrawing, ForMermaidWhoseNamesMayNotHoldADot) {
  EXPECT_EQ(drawMermaid(pipeline()),
            "flowchart LR\n"
            "  c0[\"home.lab<br>replay\"]\n  c1[\"rates<br>derive\"]\n"
            "  c2[\"web<br>web\"]\n  c3[\"tape<br>recorder\"]\n"
            "  c0 --> c1\n  c1 --> c2\n  c0 --> c3\n");
}

TEST(GraphDrawing, ForATerminal) {
  EXPECT_EQ(drawText(pipeline()),
            "home.lab (replay) -> rates, tape\n"
            "rates (derive)    -> web\n"
            "web (web)\n"
            "tape (recorder)\n");
}

}  // namespace
}  // namespace pipevane::host
