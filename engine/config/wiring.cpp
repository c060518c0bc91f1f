#include "engine/config/wiring.h"

#include "engine/config/nearest.h"

#include <algorithm>
#include <map>

namespace pipevane::config {
namespace {

bool matches(const std::string& pattern, const std::string& id) {
  return pattern.ends_with('*')
             ? id.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
             : id == pattern;
}

class Wiring {
 public:
  Wiring(std::vector<WiredComponent>& components, Problems& problems)
      : components_(components), problems_(problems) {
    for (const WiredComponent& component : components_)
      if (component.spec.kind != PV_SINK) readable_.push_back(component.spec.id);
  }

  void connect(WiredComponent& reader) {
    for (const WrittenInput& input : reader.inputs) {
      bool found = false;
      for (const std::string& id : readable_) {
        // A wildcard never means the component itself.
        if (!matches(input.pattern, id) || (input.pattern.ends_with('*') && id == reader.spec.id))
          continue;
        found = true;
        add(reader.spec, id, input);
      }
      if (!found) sayMissing(reader.spec, input);
    }
  }

 private:
  void add(ComponentSpec& reader, const std::string& id, const WrittenInput& input) {
    const auto same = [&id](const EdgeSpec& edge) { return edge.from == id; };
    if (std::ranges::any_of(reader.inputs, same)) {
      problems_.add(input.place, "\"" + reader.id + "\" reads from \"" + id + "\" twice");
      return;
    }
    EdgeSpec edge = input.edge;
    edge.from = id;
    reader.inputs.push_back(std::move(edge));
  }

  void sayMissing(const ComponentSpec& reader, const WrittenInput& input) {
    const auto is_sink = [&input](const WiredComponent& other) {
      return other.spec.kind == PV_SINK && other.spec.id == input.pattern;
    };
    if (std::ranges::any_of(components_, is_sink))
      problems_.add(input.place, "\"" + reader.id + "\" cannot read from \"" + input.pattern +
                                     "\": it is a sink");
    else if (input.pattern.ends_with('*'))
      problems_.add(input.place, "the input \"" + input.pattern + "\" of \"" + reader.id +
                                     "\" matches no component");
    else
      problems_.add(input.place, "the input \"" + input.pattern + "\" of \"" + reader.id +
                                     "\" is no source or transform" +
                                     suggestion(input.pattern, readable_));
  }

  std::vector<WiredComponent>& components_;
  Problems& problems_;
  std::vector<std::string> readable_;
};

// Depth first along the inputs; what is met again while it is still open closes a cycle.
class Order {
 public:
  Order(const std::vector<WiredComponent>& components, Problems& problems)
      : components_(components), problems_(problems) {
    for (std::size_t i = 0; i < components.size(); ++i) index_.emplace(components[i].spec.id, i);
    state_.resize(components.size(), State::kNew);
  }

  std::vector<std::size_t> all() {
    for (std::size_t i = 0; i < components_.size(); ++i) visit(i);
    return std::move(done_);
  }

 private:
  enum class State { kNew, kOpen, kDone };

  void visit(std::size_t at) {
    if (state_[at] == State::kDone) return;
    if (state_[at] == State::kOpen) return sayCycle(at);
    state_[at] = State::kOpen;
    path_.push_back(at);
    for (const EdgeSpec& edge : components_[at].spec.inputs)
      if (const auto from = index_.find(edge.from); from != index_.end()) visit(from->second);
    path_.pop_back();
    state_[at] = State::kDone;
    done_.push_back(at);
  }

  void sayCycle(std::size_t at) {
    std::string round;
    // The path goes against the flow; the sentence goes with it.
    for (auto step = path_.rbegin(); step != path_.rend(); ++step) {
      round += components_[*step].spec.id + " -> ";
      if (*step == at) break;
    }
    problems_.add(components_[at].spec.place,
                  "the pipeline runs in a circle: " + components_[at].spec.id + " -> " +
                      round.substr(0, round.size() - 4));
  }

  const std::vector<WiredComponent>& components_;
  Problems& problems_;
  std::map<std::string, std::size_t> index_;
  std::vector<State> state_;
  std::vector<std::size_t> path_, done_;
};

}  // namespace

std::vector<ComponentSpec> wire(std::vector<WiredComponent> components, Problems& problems) {
  Wiring wiring(components, problems);
  for (WiredComponent& component : components) wiring.connect(component);
  std::vector<ComponentSpec> ordered;
  for (const std::size_t index : Order(components, problems).all())
    ordered.push_back(std::move(components[index].spec));
  return ordered;
}

}  // namespace pipevane::config
