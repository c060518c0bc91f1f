#include "plugins/web/component_figures.h"

#include <pipevane/figures.h>
#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace pipevane::web {
namespace {

constexpr std::size_t kMostFigures = 1'000, kMostLabels = 16;

struct Told {
  std::vector<std::pair<std::string, std::string>> labels;
  double value;
};
struct Family {
  std::string help;
  bool counter;
  std::vector<Told> all;
};
struct Reader {
  std::string component, prefix;
  std::map<std::string, Family>& families;
  std::size_t count = 0;
};

void keep(void* context, const pv_figure* told) {
  Reader& reader = *static_cast<Reader*>(context);
  if (++reader.count > kMostFigures) return;
  const pv_figure figure = sizedCopy(*told);
  Told kept{.labels = {{"component", reader.component}}, .value = figure.value};
  for (std::size_t i = 0; i < std::min(figure.label_count, kMostLabels); ++i) {
    std::string name = PrometheusWriter::nameFrom(view(figure.labels[i].name));
    const bool taken =
        std::ranges::any_of(kept.labels, [&](const auto& label) { return label.first == name; });
    if (!name.empty() && !taken)
      kept.labels.emplace_back(std::move(name), str(figure.labels[i].value));
  }
  auto& family =
      reader.families
          .try_emplace(reader.prefix + PrometheusWriter::nameFrom(view(figure.name)),
                       Family{.help = str(figure.help), .counter = figure.counter, .all = {}})
          .first->second;
  family.all.push_back(std::move(kept));
}

}  // namespace

void writeComponentFigures(const Host& host, const std::map<std::string, std::string>& types,
                           PrometheusWriter& out) {
  std::map<std::string, Family> families;
  for (const std::string& id : providers(host, PV_FIGURES)) {
    const auto type = types.find(id);
    const Lease<pv_figures> figures(host, PV_FIGURES, id);
    if (!figures || type == types.end()) continue;
    Reader reader{.component = id,
                  .prefix = "pipevane_" + PrometheusWriter::nameFrom(type->second) + "_",
                  .families = families};
    figures->read(figures.self(), &reader, keep);
  }
  for (const auto& [name, family] : families) {
    out.family(name, family.counter ? "counter" : "gauge", family.help);
    for (const Told& each : family.all) {
      const std::vector<PrometheusWriter::Label> labels(each.labels.begin(), each.labels.end());
      out.sample(labels, each.value);
    }
  }
}

}  // namespace pipevane::web
